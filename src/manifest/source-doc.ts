import type { Position } from '../fault.ts';
import type { KubeObject } from '../world.ts';
import type { Path } from './tree.ts';

/** One object of a manifest, and where in its file each part of it stands. */
export interface SourceDoc {
  readonly object: KubeObject;
  readonly file: string;
  /** Which document of the file it is in, and where in that: a `List` holds several. */
  readonly place: { readonly document: number; readonly path: Path };
  /** Of a scalar the value, of a map or list its key; of what is not there its nearest parent. */
  positionOf(path: Path): Position;
  /** A scalar as it was written, before YAML made a number or a boolean of it. */
  textOf(path: Path): string | undefined;
}

/** Stands for an object that came from no file, for example from the cluster. */
export function sourceless(object: KubeObject, name: string): SourceDoc {
  return {
    object,
    file: name,
    place: { document: 0, path: [] },
    positionOf: () => ({ file: name, line: 1, column: 1 }),
    textOf: () => undefined,
  };
}
