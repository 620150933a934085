import { Conflict, type ContestedField } from '../conflict.ts';
import { Fault } from '../fault.ts';
import { faultFrom, faultOf } from '../messages/fault-of.ts';
import type { Cluster, KubeObject, ResourceType, Written } from '../world.ts';

/**
 * Managers behind which a person stands. What they own is taken over when the
 * plan that says so is accepted; fields of controllers never are.
 */
const people = /^(koupctl|kubectl)(-|$)/;

export interface DryRun {
  readonly written: Written;
  /** Fields that the real apply takes from other managers. */
  readonly takenOver: readonly ContestedField[];
  /** Without force the real apply would meet a conflict. */
  readonly forced: boolean;
}

/** Asks the server what an apply would store; refuses to take a field from a controller. */
export async function dryRunApply(
  cluster: Cluster,
  object: KubeObject,
  type: ResourceType,
  manager: string,
): Promise<DryRun> {
  try {
    const written = await cluster.apply(object, type, { manager, dryRun: true });
    refuseDropped(object, written.object);
    return { written, takenOver: [], forced: false };
  } catch (error) {
    if (!(error instanceof Conflict) || error.kind !== 'fields') throw explained(error, object);
    const foreign = error.fields.filter((one) => !people.test(one.manager));
    if (foreign.length > 0) throw refusal(object, foreign);
    const written = await cluster.apply(object, type, { manager, dryRun: true, force: true });
    refuseDropped(object, written.object);
    const takenOver = error.fields.filter((one) => !one.manager.startsWith('koupctl'));
    return { written, takenOver, forced: true };
  }
}

/** What an apply leaves out stays with whoever set it, and Recreate bears no numbers of a rolling update. */
function explained(error: unknown, { kind, metadata }: KubeObject): unknown {
  const clash = /strategy\.rollingUpdate: Forbidden: may not be specified when strategy/;
  if (!(error instanceof Fault) || !error.details.some((line) => clash.test(line))) return error;
  const { name, namespace = 'default' } = metadata;
  const patch = '[{"op":"replace","path":"/spec/strategy","value":{"type":"Recreate"}}]';
  const command = `kubectl patch ${kind.toLowerCase()}/${name} -n ${namespace} --type=json -p='${patch}'`;
  return faultFrom(
    (inWords, { rollouts }) => {
      const { message, details } = inWords(error);
      return { message, details, fix: rollouts.rollingUpdateSet(command) };
    },
    { outcome: error.outcome, cause: error },
  );
}

function refusal(object: KubeObject, foreign: readonly ContestedField[]): Fault {
  const [first] = foreign;
  const name = `${object.kind} ${object.metadata.name}`;
  return faultFrom(
    (_, { rollouts }) => {
      const { text, fix } = rollouts.contested(name, first?.manager, first?.field);
      const details = foreign.map((one) => rollouts.belongsTo(one.field, one.manager));
      return { message: text, fix, details };
    },
    { outcome: 'refused' },
  );
}

/** Servers drop fields of features that they don't have without a word (matchLabelKeys before 1.31). */
export function refuseDropped(intent: KubeObject, stored: KubeObject): void {
  const dropped = droppedPaths(intent['spec'], stored['spec'], 'spec');
  const [first] = dropped;
  if (first === undefined) return;
  const name = `${intent.kind} ${intent.metadata.name}`;
  throw faultOf(({ rollouts }) => rollouts.dropped(first, name), { details: dropped.slice(1) });
}

/** Paths that are in `intent` and not in `stored`; empty values don't count. Pure. */
export function droppedPaths(intent: unknown, stored: unknown, path: string): string[] {
  if (Array.isArray(intent)) {
    if (!Array.isArray(stored)) return intent.length === 0 ? [] : [path];
    return intent.flatMap((item, index) => droppedPaths(item, stored[index], `${path}[${index}]`));
  }
  if (intent === null || typeof intent !== 'object') {
    const empty = intent === null || intent === '' || intent === 0 || intent === false;
    return stored === undefined && !empty && intent !== undefined ? [path] : [];
  }
  const members = Object.entries(intent);
  if (stored === undefined) return members.length === 0 ? [] : [path];
  return members.flatMap(([key, value]) =>
    droppedPaths(value, (stored as Record<string, unknown>)[key], `${path}.${key}`),
  );
}
