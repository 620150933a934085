/** The one part of this room that touches files. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { ManifestText } from './mend.ts';
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
  const texts: (RawText | Fault)[] = [];
  for (const path of paths) {
    for (const file of await filesOf(path)) {
      texts.push(file instanceof Fault ? file : await readText(file, stdin));
    }
  }
  return parseTexts(texts, paths);
}

/** What `readManifests` gives, of texts that are here already. */
export function parseTexts(
  texts: readonly (ManifestText | Fault)[],
  paths: readonly string[],
): Reading {
  const readings = texts.map((one) =>
    one instanceof Fault ? failed(one) : parseManifests(one.text, one.file),
  );
  const docs = readings.flatMap((reading) => reading.docs);
  const faults = readings.flatMap((reading) => reading.faults);
  if (docs.length === 0 && faults.length === 0) {
    faults.push(faultOf(({ manifests }) => manifests.noObject(paths)));
  }
  return { docs, faults };
}

async function filesOf(path: string): Promise<(string | Fault)[]> {
  if (path === '-') return [path];
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => manifestEndings.includes(extname(name)));
    if (names.length > 0) return names.sort().map((name) => join(path, name));
    return [faultOf(({ manifests }) => manifests.emptyFolder(path))];
  } catch (error) {
    return [unreadable(path, error)];
  }
}

/** A text as it stands in its file; a folder's in the order of their names. */
export interface RawText extends ManifestText {
  /** `-` for standard input. */
  readonly path: string;
  /** The bytes are UTF-8: written back, the text gives the same ones. */
  readonly exact: boolean;
}

/** Each file once, however often it is named; what cannot be read comes back as a fault. */
export async function readTexts(
  paths: readonly string[],
  stdin: () => Promise<string>,
): Promise<(RawText | Fault)[]> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const unique = files.filter((file, index) => files.indexOf(file) === index);
  const texts: (RawText | Fault)[] = [];
  for (const file of unique) texts.push(file instanceof Fault ? file : await readText(file, stdin));
  return texts;
}

async function readText(file: string, stdin: () => Promise<string>): Promise<RawText | Fault> {
  try {
    if (file === '-') return { path: file, file: 'stdin', text: await stdin(), exact: true };
    const bytes = await readFile(file);
    const text = bytes.toString('utf8');
    return { path: file, file, text, exact: Buffer.from(text, 'utf8').equals(bytes) };
  } catch (error) {
    return unreadable(file, error);
  }
}

function failed(fault: Fault): Reading {
  return { docs: [], faults: [fault] };
}

function unreadable(path: string, cause: unknown): Fault {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  // Anything without a system call behind it is a bug of ours, not an unreadable file.
  if (syscall === undefined) throw cause;
  return code === 'ENOENT'
    ? faultOf(({ manifests }) => manifests.noFile(path), { cause })
    : faultOf(({ manifests }) => manifests.unreadable(path, code), { cause });
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

/** All templates of a set that comes with the tool, such as `install/v2`, by name. */
export async function readTemplateSet(set: string): Promise<TemplateText[]> {
  const names = await readdir(join(templatesFolder(), set));
  const templates = names.filter((name) => name.endsWith('.yaml')).sort();
  return await Promise.all(templates.map((name) => readTemplate({ set }, name.slice(0, -5))));
}

/** `templates/` beside package.json, wherever this file ended up after the build. */
export function templatesFolder(from: string = fileURLToPath(import.meta.url)): string {
  let folder = dirname(from);
  while (!existsSync(join(folder, 'templates', 'v2'))) {
    const parent = dirname(folder);
    if (parent === folder) throw faultOf(({ manifests }) => manifests.noTemplates);
    folder = parent;
  }
  return join(folder, 'templates');
}
