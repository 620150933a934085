import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rewritten } from '../../../src/manifest/rewrite.ts';
import { withEdits } from '../../../src/manifest/tree.ts';
import type { Edit } from '../../../src/manifest/tree.ts';
import { yamlDocuments } from '../../../src/manifest/yaml.ts';
import type { Good } from './lint-examples.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));

export function goodText(good: Good): string {
  return readFileSync(`${fixtures}${good}.yaml`, 'utf8');
}

/** The good file with the edits written into one of its documents; undefined where that can't be. */
export function badText(good: Good, document: number, edits: readonly Edit[]): string | undefined {
  const text = goodText(good);
  const documents = yamlDocuments(text);
  const wanted = documents.map((one, index) =>
    index === document ? withEdits(one?.value, edits) : one?.value,
  );
  return rewritten(text, documents, wanted);
}
