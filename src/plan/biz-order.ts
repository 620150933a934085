import type { BizOrder } from '../arklets.ts';
import type { BizInfo, BizName } from '../world.ts';

/** What an order means on one base, by what runs there. */
export type OrderNote =
  | 'installs'
  | 'beside'
  | 'gap'
  | 'broken-first'
  | 'nameless'
  | 'already-active'
  | 'already-dark'
  | 'leaves-dark'
  | 'serves-no-more'
  | 'takes-off'
  | 'not-there'
  | 'activates'
  | 'goes-dark'
  | 'nothing-to-switch'
  | 'not-switchable';

export interface BaseOrder {
  /** `blocked`: Arklet would refuse; it is not even sent. `unbreak`: the broken one goes first. */
  readonly todo: 'send' | 'unbreak' | 'nothing' | 'blocked';
  readonly note: OrderNote;
  /** Versions of the module that the note speaks of. */
  readonly versions: readonly string[];
}

/** What will be done on a base that runs this, and what is lost by it. */
export function planOrder(order: BizOrder, runs: readonly BizInfo[]): BaseOrder {
  const { biz } = order;
  if (biz === undefined) return { todo: 'send', note: 'nameless', versions: [] };
  const there = runs.find((one) => same(one, biz));
  const others = runs.filter((one) => one.name === biz.name && one !== there);
  switch (order.verb) {
    case 'install':
      return planInstall(order.strategy, there, others);
    case 'uninstall':
      return planUninstall(there, others);
    case 'switch':
      return planSwitch(there, others);
  }
}

/** Whether two looks at a base come to the same. */
export function sameOrder(one: BaseOrder, other: BaseOrder): boolean {
  const versions = (order: BaseOrder): string => [...order.versions].sort().join(' ');
  return one.todo === other.todo && one.note === other.note && versions(one) === versions(other);
}

function planInstall(
  strategy: 'install-only' | 'uninstall-then-install',
  there: BizInfo | undefined,
  others: readonly BizInfo[],
): BaseOrder {
  if (strategy === 'uninstall-then-install' && (there ?? others[0]) !== undefined) {
    return {
      todo: 'send',
      note: 'gap',
      versions: versionsOf([...(there ? [there] : []), ...others]),
    };
  }
  if (there?.state === 'activated')
    return { todo: 'nothing', note: 'already-active', versions: [] };
  if (there?.state === 'broken') return { todo: 'unbreak', note: 'broken-first', versions: [] };
  if (there !== undefined) return { todo: 'blocked', note: 'already-dark', versions: [] };
  const active = others.filter(isActive);
  if (active.length > 0) return { todo: 'send', note: 'beside', versions: versionsOf(active) };
  return { todo: 'send', note: 'installs', versions: [] };
}

/** No other version takes over (sofa-ark): what stays is dark. */
function planUninstall(there: BizInfo | undefined, others: readonly BizInfo[]): BaseOrder {
  if (there === undefined) return { todo: 'nothing', note: 'not-there', versions: [] };
  if (!isActive(there) || others.some(isActive)) {
    return { todo: 'send', note: 'takes-off', versions: [] };
  }
  if (others.length > 0) return { todo: 'send', note: 'leaves-dark', versions: versionsOf(others) };
  return { todo: 'send', note: 'serves-no-more', versions: [] };
}

function planSwitch(there: BizInfo | undefined, others: readonly BizInfo[]): BaseOrder {
  if (there === undefined) {
    return { todo: 'blocked', note: 'nothing-to-switch', versions: versionsOf(others) };
  }
  if (isActive(there)) return { todo: 'nothing', note: 'already-active', versions: [] };
  if (there.state !== 'deactivated') {
    return { todo: 'blocked', note: 'not-switchable', versions: [there.state] };
  }
  const active = others.filter(isActive);
  if (active.length > 0) return { todo: 'send', note: 'goes-dark', versions: versionsOf(active) };
  return { todo: 'send', note: 'activates', versions: [] };
}

/** How far a base has come, by what it lists. */
export type Sight =
  | { readonly is: 'active' | 'dark' | 'gone' | 'broken' | 'waiting' | 'absent' }
  /** The jar's own name counts: it brought something else. */
  | { readonly is: 'instead'; readonly of: readonly BizName[] };

/** What is seen of an order; `brought` is what Arklet said that it installed. */
export function sightOf(
  order: BizOrder,
  before: readonly BizInfo[],
  after: readonly BizInfo[],
  brought?: BizName,
): Sight {
  if (order.verb === 'install') return sightOfInstall(order.biz, before, after, brought);
  const there = after.find((one) => same(one, order.biz));
  if (order.verb === 'uninstall') return { is: there === undefined ? 'gone' : 'waiting' };
  return { is: there === undefined ? 'absent' : isActive(there) ? 'active' : 'waiting' };
}

function sightOfInstall(
  asked: BizName | undefined,
  before: readonly BizInfo[],
  after: readonly BizInfo[],
  brought: BizName | undefined,
): Sight {
  if (asked !== undefined && brought !== undefined && !same(asked, brought)) {
    return { is: 'instead', of: [brought] };
  }
  const fresh = after.filter((one) => !before.some((other) => same(one, other)));
  const wanted = asked ?? brought ?? fresh[0];
  const there = wanted && after.find((one) => same(one, wanted));
  if (there === undefined) {
    return asked !== undefined && fresh.length > 0
      ? { is: 'instead', of: fresh }
      : { is: 'absent' };
  }
  const { state } = there;
  if (state === 'activated') return { is: 'active' };
  if (state === 'deactivated') return { is: 'dark' };
  return { is: state === 'broken' ? 'broken' : 'waiting' };
}

/** Whether the jar's file name speaks of another module; a hint, for the base does not check names. */
export function isOddlyNamed({ name }: BizName, url: string): boolean {
  const file = (url.split(/[?#]/)[0] ?? '').split('/').pop() ?? '';
  return file !== '' && !file.toLowerCase().startsWith(name.toLowerCase());
}

export function same(one: BizName, other: BizName): boolean {
  return one.name === other.name && one.version === other.version;
}

function isActive({ state }: BizInfo): boolean {
  return state === 'activated';
}

function versionsOf(infos: readonly BizInfo[]): string[] {
  return infos.map(({ version }) => version);
}
