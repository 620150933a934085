import type { Policy, Rule } from '../guard/policy.ts';
import { verifyChain } from '../guard/chain.ts';
import { selects } from '../guard/selects.ts';
import type { Known, Rehearsed, Wanted } from '../guard/verdict.ts';
import { Fault } from '../fault.ts';
import { messagesOf } from '../messages/messages.ts';
import { core } from '../modules/surface.ts';
import type { Cluster } from '../world.ts';
import { asApproval, readApprovals } from './approvals.ts';
import { readAudit } from './audit-log.ts';
import type { Change } from './guard.ts';
import { identityAt } from './identity.ts';
import type { Unguarded } from './world.ts';
import { guardNamespace } from '../guard/policy.ts';

/** What had to be asked for the rules that there are. */
export type Facts = Pick<Known, 'approvals' | 'planner' | 'rehearsed'>;

interface About {
  readonly door: Cluster | undefined;
  readonly policies: readonly Policy[];
  readonly wanted: Wanted;
  readonly change: Change;
  readonly digest: string;
  /** Who it is has to be known, whatever the rules ask. */
  readonly identity: boolean;
}

/** Asks only for what some rule that is about this change goes by. */
export async function factsFor(world: Unguarded, about: About): Promise<Facts> {
  const { door, policies, wanted, change, digest } = about;
  const rules = policies.flatMap((one) => one.rules.filter((rule) => selects(rule, wanted)));
  const due = wanted.goesOn ? [] : rules;
  const approvals = due.some((rule) => rule.demand.kind === 'approvals');
  const seen = new Map<string, Rehearsed>();
  for (const rule of due.filter((one) => isRehearsal(one))) {
    seen.set(keyOf(rule), await rehearsedIn(world, rule, change));
  }
  const known = approvals && door ? ((await readApprovals(door)).get(digest) ?? []) : [];
  return {
    approvals: known.map(asApproval),
    planner: door && (approvals || about.identity) ? await identityAt(door, world.who) : undefined,
    rehearsed: (rule) => seen.get(keyOf(rule)) ?? { why: '' },
  };
}

function isRehearsal(rule: Rule): rule is Rule & Rehearsal {
  return rule.demand.kind === 'rehearsal';
}

type Rehearsal = { readonly demand: Extract<Rule['demand'], { readonly kind: 'rehearsal' }> };

function keyOf({ at }: Rule): string {
  return `${at.file}:${String(at.line)}:${String(at.column)}`;
}

/** Commands after which a version runs on all its bases. */
const rehearsing = ['deploy', 'attach', 'confirm', 'resume', 'co-release'];

/** Whether the record of changes of another cluster says that this version was rolled out there. */
async function rehearsedIn(
  world: Unguarded,
  { demand: { context, cluster: id } }: Rehearsal,
  { module, version }: Change,
): Promise<Rehearsed> {
  const say = messagesOf(world.language).guard.rehearsals;
  if (module === '' || version === '') return { why: say.noModule };
  try {
    const cluster = await world.openCluster(context);
    if (id !== undefined && id !== (await clusterId(cluster))) return { why: say.other(context) };
    const { entries, head } = await readAudit(cluster);
    const breaks = verifyChain(entries, head);
    const good = entries.filter(
      (entry) =>
        entry.event === 'ended' &&
        entry.outcome === 'done' &&
        rehearsing.includes(entry.command) &&
        entry.module === module &&
        entry.version === version,
    );
    const at = Math.max(...good.map((entry) => Date.parse(entry.at)));
    if (breaks.length > 0) return { why: say.broken(context) };
    return good.length === 0 ? { why: say.none(module, version, context) } : { at };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { why: say.unread(context, error.in(world.language).message) };
  }
}

/** What tells a cluster from all others, by common consent. */
async function clusterId(cluster: Cluster): Promise<string | undefined> {
  const found = await cluster.get({ type: core.namespace, name: guardNamespace });
  return found?.metadata.uid;
}
