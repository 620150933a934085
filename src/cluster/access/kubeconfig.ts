import { readFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { faultOf } from '../../messages/fault-of.ts';
import { parsePlainYaml } from './plain-yaml.ts';

type Entry = Record<string, unknown>;

/** What several kubeconfig files say together, paths in them made absolute. */
export interface Kubeconfig {
  readonly files: readonly string[];
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly currentContext: string | undefined;
}

export interface KubeconfigSource {
  /** Only this file, and it must be there. */
  readonly kubeconfig?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
}

/**
 * Reads and merges the kubeconfig files as kubectl does: the first file that names a cluster, user,
 * context or current context wins; files of a KUBECONFIG list may be missing. `tried` are the
 * paths when there was none at all.
 */
export async function readKubeconfig(
  source: KubeconfigSource,
): Promise<Kubeconfig | { readonly tried: readonly string[] }> {
  const paths = kubeconfigPaths(source);
  const files: string[] = [];
  const entries = () => new Map<string, Entry>();
  const merged = { clusters: entries(), users: entries(), contexts: entries() };
  let currentContext: string | undefined;
  for (const file of paths) {
    const text = await readIfThere(file);
    if (text === undefined) continue;
    files.push(file);
    const config = await parseKubeconfig(text, file);
    addEntries(merged.clusters, config['clusters'], { key: 'cluster', file });
    addEntries(merged.users, config['users'], { key: 'user', file });
    addEntries(merged.contexts, config['contexts'], { key: 'context', file });
    currentContext ??= optionalText(config['current-context']);
  }
  return files.length === 0 ? { tried: paths } : { files, ...merged, currentContext };
}

function kubeconfigPaths({ kubeconfig, env, home }: KubeconfigSource): string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  return listed.length > 0 ? listed : [join(home, '.kube', 'config')];
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const why = code ?? String(error);
    throw faultOf(({ cluster: say }) => say.unreadable(file, why, code === 'EACCES'), {
      outcome: 'unreachable',
      cause: error,
    });
  }
}

/** The one document of a kubeconfig, read without the YAML parser where it is JSON or plain. */
export async function parseKubeconfig(text: string, file: string): Promise<Entry> {
  if (text.trim() === '') return {};
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text) as Entry;
    } catch {
      // Flow-style YAML, or broken: the YAML parser says which, and where.
    }
  }
  const plain = parsePlainYaml(text);
  if (plain !== undefined) return plain;
  const { parseYamlKubeconfig } = await import('./yaml-kubeconfig.ts');
  return parseYamlKubeconfig(text, file);
}

interface Origin {
  readonly key: 'cluster' | 'user' | 'context';
  readonly file: string;
}

function addEntries(into: Map<string, Entry>, list: unknown, { key, file }: Origin): void {
  if (list === undefined || list === null) return;
  if (!Array.isArray(list)) throw faultOf(({ cluster: say }) => say.noList(file, key));
  for (const item of list as unknown[]) {
    const { name, [key]: entry } = (item ?? {}) as Entry;
    if (typeof name !== 'string') throw faultOf(({ cluster: say }) => say.nameless(file, key));
    if (into.has(name)) continue;
    into.set(name, absolutePaths({ ...(entry as Entry | undefined) }, dirname(file)));
  }
}

const pathFields = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

function absolutePaths(entry: Entry, folder: string): Entry {
  for (const field of pathFields) {
    const path = entry[field];
    if (typeof path === 'string' && path !== '') entry[field] = absolute(path, folder);
  }
  const exec = entry['exec'] as Entry | undefined | null;
  const command = exec?.['command'];
  // Like a shell, kubectl looks up a bare command in PATH and takes one with a slash as a path.
  if (typeof command === 'string' && /[/\\]/.test(command)) {
    entry['exec'] = { ...exec, command: absolute(command, folder) };
  }
  return entry;
}

function absolute(path: string, folder: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

/** A text field of a kubeconfig entry; empty counts as absent. */
export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
