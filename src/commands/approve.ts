import { Fault } from '../fault.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Cluster, Line, Listing } from '../world.ts';
import {
  approvalsName,
  digestOf,
  keepApproval,
  readApprovals,
  readRequests,
  type KeptApproval,
  type Request,
} from './approvals.ts';
import { changeOnly } from './change-of.ts';
import { diffLine } from './install-consent.ts';
import { identityAt } from './identity.ts';
import type { World } from './world.ts';

export interface ApproveInput {
  /** The beginning of the plan's digest; undefined to list what waits. */
  readonly digest: string | undefined;
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/** A second person looks at a plan that waits, and approves that very plan. */
export async function approve(world: World, input: ApproveInput): Promise<Outcome> {
  const say = messagesOf(world.language).guard.approve;
  const { digest, yes, dryRun } = input;
  if (digest !== undefined && !yes && !dryRun && !world.ask.interactive) {
    throw new Fault(say.notTerminal, { outcome: 'refused', fix: `${world.typed} --yes` });
  }
  const cluster = await world.openCluster();
  const [requests, approvals] = await Promise.all([readRequests(cluster), readApprovals(cluster)]);
  if (digest === undefined) return listed(world, requests, approvals);
  const request = found(world, requests, digest);
  const me = await identityAt(cluster, world.who);
  if (me === request.by) throw new Fault(say.own(me), { outcome: 'refused' });
  show(world, request);
  if (dryRun) return outcome('done', say.dryRun);
  const refusal = yes ? undefined : await asked(world);
  if (refusal) return refusal;
  return await keep(world, cluster, request, me);
}

async function keep(
  world: World,
  cluster: Cluster,
  request: Request,
  me: string,
): Promise<Outcome> {
  const say = messagesOf(world.language).guard.approve;
  const change = { ...changeOnly(request.object), content: request.content };
  const { context } = cluster.target;
  await world.guard.letPass(change, { cluster, context });
  const at = new Date(world.clock.now()).toISOString();
  try {
    await keepApproval(cluster, request.digest, { by: me, from: world.who, at });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { message, outcome: name, details, fix } = error.in(world.language);
    throw new Fault(say.mayNot(message), {
      outcome: name,
      details: [...details, approvalsName],
      ...(fix === undefined ? {} : { fix }),
      cause: error,
    });
  }
  return outcome('done', say.done(request.digest.slice(0, 16), me), { causes: [say.next] });
}

/** The plan that is meant, as it was planned: what it says has to give its digest. */
function found(world: World, requests: readonly Request[], digest: string): Request {
  const say = messagesOf(world.language).guard.approve;
  const meant = requests.filter((one) => one.digest.startsWith(digest));
  const [first, second] = meant;
  if (first === undefined) throw new Fault(say.noSuch(digest), { fix: say.noSuchFix });
  if (second !== undefined) throw new Fault(say.ambiguous(digest), { fix: say.ambiguousFix });
  if (digestOf(first.content) === first.digest) return first;
  throw new Fault(say.tampered(digest), { outcome: 'refused', fix: say.tamperedFix });
}

function show(world: World, { command, object, by, at, content }: Request): void {
  const say = messagesOf(world.language).guard.approve;
  const { diff, ...rest } = content;
  const lines: Line[] = [say.title(command, object), say.by(by, at)];
  for (const [key, value] of Object.entries(rest)) lines.push(`  ${key}: ${shown(value)}`);
  const text = typeof diff === 'string' ? diff : '';
  lines.push(...text.split('\n').flatMap((line) => (line === '' ? [] : [diffLine(line)])));
  for (const line of lines) world.reporter.say(line);
  world.reporter.document({ command, object, by, at, content }, []);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function asked(world: World): Promise<Outcome | undefined> {
  const say = messagesOf(world.language).guard.approve;
  try {
    return (await world.ask.confirm(say.question)) ? undefined : outcome('refused', say.declined);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    return outcome('interrupted', say.stopped);
  }
}

function listed(
  world: World,
  requests: readonly Request[],
  approvals: ReadonlyMap<string, readonly KeptApproval[]>,
): Outcome {
  const say = messagesOf(world.language).guard.approve;
  const keys = ['plan', 'command', 'object', 'by', 'at', 'approvedBy'];
  const listing: Listing = {
    kind: 'PlanRequestList',
    items: requests.map(({ digest, command, object, by, at }) => ({
      ...{ plan: digest.slice(0, 16), command, object, by, at, digest },
      approvedBy: (approvals.get(digest) ?? []).map((one) => one.by).join(', '),
    })),
    columns: keys.map((key, index) => ({
      title: say.columns[index] ?? '',
      value: (item) => String(item[key]) || '-',
    })),
    empty: say.none,
    name: (item) => `plan/${String(item['plan'])}`,
  };
  world.reporter.listing(listing);
  return outcome('done', requests.length === 0 ? say.none : say.waiting(requests.length));
}
