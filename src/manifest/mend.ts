/** `lint --fix`: what has one right answer, written into the texts themselves. */
import { isMendable, judgementsAmong } from './lint.ts';
import { rulingsOn, type Ruling } from './normalise.ts';
import { rewritten } from './rewrite.ts';
import type { Facts } from './rule.ts';
import type { SourceDoc } from './source-doc.ts';
import { dotted, withEdits } from './tree.ts';
import type { Path } from './tree.ts';
import { parseManifests, yamlDocuments } from './yaml.ts';

export interface ManifestText {
  readonly file: string;
  readonly text: string;
}

// One round does it all but where a mended file shows what was hidden before.
const maxRounds = 5;

/**
 * The texts with all that can be mended mended, in the same order. What can't be written without
 * touching anything else stays as it is; so does a document with faults of syntax.
 */
export function mended(texts: readonly ManifestText[], facts: Facts = {}): ManifestText[] {
  let current = [...texts];
  const hopeless = new Set<string>();
  for (let round = 0; round < maxRounds; round += 1) {
    const docs = current.flatMap(({ file, text }) => parseManifests(text, file).docs);
    const next = current.map((one) => mendOne(one, docs, hopeless, facts));
    if (next.every(({ text }, index) => text === current[index]?.text)) break;
    current = next;
  }
  return current;
}

type Takes = (key: string) => boolean;

/** All at once; where that can't be written, by halves, so that few reads find the few that can't. */
function mendOne(
  source: ManifestText,
  docs: readonly SourceDoc[],
  hopeless: Set<string>,
  facts: Facts,
): ManifestText {
  const own = docs.filter(({ file }) => file === source.file);
  const documents = yamlDocuments(source.text);
  const write = (takes: Takes): { keys: readonly string[]; text: string | undefined } => {
    const { keys, wanted } = wish(
      own,
      docs,
      documents.map((one) => one?.value),
      facts,
      takes,
    );
    return {
      keys,
      text: keys.length === 0 ? source.text : rewritten(source.text, documents, wanted),
    };
  };
  const whole = write((key) => !hopeless.has(key));
  if (whole.text !== undefined) return { ...source, text: whole.text };
  const taken = new Set<string>();
  let text = source.text;
  const tryAll = (keys: readonly string[]): void => {
    const some = new Set([...taken, ...keys]);
    const tried = write((each) => some.has(each)).text;
    if (tried !== undefined) {
      for (const key of keys) taken.add(key);
      text = tried;
    } else if (keys.length < 2) {
      for (const key of keys) hopeless.add(key);
    } else {
      const half = Math.ceil(keys.length / 2);
      tryAll(keys.slice(0, half));
      tryAll(keys.slice(half));
    }
  };
  tryAll([...new Set(whole.keys)]);
  return { ...source, text };
}

/** What the documents are to hold, and which rulings that takes in. */
function wish(
  own: readonly SourceDoc[],
  docs: readonly SourceDoc[],
  values: readonly unknown[],
  facts: Facts,
  takes: Takes,
): { keys: readonly string[]; wanted: readonly unknown[] } {
  const keys: string[] = [];
  const wanted = [...values];
  const among = judgementsAmong(docs, facts);
  for (const doc of own) {
    const accepts = (ruling: Ruling): boolean => {
      const key = keyOf(doc, ruling);
      if (!isMendable(ruling) || !takes(key)) return false;
      keys.push(key);
      return true;
    };
    const { object } = rulingsOn(doc, facts, accepts);
    const rest = among.filter((each) => each.doc === doc && accepts(each.ruling));
    const edits = rest.flatMap(({ ruling }) => ruling.edits ?? []);
    const { document, path } = doc.place;
    wanted[document] = placed(wanted[document], path, withEdits<unknown>(object, edits));
  }
  return { keys, wanted };
}

function placed(root: unknown, path: Path, value: unknown): unknown {
  return path.length === 0 ? value : withEdits(root, [{ path, value }]);
}

function keyOf({ file, place }: SourceDoc, { rule, path }: Ruling): string {
  return [file, place.document, dotted(place.path), rule, dotted(path)].join(' ');
}
