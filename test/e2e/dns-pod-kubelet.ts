import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeKubelet, type FakeKubelet } from '../bed/fake-kubelet.ts';
import { paths, type Kube, type KubeObj } from '../bed/kube.ts';

/** What a kubelet keeps of a container's last words. */
const mostBytes = 4096;

const ownName = 'kubernetes.default.svc.cluster.local';

/** As busybox' nslookup speaks, out of a table. */
const nslookup = (table: string): string => `#!/bin/sh
printf 'Server:\\t\\t10.0.0.10\\nAddress:\\t10.0.0.10:53\\n\\n'
while read -r name address; do
  [ "$name" = "$1" ] || continue
  printf 'Name:\\t%s\\nAddress: %s\\n' "$name" "$address"
  found=yes
done <'${table}'
[ -n "$found" ] || { echo "** server can't find $1: NXDOMAIN"; exit 1; }
`;

/** A node whose kubelet runs what containers are to run, with this machine's sh. */
export class DnsPodKubelet {
  /** Pods are left as they are where it does not run them. */
  runs = true;
  readonly #kube: Kube;
  readonly #kubelet: FakeKubelet;
  readonly #folder: string;
  readonly #abort = new AbortController();
  readonly #seen = new Set<string>();
  readonly #work: Promise<unknown>[] = [];

  private constructor(kube: Kube, kubelet: FakeKubelet, folder: string) {
    this.#kube = kube;
    this.#kubelet = kubelet;
    this.#folder = folder;
  }

  static async start(kube: Kube, namespace: string): Promise<DnsPodKubelet> {
    const nodeName = 'n1';
    const about = { kube, nodeName, timeFactor: 10, assignIp: () => undefined };
    const kubelet = await startFakeKubelet(about);
    await kube.mergePatch(paths.node(nodeName), { spec: { taints: [] } });
    const folder = await mkdtemp(join(tmpdir(), 'koupctl-dns-pod-'));
    const one = new DnsPodKubelet(kube, kubelet, folder);
    const program = join(folder, 'nslookup');
    await writeFile(program, nslookup(join(folder, 'table')));
    await chmod(program, 0o755);
    await one.names({});
    one.#work.push(
      kube.watch(
        paths.pods(namespace),
        (type, pod) => {
          if (type !== 'DELETED') one.#see(pod);
        },
        one.#abort.signal,
      ),
    );
    return one;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#work);
    await this.#kubelet.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What DNS says in containers from now on, beside the name that is always there. */
  async names(names: Readonly<Record<string, string>>): Promise<void> {
    const rows = Object.entries({ [ownName]: '10.0.0.1', ...names });
    const text = rows.map(([name, address]) => `${name} ${address}\n`).join('');
    await writeFile(join(this.#folder, 'table'), text);
  }

  #see(pod: KubeObj): void {
    const uid = String(pod.metadata.uid);
    if (!this.runs || pod.spec.nodeName === undefined || this.#seen.has(uid)) return;
    if (pod.metadata.deletionTimestamp !== undefined) return;
    this.#seen.add(uid);
    this.#work.push(this.#run(pod));
  }

  async #run({ metadata: { name, namespace = '', uid }, spec }: KubeObj): Promise<void> {
    const [log, conf] = [join(this.#folder, `${uid}.log`), join(this.#folder, `${uid}.conf`)];
    const domains = [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'];
    await writeFile(conf, `search ${domains.join(' ')}\nnameserver 10.0.0.10\noptions ndots:5\n`);
    const [container] = spec.containers as { name: string; image: string; command: string[] }[];
    const [program = '', ...args] = (container?.command ?? []).map((word) =>
      word
        .replaceAll('$$', '$')
        .replaceAll('/dev/termination-log', log)
        .replaceAll('/etc/resolv.conf', conf),
    );
    const child = spawn(program, args, {
      env: { PATH: `${this.#folder}:${process.env['PATH'] ?? ''}` },
      stdio: 'ignore',
      detached: true,
    });
    const [exitCode] = (await once(child, 'exit')) as [number];
    // With the first of its processes a container ends.
    if (child.pid !== undefined) process.kill(-child.pid);
    const message = (await readFile(log)).subarray(-mostBytes).toString('utf8');
    const terminated = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', message };
    const status = {
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      containerStatuses: [
        {
          ...{ name: container?.name, image: container?.image, imageID: '' },
          ...{ ready: false, restartCount: 0, state: { terminated } },
        },
      ],
    };
    await this.#kube.mergePatch(`${paths.pod(namespace, name)}/status`, { status });
  }
}
