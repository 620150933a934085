/** The one part of this room that touches files. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '../fault.ts';
import { parseManifests } from './yaml.ts';
import type { Reading } from './yaml.ts';

const manifestEndings = ['.yaml', '.yml', '.json'];

/**
 * Reads files, folders (their .yaml, .yml and .json files by name, sub-folders not, like kubectl)
 * and `-` for standard input. Unreadable paths and broken texts come back as faults, the rest as
 * documents; nothing at all is a fault too.
 */
export async function readManifests(
  paths: readonly string[],
  stdin: () => Promise<string>,
): Promise<Reading> {
  const readings: Reading[] = [];
  for (const path of paths) {
    for (const file of await filesOf(path)) {
      readings.push(file instanceof Fault ? failed(file) : await readOne(file, stdin));
    }
  }
  const docs = readings.flatMap((reading) => reading.docs);
  const faults = readings.flatMap((reading) => reading.faults);
  if (docs.length === 0 && faults.length === 0) {
    faults.push(new Fault(`no Kubernetes object in ${paths.join(', ')}`));
  }
  return { docs, faults };
}

async function filesOf(path: string): Promise<(string | Fault)[]> {
  if (path === '-') return [path];
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => manifestEndings.includes(extname(name)));
    if (names.length > 0) return names.sort().map((name) => join(path, name));
    return [new Fault(`the folder ${path} has no .yaml, .yml or .json file`)];
  } catch (error) {
    return [unreadable(path, error)];
  }
}

async function readOne(file: string, stdin: () => Promise<string>): Promise<Reading> {
  try {
    if (file === '-') return parseManifests(await stdin(), 'stdin');
    return parseManifests(await readFile(file, 'utf8'), file);
  } catch (error) {
    return failed(unreadable(file, error));
  }
}

function failed(fault: Fault): Reading {
  return { docs: [], faults: [fault] };
}

function unreadable(path: string, cause: unknown): Fault {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  // Anything without a system call behind it is a bug of ours, not an unreadable file.
  if (syscall === undefined) throw cause;
  const why = code === 'ENOENT' ? 'there is no such file or folder' : (code ?? 'unreadable');
  return new Fault(`${path}: ${why}`, { cause });
}

export interface TemplateText {
  readonly file: string;
  readonly text: string;
}

/**
 * A template: `<folder>/<name>.yaml`. `folder` is the user's own (`--template DIR`), or the
 * name of a set that comes with the tool, such as `v2`.
 */
export async function readTemplate(
  folder: { readonly set: string } | { readonly own: string },
  name: string,
): Promise<TemplateText> {
  const directory = 'own' in folder ? folder.own : join(templatesFolder(), folder.set);
  const file = join(directory, `${name}.yaml`);
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** `templates/` beside package.json, wherever this file ended up after the build. */
export function templatesFolder(from: string = fileURLToPath(import.meta.url)): string {
  let folder = dirname(from);
  while (!existsSync(join(folder, 'templates', 'v2'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Fault('the templates that come with koupctl are missing');
    folder = parent;
  }
  return join(folder, 'templates');
}
