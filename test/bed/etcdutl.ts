import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from './cache.ts';
import { goBuild } from './go-build.ts';

const SOURCE = fileURLToPath(new URL('./etcdutl', import.meta.url));
const MODULE = 'go.etcd.io/etcd/etcdutl/v3';

let built: Promise<string> | undefined;

/** Path of etcd's program for snapshots; built once, of the release that the bed's etcd has. */
export function ensureEtcdutl(log: Log = () => undefined): Promise<string> {
  built ??= goBuild({ name: 'etcdutl', dir: SOURCE, packages: [MODULE] }, log);
  return built.then((dir) => join(dir, 'etcdutl'));
}
