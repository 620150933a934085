import type { Position } from '../../fault.ts';
import { isTree, type Path, type Tree } from '../../manifest/tree.ts';
import type { FaultTexts } from '../../messages/fault-of.ts';
import { told, type Told } from '../../messages/told.ts';

/** A file that was read, and where everything stands in it. */
export interface SettingsText {
  readonly value: unknown;
  positionOf(path: Path): Position;
  /** A scalar as it was written. */
  textOf(path: Path): string | undefined;
  /** Collects what is wrong; all of it is told together. */
  fault(path: Path, say: CheckSaying): void;
}

/** Picks what is wrong out of the catalogue, in whichever language. */
export type CheckSaying = (words: FaultTexts['checks']) => Told;

/** Something that can't be read as it stands; the reader adds where. */
export class Mistake extends Error {
  readonly say: CheckSaying;

  constructor(say: CheckSaying) {
    super();
    this.say = say;
  }
}

/** One map of the file. Keys that nobody asked for are mistakes. */
export class Section {
  readonly #text: SettingsText;
  readonly #path: Path;
  readonly #map: Tree;
  readonly #known = new Set<string>();

  constructor(text: SettingsText, path: Path, map: Tree) {
    this.#text = text;
    this.#path = path;
    this.#map = map;
  }

  /** The scalar under a key, read; `otherwise` where it is absent or wrong. */
  read<T, O>(key: string, otherwise: O, parse: (text: string) => T): T | O {
    this.#known.add(key);
    if (!this.has(key)) return otherwise;
    const path = [...this.#path, key];
    const written = this.#text.textOf(path);
    if (written === undefined) {
      this.#text.fault(path, (say) => say.single(key));
      return otherwise;
    }
    return this.#parsed(path, key, written, otherwise, parse);
  }

  text(key: string, otherwise = ''): string {
    return this.read(key, otherwise, (text) => {
      if (text.trim() === '') throw new Mistake((say) => say.empty);
      return text;
    });
  }

  /** A text that has to be there. */
  needed(key: string): string {
    if (!this.has(key)) this.wrong((say) => say.needed(key));
    return this.text(key);
  }

  flag(key: string): boolean {
    return this.read(key, false, (text) => {
      if (text !== 'true' && text !== 'false') throw new Mistake((say) => say.notTrueOrFalse(text));
      return text === 'true';
    });
  }

  /** A list of scalars; a single one counts as a list of one. */
  list<T>(key: string, parse: (text: string) => T): T[] {
    this.#known.add(key);
    if (!this.has(key)) return [];
    const path = [...this.#path, key];
    const value = this.#map[key];
    const places: Path[] = Array.isArray(value) ? value.map((_, at) => [...path, at]) : [path];
    return places.flatMap((place): T[] => {
      const written = this.#text.textOf(place);
      if (written === undefined) {
        this.#text.fault(place, (say) => say.singles(key));
        return [];
      }
      const read = this.#parsed(place, key, written, undefined, parse);
      return read === undefined ? [] : [read];
    });
  }

  /** A list of maps. */
  sections<T>(key: string, read: (section: Section) => T): T[] {
    this.#known.add(key);
    if (!this.has(key)) return [];
    const path = [...this.#path, key];
    const value = this.#map[key];
    if (!Array.isArray(value)) {
      this.#text.fault(path, (say) => say.list(key));
      return [];
    }
    return value.flatMap((item: unknown, at): T[] => {
      const one = this.#sectionAt([...path, at], item, (say) => say.entryHoldsKeys(key));
      return one === undefined ? [] : [one.end(read(one))];
    });
  }

  /** A map below a key. */
  section<T>(key: string, read: (section: Section) => T): T | undefined {
    this.#known.add(key);
    if (!this.has(key)) return undefined;
    const one = this.#sectionAt([...this.#path, key], this.#map[key], (say) => say.holdsKeys(key));
    return one === undefined ? undefined : one.end(read(one));
  }

  /** Maps by names that the user chooses. */
  named<T>(key: string, read: (name: string, section: Section) => T): T[] {
    const read1 = (holder: Section): T[] =>
      holder.keys().flatMap((name) => holder.section(name, (one) => read(name, one)) ?? []);
    return this.section(key, read1) ?? [];
  }

  keys(): string[] {
    return Object.keys(this.#map);
  }

  has(key: string): boolean {
    const value = this.#map[key];
    return value !== undefined && value !== null;
  }

  /** Of the section as a whole, or of one of its keys. */
  wrong(say: CheckSaying, key?: string): void {
    this.#text.fault(key === undefined ? this.#path : [...this.#path, key], say);
  }

  /** What was read of it, once all its keys are known. */
  end<T>(value: T): T {
    for (const key of this.keys()) {
      if (this.#known.has(key)) continue;
      const known = [...this.#known];
      this.wrong((say) => say.unknownKey(key, known), key);
    }
    return value;
  }

  #sectionAt(path: Path, value: unknown, otherwise: CheckSaying): Section | undefined {
    if (isTree(value)) return new Section(this.#text, path, value);
    this.#text.fault(path, otherwise);
    return undefined;
  }

  #parsed<T, O>(
    path: Path,
    key: string,
    text: string,
    otherwise: O,
    parse: (t: string) => T,
  ): T | O {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      this.#text.fault(path, (say) => {
        const { text: what, fix } = error.say(say);
        return told(say.inKey(key, what), fix);
      });
      return otherwise;
    }
  }
}
