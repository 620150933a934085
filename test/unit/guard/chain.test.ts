import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  digestOfEntry,
  emptyHead,
  nextEntry,
  verifyChain,
  type AuditEntry,
  type AuditFields,
} from '../../../src/guard/chain.ts';

const fields: AuditFields = {
  ...{ change: 'c', event: 'begun', at: '2026-11-11T00:00:00.000Z', by: 'anna', from: 'anna@ci' },
  ...{ command: 'deploy', object: 'deployment/biz1', module: 'biz1', version: '1', plan: 'p' },
  ...{ approvedBy: '', ticket: '', reason: '', emergency: '', outcome: '', message: '' },
};

function chain(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    entries.push(nextEntry(entries.at(-1) ?? emptyHead, { ...fields, change: String(seq) }));
  }
  return entries;
}

const whole = chain(6);
const head = whole[5] ?? emptyHead;

describe('the chain', () => {
  test('is whole as it was written, and empty', () => {
    expect(verifyChain(whole, head)).toEqual([]);
    expect(verifyChain([...whole].reverse(), head, whole[2])).toEqual([]);
    expect(verifyChain([], emptyHead)).toEqual([]);
  });

  test('any field of any entry that is changed is found, and which entry it is', () => {
    const keys = Object.keys(fields) as (keyof AuditFields)[];
    fc.assert(
      fc.property(fc.nat(5), fc.constantFrom(...keys), fc.string(), (index, key, value) => {
        const entry = whole[index];
        fc.pre(entry !== undefined && entry[key] !== value);
        const broken = whole.with(index, { ...whole[index], [key]: value } as AuditEntry);
        expect(verifyChain(broken, head)).toEqual([{ kind: 'changed', seq: index + 1 }]);
      }),
    );
  });

  test('entries that are taken out are missed', () => {
    expect(verifyChain(whole.toSpliced(2, 2), head)).toEqual([{ kind: 'missing', from: 3, to: 4 }]);
    expect(verifyChain(whole.slice(1), head)).toEqual([{ kind: 'missing', from: 1, to: 1 }]);
    expect(verifyChain(whole.slice(0, 4), head)).toEqual([{ kind: 'missing', from: 5, to: 6 }]);
  });

  test('an entry that is changed and signed anew does not fit its neighbour', () => {
    const changed = { ...whole[2], by: 'mallory' } as AuditEntry;
    const broken = whole.with(2, { ...changed, digest: digestOfEntry(changed) });
    expect(verifyChain(broken, head)).toEqual([{ kind: 'unlinked', seq: 4 }]);
    const last = { ...whole[5], by: 'mallory' } as AuditEntry;
    const tail = whole.with(5, { ...last, digest: digestOfEntry(last) });
    expect(verifyChain(tail, head)).toEqual([{ kind: 'head', seq: 6 }]);
  });

  test('one that is there twice is told', () => {
    const twin = { ...whole[1], by: 'b' } as AuditEntry;
    const twice = [...whole, { ...twin, digest: digestOfEntry(twin) }];
    expect(verifyChain(twice, head)).toContainEqual({ kind: 'twice', seq: 2 });
  });

  test('a chain that was computed anew is whole, but for what was kept elsewhere', () => {
    const kept = whole[3];
    const forged = chain(6).map((entry) => ({ ...entry }));
    let before = emptyHead;
    const anew = forged.map(({ seq: _seq, previous: _previous, digest: _digest, ...own }) => {
      before = nextEntry(before, { ...own, by: 'mallory' });
      return before as AuditEntry;
    });
    expect(verifyChain(anew, before)).toEqual([]);
    expect(verifyChain(anew, before, kept)).toEqual([{ kind: 'anchor', seq: 4 }]);
  });
});
