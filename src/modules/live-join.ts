import { groupBy } from './group-by.ts';
import type { BizInfo } from '../world.ts';
import type { Base } from './base.ts';
import { versionsOf } from './base-diff.ts';
import type { AskedBase, LiveReason, LiveRow, LiveState, Wish } from './live-row.ts';
import { installGraceMs, lagMs, scheduleGraceMs } from './grace.ts';
import type { Placed } from './placed.ts';
import { addressOf } from './vnodes.ts';

export interface LiveInput {
  readonly placed: readonly Placed[];
  readonly bases: readonly AskedBase[];
  /** By `wishKey`; of a workload that is not in it, what each of its objects says counts. */
  readonly wishes: ReadonlyMap<string, Wish>;
  /** All of Kubernetes was seen: what no object is behind has none anywhere. */
  readonly whole: boolean;
  /** Objects of a later list: what they have on a base is no orphan either. */
  readonly later?: readonly Placed[];
  /** ms since the epoch */
  readonly now: number;
}

export function wishKey({ namespace, workload }: Pick<Placed, 'namespace' | 'workload'>): string {
  return `${namespace}/${workload}`;
}

/** What Kubernetes says, what the bases run and what is wanted, as one row per module and base. Pure. */
export function joinLive(input: LiveInput): LiveRow[] {
  const byId = new Map(input.bases.map((asked) => [asked.base.id, asked]));
  const onAddress = groupBy(input.placed, (placed) => arkletOf(byId.get(placed.baseId)?.base));
  const told = new Map<string, LiveRow[]>();
  const rows = input.placed.map((placed) => {
    const asked = byId.get(placed.baseId);
    const address = arkletOf(asked?.base);
    const others = onAddress.get(address) ?? [];
    const row = rowOf(placed, asked, { ...input, others });
    if (row.reason.code === 'runs-other') told.set(address, [...(told.get(address) ?? []), row]);
    return row;
  });
  return input.whole ? [...rows, ...orphans(input, onAddress, told)] : rows;
}

function arkletOf(base: Base | undefined): string {
  return base === undefined ? '' : addressOf(base);
}

interface Around {
  readonly wishes: LiveInput['wishes'];
  readonly now: number;
  /** Everything that Kubernetes has on the same base. */
  readonly others: readonly Placed[];
}

interface Verdict {
  readonly live: LiveState;
  readonly fault: boolean;
  readonly reason: LiveReason;
}

const ok = (reason: LiveReason): Verdict => ({ live: 'ok', fault: false, reason });
const wrong = (live: LiveState, reason: LiveReason): Verdict => ({ live, fault: true, reason });
const installing = (reason: LiveReason): Verdict => ({ live: 'installing', fault: false, reason });

/** What an install of a moment ago may still mend. */
function unlessYoung({ since }: Placed, { now }: Around, verdict: Verdict): Verdict {
  return now - since < installGraceMs ? installing(verdict.reason) : verdict;
}

function rowOf(placed: Placed, asked: AskedBase | undefined, around: Around): LiveRow {
  const {
    baseId: _id,
    since: _since,
    leaving: _,
    goneBy: _goneBy,
    ownReady: _own,
    ...row
  } = placed;
  const biz = asked?.answer?.ok === true ? asked.answer.value : undefined;
  return {
    ...row,
    ...(biz === undefined ? judgeUnasked(placed, asked, around) : judge(placed, biz, around)),
    wanted: wantedBy(placed, around.wishes) ?? '',
    onBase: biz === undefined ? null : versionsOf(placed.module, biz),
    port: asked?.base.port ?? null,
  };
}

function judgeUnasked(
  placed: Placed,
  asked: AskedBase | undefined,
  { now }: Pick<Around, 'now'>,
): Verdict {
  const { baseId, state, leaving, since } = placed;
  if (baseId === '' && leaving) return ok({ code: 'leaving' });
  if (baseId === '') {
    const reason = { code: 'no-base', kubernetes: state } as const;
    return now - since < scheduleGraceMs ? installing(reason) : wrong('missing-on-base', reason);
  }
  if (asked === undefined) return wrong('unreachable', { code: 'base-gone' });
  const { answer } = asked;
  if (answer === undefined || answer.ok) return wrong('unreachable', { code: 'no-address' });
  return wrong('unreachable', { code: 'no-answer', why: answer.why });
}

/** The base's own word goes before that of Kubernetes. */
function judge(placed: Placed, biz: readonly BizInfo[], around: Around): Verdict {
  const own = biz.find((one) => isSame(one, placed));
  if (placed.leaving) return judgeLeaving(placed, own, around);
  if (own?.state === 'activated') return judgeActive(placed, around);
  const stranger = strangerTo(placed, biz, around);
  if (stranger !== undefined) {
    const wanted = wantedBy(placed, around.wishes) ?? placed.version;
    const reason = { code: 'runs-other', running: stranger.version, wanted } as const;
    const verdict = wrong('wrong-version', reason);
    return own === undefined ? unlessYoung(placed, around, verdict) : verdict;
  }
  if (own === undefined) {
    const reason = { code: 'not-listed', kubernetes: placed.state } as const;
    return unlessYoung(placed, around, wrong('missing-on-base', reason));
  }
  if (own.state !== 'deactivated') {
    const verdict = wrong('inactive', { code: 'listed-as', state: own.state });
    const onItsWay = own.state === 'resolved' || own.state === 'unresolved';
    return onItsWay ? unlessYoung(placed, around, verdict) : verdict;
  }
  const active = biz.find((one) => one.name === placed.module && one.state === 'activated');
  if (active === undefined) return wrong('inactive', { code: 'nothing-active' });
  const rolling = around.wishes.get(wishKey(placed))?.rolling ?? false;
  const reason = { code: 'dark', active: active.version } as const;
  return rolling ? { live: 'inactive', fault: false, reason } : wrong('inactive', reason);
}

function judgeLeaving(placed: Placed, own: BizInfo | undefined, around: Around): Verdict {
  const late = placed.goneBy !== undefined && around.now > placed.goneBy + lagMs;
  if (!late) return ok({ code: 'leaving' });
  // The same version may stay for another object.
  const stays = around.others.some((one) => !one.leaving && isSame(nameOf(one), placed));
  return own === undefined || stays
    ? wrong('stale-in-kubernetes', { code: 'object-lingers' })
    : wrong('orphan-on-base', { code: 'kept', state: own.state });
}

function judgeActive(placed: Placed, around: Around): Verdict {
  const { version, state } = placed;
  const { wishes } = around;
  const wanted = wantedBy(placed, wishes) ?? '';
  const rolling = wishes.get(wishKey(placed))?.rolling ?? false;
  if (version !== wanted && !rolling) {
    return wrong('wrong-version', { code: 'runs-other', running: version, wanted });
  }
  if (placed.ownReady === false) {
    const reason = { code: 'kubernetes-behind', kubernetes: state } as const;
    return unlessYoung(placed, around, wrong('stale-in-kubernetes', reason));
  }
  return ok(version === wanted ? { code: 'running' } : { code: 'not-reached', wanted });
}

/** An active version of the module on the base that its workload has no part in. */
function strangerTo(
  placed: Placed,
  biz: readonly BizInfo[],
  { wishes, others }: Around,
): BizInfo | undefined {
  const family = others.filter((one) => wishKey(one) === wishKey(placed));
  return biz.find(
    (one) =>
      one.name === placed.module &&
      one.version !== placed.version &&
      one.state === 'activated' &&
      one.version !== wantedBy(placed, wishes) &&
      !family.some((other) => isSame(one, other)),
  );
}

/** Undefined: the workload's template has no such module. */
function wantedBy(placed: Placed, wishes: LiveInput['wishes']): string | undefined {
  const wish = wishes.get(wishKey(placed));
  return wish === undefined ? placed.version : wish.versions.get(placed.module);
}

/** What the bases have that no Kubernetes object is behind, once per Arklet. `told`: rows that name what they found instead. */
function orphans(
  { bases, later = [] }: LiveInput,
  onAddress: ReadonlyMap<string, readonly Placed[]>,
  told: ReadonlyMap<string, readonly LiveRow[]>,
): LiveRow[] {
  const seen = new Set<string>();
  return bases.flatMap(({ base, answer, master }) => {
    const address = addressOf(base);
    if (answer?.ok !== true || seen.has(address)) return [];
    seen.add(address);
    const claims = [...(onAddress.get(address) ?? []), ...later.filter(isOn(base))];
    // Where it is why another row is wrong, that row tells of it.
    const named = (one: BizInfo): boolean =>
      told.get(address)?.some((row) => isRunningThere(row, one)) ?? false;
    return answer.value
      .filter((one) => !claims.some((placed) => isSame(one, placed)))
      .filter((one) => one.name !== master?.name && !named(one))
      .map((one) => orphanRow(base, one, answer.value));
  });
}

function isRunningThere({ module, reason }: LiveRow, biz: BizInfo): boolean {
  return reason.code === 'runs-other' && module === biz.name && reason.running === biz.version;
}

function orphanRow(base: Base, biz: BizInfo, all: readonly BizInfo[]): LiveRow {
  return {
    world: base.world,
    namespace: base.namespace ?? '',
    module: biz.name,
    version: biz.version,
    state: '',
    ready: false,
    base: base.name,
    baseIp: base.ip,
    url: '',
    workload: '',
    object: '',
    createdAt: '',
    ...wrong('orphan-on-base', { code: 'unclaimed', state: biz.state }),
    wanted: '',
    onBase: versionsOf(biz.name, all),
    port: base.port,
  };
}

function isSame(biz: { name: string; version: string }, placed: Placed): boolean {
  return biz.name === placed.module && biz.version === placed.version;
}

function nameOf({ module, version }: Placed): { name: string; version: string } {
  return { name: module, version };
}

function isOn(base: Base): (placed: Placed) => boolean {
  return (placed) => placed.baseId === base.id;
}
