import { LineCounter, parseAllDocuments } from 'yaml';
import type { Document } from 'yaml';
import { faultLine, type Fault } from '../fault.ts';
import type { Position } from '../fault.ts';
import { faultFrom, faultOf, type FaultSaying } from '../messages/fault-of.ts';
import type { KubeObject } from '../world.ts';
import type { SourceDoc } from './source-doc.ts';
import { isTree, valueAt } from './tree.ts';
import type { Path, Tree } from './tree.ts';
import { spotKey, yamlTree } from './yaml-tree.ts';
import type { Plug, Spot } from './yaml-tree.ts';

/** What was read, and everything that is wrong with the rest. */
export interface Reading {
  readonly docs: readonly SourceDoc[];
  readonly faults: readonly Fault[];
}

interface Source {
  readonly file: string;
  readonly lines: LineCounter;
}

/**
 * Reads every object of a YAML or JSON text as kubectl would; `List` kinds are taken apart.
 * `plug` replaces scalars on the way (see templates.ts).
 */
export function parseManifests(text: string, file: string, plug?: Plug): Reading {
  const lines = new LineCounter();
  const source = { file, lines };
  const readings = documentsOf(text, lines).map((document, index) =>
    readDocument(document, index, source, plug),
  );
  return {
    docs: readings.flatMap(({ docs }) => docs),
    faults: readings.flatMap(({ faults }) => faults),
  };
}

/** A document with a fault in it gives nothing: half of what was meant is worse than none. */
function readDocument(
  document: Document,
  index: number,
  source: Source,
  plug: Plug | undefined,
): Reading {
  const broken = [...syntaxFaults(document, source)];
  if (broken.length > 0) return { docs: [], faults: broken };
  const { value, spots, problems } = yamlTree(document, plug);
  const faults = problems.map(({ offset, say }) => faultAt(positionAt(source, offset), say));
  const docs: SourceDoc[] = [];
  if (faults.length === 0 && value !== null)
    objectsOf(value, [], { source, index, spots }, docs, faults);
  return { docs, faults };
}

/** All faults as one, the first in front; `invalid`, so nothing is touched. */
export function allFaults(faults: readonly Fault[]): Fault | undefined {
  const [first, ...rest] = faults;
  if (first === undefined || rest.length === 0) return first;
  const { at, details } = first;
  return faultFrom(
    (inWords) => {
      const { message, fix } = inWords(first);
      return { message, fix, details: [...details, ...rest.map((one) => faultLine(inWords(one)))] };
    },
    at === undefined ? {} : { at },
  );
}

/** The documents of a text with their values, for changes in place; undefined of those that can't be read. */
export function yamlDocuments(text: string): (WrittenDocument | undefined)[] {
  const lines = new LineCounter();
  return documentsOf(text, lines).map((document) => {
    if ([...syntaxFaults(document, { file: '', lines })].length > 0) return undefined;
    const { value, problems } = yamlTree(document);
    return problems.length > 0 ? undefined : { document, value };
  });
}

export interface WrittenDocument {
  readonly document: Document;
  readonly value: unknown;
}

/** Every scalar stays text here (`failsafe`): plain-scalar.ts gives it kubectl's meaning. */
function documentsOf(text: string, lineCounter: LineCounter): Document[] {
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter,
  });
  return 'empty' in parsed ? [] : parsed;
}

function* syntaxFaults(document: Document, source: Source): Generator<Fault> {
  for (const error of document.errors) {
    const at = positionAt(source, error.pos[0]);
    yield faultAt(at, ({ manifests }) => manifests.yaml(error.message));
  }
  const { explicit, version = '' } = document.directives?.yaml ?? {};
  if (explicit === true && version !== '1.1') {
    const at = positionAt(source, document.range?.[0] ?? 0);
    yield faultAt(at, ({ manifests }) => manifests.yamlVersion(version));
  }
}

interface Whereabouts {
  readonly source: Source;
  readonly index: number;
  readonly spots: ReadonlyMap<string, Spot>;
}

function objectsOf(
  value: unknown,
  base: Path,
  where: Whereabouts,
  docs: SourceDoc[],
  faults: Fault[],
): void {
  const at = spotPosition(where, base);
  if (!isTree(value)) {
    faults.push(faultAt(at, ({ manifests }) => manifests.noMap));
    return;
  }
  const { kind, apiVersion, items } = value;
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
    items.forEach((item, index) => {
      objectsOf(item, [...base, 'items', index], where, docs, faults);
    });
    return;
  }
  const missing = [
    typeof apiVersion === 'string' && apiVersion !== '' ? '' : 'apiVersion',
    typeof kind === 'string' && kind !== '' ? '' : 'kind',
    nameOf(value) === '' ? 'metadata.name' : '',
  ].filter((field) => field !== '');
  if (missing.length > 0) {
    const isNameless = missing.includes('metadata.name');
    faults.push(faultAt(at, ({ manifests }) => manifests.missing(missing, isNameless)));
    return;
  }
  const namespace = valueAt(value, ['metadata', 'namespace']);
  if (namespace !== undefined && namespace !== null && typeof namespace !== 'string') {
    const there = spotPosition(where, [...base, 'metadata', 'namespace']);
    faults.push(faultAt(there, ({ manifests }) => manifests.namespace));
    return;
  }
  docs.push({
    object: value as KubeObject,
    file: where.source.file,
    place: { document: where.index, path: base },
    positionOf: (path) => spotPosition(where, [...base, ...path]),
    textOf: (path) => where.spots.get(spotKey([...base, ...path]))?.text,
  });
}

function nameOf(object: Tree): string {
  const metadata = object['metadata'];
  const name = isTree(metadata) ? metadata['name'] : undefined;
  return typeof name === 'string' ? name : '';
}

function spotPosition(where: Whereabouts, path: Path): Position {
  for (let length = path.length; length >= 0; length -= 1) {
    const spot = where.spots.get(spotKey(path.slice(0, length)));
    if (spot) return positionAt(where.source, spot.offset);
  }
  return positionAt(where.source, 0);
}

function positionAt(source: Source, offset: number): Position {
  const { line, col } = source.lines.linePos(offset);
  return { file: source.file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function faultAt(at: Position, say: FaultSaying): Fault {
  return faultOf(say, { at });
}
