import { groupBy } from '../../modules/group-by.ts';
import { fact } from '../facts.ts';
import { finding, type CheckFinding } from './checkup.ts';
import { abilities, commandsFor, together, wordsOf, type Ability, type Right } from './rights.ts';

/** Whether the user has a right. */
export interface RightAsked {
  readonly right: Right;
  readonly allowed: boolean;
}

/** What the user may do with koupctl here, and for each right that is missing what it is missing for. */
export function judgeUserRights(asked: readonly RightAsked[], namespace: string): CheckFinding[] {
  const lacking = asked.filter(({ allowed }) => !allowed).map(({ right }) => right);
  const may = abilities.filter(
    (ability) =>
      asked.some(({ right }) => right.for.includes(ability)) &&
      !lacking.some((right) => right.for.includes(ability)),
  );
  const missing = [...groupBy(lacking, keyOf).values()];
  const commands = may.flatMap((ability) => commandsFor[ability]).join(', ');
  return [
    ...(may.length === 0
      ? []
      : [finding('user-rights', 'ok', 'user-may', { params: { commands, namespace } })]),
    ...missing.map((rights) => mayNot(rights, namespace)),
  ];
}

/** Without a look all else fails too. */
function keyOf({ for: wanting }: Right): string {
  return wanting.includes('look') ? 'look' : wanting.join(' ');
}

/** Rights that are missing for the same commands. */
function mayNot(rights: readonly [Right, ...Right[]], namespace: string): CheckFinding {
  const [first] = rights;
  const wanting = first.for;
  const params = {
    object: keyOf(first),
    commands: commandsOf(wanting).join(', '),
    what: together(rights).join('; '),
    namespace,
  };
  const evidence = rights.map((right) =>
    fact(wordsOf(right), scopeOf(right, namespace), 'not allowed'),
  );
  const next = [canI(first, namespace)];
  const more = { params, evidence, next };
  if (wanting.includes('look')) return finding('user-rights', 'fail', 'user-may-not-look', more);
  // Few need to: that most may not is no trouble.
  return wanting.every((ability) => ability === 'install')
    ? finding('user-rights', 'ok', 'user-may-not-install', more)
    : finding('user-rights', 'warn', 'user-may-not', more);
}

/** Without a look nothing works; else one command speaks for its like. */
function commandsOf(wanting: readonly Ability[]): readonly string[] {
  if (wanting.includes('look')) return commandsFor.look;
  if (wanting.every((ability) => ability === 'install')) return commandsFor.install;
  return wanting.flatMap((ability) => commandsFor[ability].slice(0, 1));
}

function scopeOf({ where }: Right, namespace: string): string {
  if (where === 'cluster') return 'whole cluster';
  return `namespace ${where === 'here' ? namespace : where}`;
}

function canI(right: Right, namespace: string): string {
  const { verb, resource, group, where, name } = right;
  const [plural = '', sub] = resource.split('/');
  const of = `${plural}${group === '' ? '' : `.${group}`}${name === undefined ? '' : `/${name}`}`;
  const scope = where === 'cluster' ? '-A' : `-n ${where === 'here' ? namespace : where}`;
  return `kubectl auth can-i ${verb} ${of}${sub === undefined ? '' : ` --subresource ${sub}`} ${scope}`;
}
