/** Writes changed trees into the text they were read from. */
import { aliasSources } from './yaml-tree.ts';
import { withTextEdits } from './text-edit.ts';
import type { TextEdit } from './text-edit.ts';
import { editsOf } from './tree-to-text.ts';
import { sameTree } from './tree.ts';
import { inkOf, Unwritable } from './yaml-ink.ts';
import { yamlDocuments } from './yaml.ts';
import type { WrittenDocument } from './yaml.ts';

/**
 * The text with `wanted` in place of what its documents hold (undefined: as it is). The result is
 * read again: undefined where it would not be exactly what is wanted, as with an anchor that others
 * use too.
 */
export function rewritten(
  text: string,
  documents: readonly (WrittenDocument | undefined)[],
  wanted: readonly unknown[],
): string | undefined {
  const edits: TextEdit[] = [];
  for (const [index, one] of documents.entries()) {
    if (one === undefined || wanted[index] === undefined) continue;
    const found = documentEdits(text, one, wanted[index]);
    if (found === undefined) return undefined;
    edits.push(...found);
  }
  const result = withTextEdits(text, edits);
  if (result === undefined) return undefined;
  const again = yamlDocuments(result);
  const right =
    again.length === documents.length &&
    documents.every((one, index) =>
      one === undefined
        ? again[index] === undefined
        : sameTree(again[index]?.value, wanted[index] ?? one.value),
    );
  return right ? result : undefined;
}

function documentEdits(
  text: string,
  { document, value }: WrittenDocument,
  wanted: unknown,
): TextEdit[] | undefined {
  try {
    return editsOf(inkOf(text, aliasSources(document)), document.contents, value, wanted);
  } catch (error) {
    if (error instanceof Unwritable) return undefined;
    throw error;
  }
}
