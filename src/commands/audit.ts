import { Fault } from '../fault.ts';
import { verifyChain, type AuditEntry, type Break, type Head } from '../guard/chain.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Column, Listing } from '../world.ts';
import { readAudit } from './audit-log.ts';
import type { World } from './world.ts';

/** Every change that is recorded, of one object where it is named, oldest first. Reads only. */
export async function audit(
  world: World,
  { name }: { readonly name: string | undefined },
): Promise<Outcome> {
  const say = messagesOf(world.language).guard.audit;
  const { entries } = await readAudit(await world.openCluster());
  const own = entries.filter(
    ({ object, module }) => name === undefined || isNamed(name, object) || module === name,
  );
  world.reporter.listing(listingOf(world, own));
  const ended = new Set(own.flatMap(({ event, change }) => (event === 'ended' ? [change] : [])));
  const open = own.filter(({ event, change }) => event === 'begun' && !ended.has(change));
  return outcome('done', say.listed(own.length), {
    causes: open.length === 0 ? [] : [say.unended(open.length)],
  });
}

/** `biz1` and `deployment/biz1` are both `deployment/biz1`. */
function isNamed(name: string, object: string): boolean {
  return object === name || object.split('/').slice(1).join('/') === name;
}

export interface AuditVerifyInput {
  /** `SEQ:DIGEST`, as an earlier run said it. */
  readonly head: string | undefined;
}

/** Computes the chain of digests anew, and says which entry is missing or not as it was written. */
export async function auditVerify(world: World, input: AuditVerifyInput): Promise<Outcome> {
  const say = messagesOf(world.language).guard.audit;
  const anchor = input.head === undefined ? undefined : anchorOf(world, input.head);
  const { entries, head } = await readAudit(await world.openCluster());
  const breaks = verifyChain(entries, head, anchor);
  const last = `${String(head.seq)}:${head.digest}`;
  const document = { whole: breaks.length === 0, entries: entries.length, head: last, breaks };
  world.reporter.document(document, []);
  if (breaks.length === 0) {
    const end = entries.length === 0 ? say.empty : say.whole(entries.length, last);
    world.reporter.say(end);
    return outcome('done', end);
  }
  return outcome('unhealthy', say.broken, { causes: breaks.map((one) => breakText(world, one)) });
}

function anchorOf(world: World, text: string): Head {
  const [, seq = '', digest = ''] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (digest !== '') return { seq: Number(seq), digest };
  const say = messagesOf(world.language).guard.audit;
  throw new Fault(say.badAnchor(text), { fix: say.badAnchorFix });
}

function breakText({ language }: World, found: Break): string {
  const { breaks } = messagesOf(language).guard.audit;
  if (found.kind !== 'missing') return breaks[found.kind](String(found.seq));
  const { from, to } = found;
  return breaks.missing(from === to ? String(from) : `${String(from)}-${String(to)}`);
}

const shownAlways = [
  'seq',
  'at',
  'event',
  'command',
  'object',
  'version',
  'by',
  'outcome',
] as const;
const shownWide = [
  ...(['from', 'plan', 'approvedBy', 'ticket', 'reason', 'emergency', 'message'] as const),
];

function listingOf({ language }: World, entries: readonly AuditEntry[]): Listing {
  const say = messagesOf(language).guard.audit;
  const column = (key: keyof AuditEntry, title = '', wide = false): Column => ({
    title,
    wide,
    value: (item) => (key === 'plan' ? String(item[key]).slice(0, 16) : String(item[key])) || '-',
  });
  return {
    kind: 'AuditEntryList',
    items: entries.map((one) => ({ ...one })),
    columns: [
      ...shownAlways.map((key, index) => column(key, say.columns[index])),
      ...shownWide.map((key, index) => column(key, say.wide[index], true)),
    ],
    empty: say.empty,
    name: (item) => `audit/${String(item['seq'])}`,
  };
}
