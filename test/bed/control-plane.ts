import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Log } from './cache.ts';
import type { CertificateAuthority, KeyPair } from './control-plane-certs.ts';
import {
  type Credentials,
  type Identity,
  writeFiles,
  writeKubeconfig,
} from './control-plane-files.ts';
import * as flags from './control-plane-flags.ts';
import { BedProcess } from './control-plane-process.ts';
import { Reaper } from './control-plane-reaper.ts';
import { goBuild } from './go-build.ts';
import { Kube, paths } from './kube.ts';
import { freePorts } from './ports.ts';

/** Paths of the programs. */
export interface Assets {
  dir: string;
  etcd: string;
  apiserver: string;
  controllerManager: string;
  scheduler: string;
  kubectl: string;
}

export interface ControlPlaneOptions {
  assets: Assets;
  /** Created here and removed at the end; a new one in the system's temporary folder when absent. */
  dir?: string;
  /** How many times faster than Kubernetes' defaults node monitoring and the like go. */
  timeFactor: number;
  /** Record every request; read them with `readAudit`. */
  audit?: boolean;
  /**
   * What the API server sends into the cluster (to kubelets, web hooks, aggregated APIs) goes to the
   * HTTP CONNECT server on this socket. It proxies to no node with a loopback address, and the bed
   * has no others: whoever answers there may give the nodes any address.
   */
  nodeTunnel?: string;
}

type Processes = Record<'etcd' | 'apiserver' | 'controllerManager' | 'scheduler', BedProcess>;

export interface ControlPlane {
  dir: string;
  server: string;
  /** Of a cluster administrator, by client certificate. */
  kubeconfigPath: string;
  ca: string;
  cert: string;
  key: string;
  /** `admin` may do everything; `limited` is known to the server but has no rights. */
  tokens: { admin: string; limited: string };
  kube: Kube;
  auditLogPath?: string;
  processes: Processes;
  /** The one member `bed`; its data is in `dataDir`. */
  etcd: { endpoint: string; peer: string; dataDir: string };
  /** For further processes that must not outlive this one. */
  reaper: Reaper;
  /** Signs anything else the bed needs: expired certificates, web hooks. */
  authority: CertificateAuthority;
  /** A client certificate for any user; what it may do is up to RBAC objects. */
  issueUser(name: string, groups?: string[]): KeyPair;
  /** Writes another kubeconfig into `dir` and returns its path. */
  writeKubeconfig(name: string, credentials: Credentials, namespace?: string): Promise<string>;
  /** Creates a namespace and waits until pods can be created in it. */
  createNamespace(name: string): Promise<void>;
  /** Ends all processes and removes `dir`. */
  stop(): Promise<void>;
}

const SOURCE = fileURLToPath(new URL('./control-plane', import.meta.url));
const PORT_ATTEMPTS = 5;
const NAMESPACE_TIMEOUT_MS = 60_000;

/**
 * The programs of the control plane: those in `KOUPCTL_BED_ASSETS` if that is set, else built
 * once into the cache. The first build takes minutes and tells `log` how far it is.
 */
export async function ensureAssets(log: Log): Promise<Assets> {
  const dir = process.env['KOUPCTL_BED_ASSETS'] || (await buildAssets(log));
  const assets = {
    dir,
    etcd: join(dir, 'etcd'),
    apiserver: join(dir, 'kube-apiserver'),
    controllerManager: join(dir, 'kube-controller-manager'),
    scheduler: join(dir, 'kube-scheduler'),
    kubectl: join(dir, 'kubectl'),
  };
  const missing = Object.values(assets).filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Error(`not there: ${missing.join(', ')}`);
  return assets;
}

async function buildAssets(log: Log): Promise<string> {
  const mod = await readFile(join(SOURCE, 'go.mod'), 'utf8');
  const [, version, minor] = /k8s\.io\/kubernetes (v1\.(\d+)\.\d+)/.exec(mod) ?? [];
  if (!version || !minor) throw new Error('control-plane/go.mod requires no k8s.io/kubernetes');
  const commands = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'];
  // Without these the server calls itself v0.0.0-master, and clients that check versions refuse it.
  const versions = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].map((pkg) => ({
    [`${pkg}.gitVersion`]: version,
    [`${pkg}.gitMajor`]: '1',
    [`${pkg}.gitMinor`]: minor,
    [`${pkg}.gitTreeState`]: 'clean',
  }));
  return goBuild(
    {
      name: `control-plane-${version}`,
      dir: SOURCE,
      packages: ['go.etcd.io/etcd/server/v3', ...commands.map((c) => `k8s.io/kubernetes/cmd/${c}`)],
      rename: { server: 'etcd' },
      variables: Object.assign({}, ...versions) as Record<string, string>,
    },
    log,
  );
}

/** A real control plane of one node each, ready for pods in the namespace `default`. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const dir = resolve(options.dir ?? (await mkdtemp(join(tmpdir(), 'koupctl-bed-'))));
  await mkdir(dir, { recursive: true });
  // It is removed as a whole at the end: better not somebody's home.
  if ((await readdir(dir)).length > 0) throw new Error(`${dir} is not empty`);
  const reaper = new Reaper(dir);
  try {
    for (let attempt = 1; ; attempt++) {
      const started = await startStore(options, dir, reaper, attempt < PORT_ATTEMPTS);
      if (started) return await startControllers(options, started, reaper);
    }
  } catch (error) {
    await reaper.finish();
    throw error;
  }
}

interface Started extends Pick<Processes, 'etcd' | 'apiserver'> {
  at: flags.Layout;
  identity: Identity;
  kube: Kube;
}

/** etcd and the API server; undefined when somebody else took one of their ports meanwhile. */
async function startStore(
  options: ControlPlaneOptions,
  dir: string,
  reaper: Reaper,
  mayRetry: boolean,
): Promise<Started | undefined> {
  const [etcdPort, etcdPeerPort, apiPort] = (await freePorts(3)) as [number, number, number];
  const at: flags.Layout = { dir, etcdPort, etcdPeerPort, apiPort, timeFactor: options.timeFactor };
  if (options.audit) at.auditLogPath = join(dir, 'audit.log');
  at.nodeTunnel = options.nodeTunnel;
  const identity = await writeFiles(at);
  const kube = new Kube({ ...identity, userAgent: 'koupctl-bed' });
  const { assets } = options;
  const etcd = new BedProcess({
    binary: assets.etcd,
    args: flags.etcdFlags(at),
    logFile: join(dir, 'etcd.log'),
    reaper,
  });
  const apiserver = new BedProcess({
    binary: assets.apiserver,
    args: flags.apiserverFlags(at),
    logFile: join(dir, 'kube-apiserver.log'),
    reaper,
    probe: () => kube.request('GET', '/readyz'),
  });
  try {
    await etcd.start();
    // It waits for etcd by itself, but not for one that could not start.
    await Promise.race([apiserver.start(), etcd.exited]);
    if (etcd.pid === undefined) throw new Error(`etcd ended:\n${etcd.logTail()}`);
    return { at, identity, kube, etcd, apiserver };
  } catch (error) {
    kube.close();
    await Promise.all([etcd.kill(), apiserver.kill()]);
    await rm(join(dir, 'etcd'), { recursive: true, force: true });
    const taken = [etcd, apiserver].some((p) => p.logTail().includes('address already in use'));
    if (taken && mayRetry) return undefined;
    throw error;
  }
}

async function startControllers(
  options: ControlPlaneOptions,
  started: Started,
  reaper: Reaper,
): Promise<ControlPlane> {
  const { at, identity, kube, etcd, apiserver } = started;
  const { assets } = options;
  const controllerManager = new BedProcess({
    binary: assets.controllerManager,
    args: flags.controllerManagerFlags(at),
    logFile: join(at.dir, 'kube-controller-manager.log'),
    reaper,
  });
  const scheduler = new BedProcess({
    binary: assets.scheduler,
    args: flags.schedulerFlags(at),
    logFile: join(at.dir, 'kube-scheduler.log'),
    reaper,
  });
  await Promise.all([controllerManager.start(), scheduler.start()]);
  await podsAllowed(kube, 'default');
  const processes = { etcd, apiserver, controllerManager, scheduler };
  const { server, ca, authority } = identity;
  return {
    ...identity,
    dir: at.dir,
    kube,
    reaper,
    processes,
    etcd: {
      endpoint: `http://127.0.0.1:${at.etcdPort}`,
      peer: `http://127.0.0.1:${at.etcdPeerPort}`,
      dataDir: join(at.dir, 'etcd'),
    },
    ...(at.auditLogPath ? { auditLogPath: at.auditLogPath } : {}),
    kubeconfigPath: await writeKubeconfig(at.dir, 'admin', identity, identity),
    issueUser: (name, groups = []) => authority.issue({ commonName: name, organizations: groups }),
    writeKubeconfig: (name, credentials, namespace) =>
      writeKubeconfig(at.dir, name, { server, ca }, credentials, namespace),
    createNamespace: async (name) => {
      await kube.create(paths.namespaces(), { metadata: { name } });
      await podsAllowed(kube, name);
    },
    stop: async () => {
      kube.close();
      await Promise.all(Object.values(processes).map((process) => process.kill()));
      await reaper.finish();
    },
  };
}

/** Pods are refused before the controllers gave the namespace its service account and CA. */
async function podsAllowed(kube: Kube, namespace: string): Promise<void> {
  const needed = [
    paths.serviceAccount(namespace, 'default'),
    paths.configMap(namespace, 'kube-root-ca.crt'),
  ];
  const deadline = Date.now() + NAMESPACE_TIMEOUT_MS;
  for (;;) {
    const found = await Promise.all(needed.map((path) => kube.getOrUndefined(path)));
    if (found.every((object) => object !== undefined)) return;
    if (Date.now() > deadline) throw new Error(`${namespace}: no default service account`);
    await delay(50);
  }
}
