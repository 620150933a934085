import { createHash } from 'node:crypto';

/** What is noted of a change. All are texts, so that nothing about how it is written can differ. */
export interface AuditFields {
  /** Ties the beginning of a change to its end. */
  readonly change: string;
  readonly event: 'begun' | 'ended' | 'approved' | 'passed';
  /** ISO, by the API server's clock. */
  readonly at: string;
  /** Who the API server says it is. */
  readonly by: string;
  /** user@host. */
  readonly from: string;
  readonly command: string;
  readonly object: string;
  readonly module: string;
  readonly version: string;
  /** Digest of the plan. */
  readonly plan: string;
  readonly approvedBy: string;
  readonly ticket: string;
  readonly reason: string;
  /** Why it was an emergency, and which rules it passed. */
  readonly emergency: string;
  /** Of an end. */
  readonly outcome: string;
  readonly message: string;
}

/** One link: `previous` is the digest of the entry before, '' in the first. */
export interface AuditEntry extends AuditFields {
  readonly seq: number;
  readonly previous: string;
  readonly digest: string;
}

export interface Head {
  readonly seq: number;
  readonly digest: string;
}

export const emptyHead: Head = { seq: 0, digest: '' };

export function nextEntry(head: Head, fields: AuditFields): AuditEntry {
  const link = { ...fields, seq: head.seq + 1, previous: head.digest };
  return { ...link, digest: digestOfEntry(link) };
}

/** SHA-256 over all fields but the digest, by sorted names. */
export function digestOfEntry(entry: Readonly<Record<string, unknown>> | AuditEntry): string {
  const members = Object.entries(entry)
    .filter(([key]) => key !== 'digest')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(members)).digest('hex');
}

export type Break =
  /** Entries that are not there, both numbers among them. */
  | { readonly kind: 'missing'; readonly from: number; readonly to: number }
  /** It is not as it was written. */
  | { readonly kind: 'changed'; readonly seq: number }
  /** It does not follow from the one before, though each is whole. */
  | { readonly kind: 'unlinked'; readonly seq: number }
  /** More than one entry says that it is this one. */
  | { readonly kind: 'twice'; readonly seq: number }
  /** What is said to be the last entry is another than the last that is there. */
  | { readonly kind: 'head'; readonly seq: number }
  /** A digest that somebody kept is not in the chain. */
  | { readonly kind: 'anchor'; readonly seq: number };

/** What is wrong with the chain, first things first; `anchor` is a link that was noted elsewhere. */
export function verifyChain(
  entries: readonly AuditEntry[],
  head: Head,
  anchor?: Head,
): readonly Break[] {
  const sorted = entries.toSorted((a, b) => a.seq - b.seq);
  const found: Break[] = [];
  let before: Head = emptyHead;
  for (const entry of sorted) {
    const { seq } = entry;
    if (seq === before.seq) found.push({ kind: 'twice', seq });
    const follows = seq === before.seq + 1;
    if (seq > before.seq + 1) found.push({ kind: 'missing', from: before.seq + 1, to: seq - 1 });
    // A changed entry breaks the link of the next one too; that is one fault, not two.
    if (digestOfEntry(entry) !== entry.digest) found.push({ kind: 'changed', seq });
    else if (follows && entry.previous !== before.digest) found.push({ kind: 'unlinked', seq });
    before = entry;
  }
  if (head.seq > before.seq) found.push({ kind: 'missing', from: before.seq + 1, to: head.seq });
  else if (head.seq !== before.seq || head.digest !== before.digest) {
    found.push({ kind: 'head', seq: before.seq });
  }
  const kept = anchor && sorted.find(({ seq }) => seq === anchor.seq);
  if (anchor !== undefined && kept?.digest !== anchor.digest) {
    found.push({ kind: 'anchor', seq: anchor.seq });
  }
  return found;
}
