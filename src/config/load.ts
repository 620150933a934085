import { relative } from 'node:path';
import { findConfigFile } from './find.ts';
import { parseConfigFile } from './parse-file.ts';
import { type Env, type Flags, type Resolved, resolveConfig } from './resolve.ts';

/** Finds, reads and joins all that configures a command. `cwd` is absolute. */
export async function loadConfig(from: {
  readonly cwd: string;
  readonly env: Env;
  readonly flags: Flags;
}): Promise<Resolved> {
  const found = await findConfigFile(from.cwd);
  const file =
    found === undefined
      ? undefined
      : await parseConfigFile(relative(from.cwd, found.path), found.text);
  return resolveConfig({ ...from, file });
}
