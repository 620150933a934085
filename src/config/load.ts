import { relative } from 'node:path';
import { findConfigFile } from './find.ts';
import { type Env, type Flags, type Resolved, resolveConfig } from './resolve.ts';

/** Finds, reads and joins all that configures a command. `cwd` is absolute. */
export async function loadConfig(from: {
  readonly cwd: string;
  readonly env: Env;
  readonly flags: Flags;
}): Promise<Resolved> {
  const found = await findConfigFile(from.cwd);
  if (found === undefined) return resolveConfig({ ...from, file: undefined });
  // The YAML parser is only loaded where there is a file to read.
  const { parseConfigFile } = await import('./parse-file.ts');
  const file = parseConfigFile(relative(from.cwd, found.path), found.text);
  return resolveConfig({ ...from, file });
}
