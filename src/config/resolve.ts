import { dirname, resolve } from 'node:path';
import { Fault, faultLine } from '../fault.ts';
import { languageOf } from '../language.ts';
import { faultFrom, faultTexts, type FaultTexts } from '../messages/fault-of.ts';
import type { Config, Origin, Setting } from './config.ts';
import { originText } from './config.ts';
import { keyIds, keys, type KeyId } from './keys.ts';
import { nearest } from './nearest.ts';
import type { ParsedFile } from './parse-file.ts';

export type Env = Readonly<Record<string, string | undefined>>;
/** Option strings as they were typed; absent where an option was not given. */
export type Flags = { readonly [I in KeyId]?: string | undefined };

export interface Sources {
  /** Absolute; relative paths in flags and environment are relative to it. */
  readonly cwd: string;
  /** Its positions name a file relative to `cwd`. */
  readonly file: ParsedFile | undefined;
  readonly env: Env;
  readonly flags: Flags;
}

export interface Resolved {
  readonly config: Config;
  /** Variables that look like settings and are none. */
  readonly warnings: readonly string[];
}

/** File, environment and flags in rising precedence. Throws one Fault that lists all mistakes. */
export function resolveConfig(sources: Sources): Resolved {
  const faults: Fault[] = [...(sources.file?.faults ?? [])];
  const settings = keyIds.map((id): [KeyId, Setting<unknown>] => {
    const candidates = candidatesFor(id, sources);
    // A wrong value that a stronger one hides is still a mistake.
    const parsed = candidates.flatMap((candidate) => parse(id, candidate, faults));
    return [id, parsed.at(-1) ?? { value: undefined, origin: { from: 'default' } }];
  });
  if (faults.length > 0) throw together(faults);
  const config = {
    ...(Object.fromEntries(settings) as unknown as Omit<Config, 'rules'>),
    rules: sources.file?.rules,
  };
  const language = config.lang.value ?? languageOf(sources.env);
  return { config, warnings: strayVariables(sources.env, faultTexts(language).settings) };
}

interface Candidate {
  readonly text: string;
  readonly folder: string;
  readonly origin: Origin;
}

/** Weakest first. */
function candidatesFor(id: KeyId, { cwd, file, env, flags }: Sources): Candidate[] {
  const row = keys[id];
  const found: Candidate[] = [];
  if (row.default !== undefined) {
    found.push({ text: row.default, folder: cwd, origin: { from: 'default' } });
  }
  for (const { at, text } of file?.entries.filter((entry) => entry.id === id) ?? []) {
    found.push({ text, folder: dirname(resolve(cwd, at.file)), origin: { from: 'file', at } });
  }
  const variable = env[row.env];
  if (variable !== undefined && variable !== '') {
    found.push({ text: variable, folder: cwd, origin: { from: 'env', name: row.env } });
  }
  const flag = flags[id];
  if (flag !== undefined) {
    found.push({ text: flag, folder: cwd, origin: { from: 'flag', name: row.flag ?? row.name } });
  }
  return found;
}

function parse(
  id: KeyId,
  { text, folder, origin }: Candidate,
  faults: Fault[],
): Setting<unknown>[] {
  try {
    return [{ value: keys[id].parse(text, folder), origin }];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const where = origin.from === 'file' ? keys[id].name : originText(origin);
    faults.push(
      faultFrom(
        (inWords, { settings }) => {
          const { message, fix } = inWords(error);
          return { message: settings.wrongIn(where, message), fix };
        },
        origin.from === 'file' ? { at: origin.at } : {},
      ),
    );
    return [];
  }
}

function together(faults: readonly Fault[]): Fault {
  const [first] = faults;
  if (first !== undefined && faults.length === 1) return first;
  return faultFrom((inWords, { settings }) => {
    const { text, fix } = settings.mistakes(faults.length);
    return { message: text, fix, details: faults.map((one) => faultLine(inWords(one))) };
  });
}

const prefix = 'KOUPCTL_';

/** Only near misses: a Service named koupctl makes Kubernetes set KOUPCTL_PORT and the like. */
function strayVariables(env: Env, { stray }: FaultTexts['settings']): string[] {
  const known = keyIds.map((id) => keys[id].env.slice(prefix.length));
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !known.includes(name.slice(prefix.length)))
    .flatMap((name) => {
      const near = nearest(name.slice(prefix.length), known);
      return near === undefined ? [] : [stray(name, `${prefix}${near}`)];
    });
}
