import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Position } from '../../../src/fault.ts';
import { lint } from '../../../src/manifest/lint.ts';
import { normalise } from '../../../src/manifest/normalise.ts';
import type { Normalised } from '../../../src/manifest/normalise.ts';
import type { Facts } from '../../../src/manifest/rule.ts';
import type { SourceDoc } from '../../../src/manifest/source-doc.ts';
import { valueAt, withEdits } from '../../../src/manifest/tree.ts';
import type { Edit } from '../../../src/manifest/tree.ts';
import { parseManifests } from '../../../src/manifest/yaml.ts';
import { sayingText, toldFinding, type ToldFinding } from '../../../src/messages/finding-text.ts';
import { messagesOf } from '../../../src/messages/messages.ts';
import type { KubeObject } from '../../../src/world.ts';

const folder = fileURLToPath(new URL('../../fixtures/manifests/', import.meta.url));

export function fixtureText(name: string): string {
  return readFileSync(`${folder}${name}.yaml`, 'utf8');
}

/** The only object of a text; throws what is wrong with it. */
export function docOf(text: string, file = 'test.yaml'): SourceDoc {
  const { docs, faults } = parseManifests(text, file);
  if (faults[0]) throw faults[0];
  if (docs.length !== 1 || !docs[0]) throw new Error(`one object expected, not ${docs.length}`);
  return docs[0];
}

export function fixture(name: string): SourceDoc {
  return docOf(fixtureText(name), `${name}.yaml`);
}

/** A fixture with changes made to it; positions are those of the unchanged text. */
export function changed(name: string, ...edits: Edit[]): SourceDoc {
  const doc = fixture(name);
  return { ...doc, object: withEdits(doc.object, edits) };
}

export function set(path: string, value: unknown): Edit {
  return { path: steps(path), value };
}

export function drop(path: string): Edit {
  return { path: steps(path), remove: true };
}

/** `spec/template/0/x`; a step with a slash in it is written with `~1`. */
function steps(path: string): (string | number)[] {
  return path
    .split('/')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/')));
}

const messages = messagesOf('en');

/** What lint finds, in English. */
export function linted(docs: readonly SourceDoc[], facts: Facts = {}): ToldFinding[] {
  return lint(docs, facts).map((finding) => toldFinding(finding, messages));
}

/** What normalising says, in English. */
export function toldOf({ notes, findings }: Normalised): {
  notes: { field: string; text: string; at?: Position }[];
  findings: ToldFinding[];
} {
  return {
    notes: notes.map(({ message, ...note }) => ({
      ...note,
      text: sayingText(message, messages).text,
    })),
    findings: findings.map((finding) => toldFinding(finding, messages)),
  };
}

/** What normalising says: notes as `field: text`, findings as `level rule field: message`. */
export function said(result: Normalised): string[] {
  const { notes, findings } = toldOf(result);
  return [
    ...notes.map(({ field, text }) => `${field}: ${text}`),
    ...findings.map(({ level, rule, field, message }) => `${level} ${rule} ${field}: ${message}`),
  ];
}

export const v1: NonNullable<Facts['v1']> = {
  group: 'koupleless.io',
  version: 'v1alpha1',
  dialect: 'confirmBatchNum',
  maxUnavailable: 'integer',
};
export const cluster: Facts = { v1, v2: { env: 'dev' }, server: { major: 1, minor: 34 } };

/** Normalises and hands back the result's object again, to see that the second time is silent. */
export function settled(doc: SourceDoc, facts: Facts): { object: KubeObject; again: Normalised } {
  const { object } = normalise(doc, facts);
  return { object, again: normalise({ ...doc, object }, facts) };
}

export interface Case {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** Added to those of the cluster. */
  readonly facts?: Facts;
  /** In place of those of the cluster. */
  readonly alone?: Facts;
  /** Parts of the notes and findings, in order; nothing else may be said. */
  readonly says: readonly string[];
  /** Paths of the result, as `set` takes them, and their values. */
  readonly gives?: Readonly<Record<string, unknown>>;
}

/** Changes the fixture, normalises it, and compares; the second time nothing may be left to change. */
export function testCases(name: string, cases: readonly Case[]): void {
  test.each(cases)('$name', ({ edits, facts, alone, says, gives = {} }) => {
    const doc = changed(name, ...edits);
    const known = alone ?? { ...cluster, ...facts };
    const result = normalise(doc, known);
    const lines = said(result).map((line, index) => {
      const part = says[index];
      return part !== undefined && line.includes(part) ? part : line;
    });
    expect(lines).toEqual(says);
    for (const [path, value] of Object.entries(gives)) {
      expect(valueAt(result.object, steps(path))).toEqual(value);
    }
    // What is refused is never read again.
    if (result.findings.some(({ level }) => level === 'error')) return;
    expect(settled(doc, known).again.notes).toEqual([]);
  });
}
