import { durationText, parseDuration, parsePositiveDuration } from './duration.ts';
import { oneOf, parsePath, parseText } from './parsers.ts';

/**
 * One setting: where it may come from, how it is read, and what README and
 * schema say of it. `D` is undefined where the setting may be absent.
 */
export interface Key<T, D extends string | undefined> {
  /** As in `koupctl.yaml`; a dot means a nested key. */
  readonly name: string;
  readonly env: string;
  /** undefined where no flag sets it. */
  readonly flag: string | undefined;
  readonly describe: string;
  /** As the user would write it. */
  readonly default: D;
  /**
   * Throws a Fault that says what is wrong; the caller adds where. `folder` is
   * what relative paths are relative to.
   */
  readonly parse: (text: string, folder: string) => T;
  readonly show: (value: T) => string;
  /** The value's JSON Schema. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** May be a list in the file; elsewhere it is separated by commas. */
  readonly list?: boolean;
}

type Row<T, D extends string | undefined> = Omit<Key<T, D>, 'parse' | 'show' | 'schema'>;

export const textSchema = { type: 'string', minLength: 1 };

const durationSchema = {
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: '^([0-9]+|(?=.)([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$' },
  ],
};

/** A row as it stands; gives it its value's type. */
export function key<T, D extends string | undefined>(row: Key<T, D>): Key<T, D> {
  return row;
}

export function textKey<D extends string | undefined>(
  row: Row<string, D>,
  parse: (text: string) => string = parseText,
): Key<string, D> {
  return { ...row, parse, show: String, schema: textSchema };
}

export function pathKey<D extends string | undefined>(row: Row<string, D>): Key<string, D> {
  return { ...row, parse: parsePath, show: String, schema: textSchema };
}

export function choiceKey<const T extends string, D extends string | undefined>(
  allowed: readonly T[],
  row: Row<T, D>,
): Key<T, D> {
  return { ...row, parse: oneOf(allowed), show: String, schema: { enum: allowed } };
}

/** A time in ms that has to be more than nothing. */
export function timeKey<D extends string | undefined>(row: Row<number, D>): Key<number, D> {
  return { ...row, parse: parsePositiveDuration, show: durationText, schema: durationSchema };
}

/** A time in ms; 0 means not at all. */
export function pauseKey<D extends string | undefined>(row: Row<number, D>): Key<number, D> {
  return { ...row, parse: parseDuration, show: durationText, schema: durationSchema };
}
