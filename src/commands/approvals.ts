import { createHash } from 'node:crypto';
import type { Approval } from '../guard/verdict.ts';
import { dayMs } from '../guard/zone.ts';
import { canonical } from '../rollout/template-hash.ts';
import type { Cluster } from '../world.ts';
import { changeMap, readMap, type Entries } from './kept-map.ts';

/** Plans that wait for somebody's approval, and approvals: two ConfigMaps, for two kinds of people. */
export const requestsName = 'koupctl-requests';
export const approvalsName = 'koupctl-approvals';

const keptMs = { requests: 7 * dayMs, approvals: 30 * dayMs };
const mostKept = 200;
const mostText = 700_000;
/** Of one plan. */
export const longestPlan = 300_000;

/** What a plan says, as plain JSON and without secrets: what an approval is bound to. */
export type PlanContent = Readonly<Record<string, unknown>>;

/** SHA-256 of what the plan says. */
export function digestOf(content: PlanContent): string {
  return createHash('sha256').update(canonical(content)).digest('hex');
}

export interface Request {
  readonly digest: string;
  readonly content: PlanContent;
  readonly command: string;
  readonly object: string;
  /** Who planned it. */
  readonly by: string;
  readonly from: string;
  /** ISO. */
  readonly at: string;
}

const blank = { content: {}, command: '', object: '', by: '', from: '', at: '' };

export async function readRequests(cluster: Cluster): Promise<Request[]> {
  const map = (await readMap(cluster, requestsName)) ?? {};
  return Object.entries(map)
    .flatMap(([digest, text]) => {
      const read = parsed(text);
      return read === undefined ? [] : [{ ...blank, ...read, digest }];
    })
    .toSorted((a, b) => (a.at < b.at ? 1 : -1));
}

/** Lets others see the plan; the same one is there once. */
export async function keepRequest(cluster: Cluster, request: Request): Promise<void> {
  const { digest, ...rest } = request;
  await changeMap(cluster, requestsName, (map) => {
    const others = young(map, Date.parse(request.at) - keptMs.requests);
    return bounded({ ...others, [digest]: JSON.stringify(rest) }, digest);
  });
}

export interface KeptApproval {
  readonly by: string;
  readonly from: string;
  /** ISO. */
  readonly at: string;
}

/** Everybody's approvals by the plan's digest. */
export async function readApprovals(cluster: Cluster): Promise<Map<string, KeptApproval[]>> {
  const map = (await readMap(cluster, approvalsName)) ?? {};
  return new Map(
    Object.entries(map).map(([digest, text]) => [
      digest,
      (parsed(text)?.approvals ?? []).filter(isWhole),
    ]),
  );
}

function isWhole({ by, at }: Partial<KeptApproval>): boolean {
  return typeof by === 'string' && !Number.isNaN(Date.parse(at ?? ''));
}

export function asApproval({ by, at }: KeptApproval): Approval {
  return { by, at: Date.parse(at) };
}

export async function keepApproval(
  cluster: Cluster,
  digest: string,
  approval: KeptApproval,
): Promise<void> {
  await changeMap(cluster, approvalsName, (map) => {
    const others = young(map, Date.parse(approval.at) - keptMs.approvals);
    const before = parsed(map[digest] ?? '')?.approvals ?? [];
    const approvals = [...before.filter(({ by }) => by !== approval.by), approval];
    return bounded({ ...others, [digest]: JSON.stringify({ at: approval.at, approvals }) }, digest);
  });
}

/** Without what is older than that, and what nobody can read. */
function young(map: Entries, since: number): Entries {
  return Object.fromEntries(
    Object.entries(map).filter(([, text]) => {
      const { at = '' } = parsed(text) ?? {};
      return Date.parse(at) >= since;
    }),
  );
}

/** The newest of them; the one that has just come stays. */
function bounded(map: Entries, newest: string): Entries {
  const sorted = Object.entries(map).toSorted(([a, one], [b, other]) => {
    if (a === newest || b === newest) return a === newest ? -1 : 1;
    return (parsed(one)?.at ?? '') < (parsed(other)?.at ?? '') ? 1 : -1;
  });
  let text = 0;
  return Object.fromEntries(
    sorted.slice(0, mostKept).filter(([, value]) => (text += value.length) <= mostText),
  );
}

/** What may be in an entry: anybody may have written it. */
type Parsed = Partial<Omit<Request, 'digest'>> & { readonly approvals?: readonly KeptApproval[] };

function parsed(text: string): Parsed | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
