import { onTestFinished } from 'vitest';
import { openBases } from '../../../src/arklet/open-bases.ts';
import type { BizOrderInput } from '../../../src/commands/biz-order.ts';
import type { DirectWorld } from '../../../src/commands/world.ts';
import { Fault } from '../../../src/fault.ts';
import type { Text } from '../../../src/said.ts';
import type { Cluster, KubeObject, Line, ListQuery, Listing } from '../../../src/world.ts';
import { SimulatedBase, type SimulatedBaseOptions } from '../../bed/simulated-base.ts';
import { noRules } from '../no-rules.ts';

/** Sleeps are this many times shorter than asked for. */
const hurry = 20;

/** A base on a free port of its own. */
export async function aBase(options: Partial<SimulatedBaseOptions> = {}): Promise<SimulatedBase> {
  const base = await SimulatedBase.start({
    ip: '127.0.0.1',
    port: 0,
    installMs: 5,
    uninstallMs: 1,
    ...options,
  });
  onTestFinished(() => base.die());
  return base;
}

export function jar(name: string, version: string): string {
  return `http://jars.invalid/${name}-${version}-ark-biz.jar`;
}

export async function install(base: SimulatedBase, name: string, version: string): Promise<void> {
  await base.run('installBiz', { bizName: name, bizVersion: version, bizUrl: jar(name, version) });
}

export function runsOn(base: SimulatedBase): string[] {
  return base.bizList.map(
    ({ bizName, bizVersion, bizState }) => `${bizName}:${bizVersion} ${bizState}`,
  );
}

/** What was said and shown, and a world that says it; `objects` is all that the cluster has. */
export class Desk {
  said = '';
  listing: Listing | undefined;
  answer: boolean | undefined;
  readonly questions: string[] = [];
  readonly world: DirectWorld;

  constructor(
    objects: readonly KubeObject[] | 'no cluster' | 'mute cluster',
    language: 'en' | 'zh' = 'en',
  ) {
    const now = () => Date.now();
    this.world = {
      language,
      clock: {
        now: () => start + (now() - start) * hurry,
        sleep: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms / hurry)),
      },
      signal: new AbortController().signal,
      newId: () => `id-${(ids += 1)}`,
      stdin: () => Promise.resolve(''),
      reporter: {
        say: (line: Line) => (this.said += `${textOf(line)}\n`),
        listing: (listing: Listing) => (this.listing = listing),
      },
      ask: {
        interactive: false,
        confirm: (question: Text) => {
          this.questions.push(String(question));
          return Promise.resolve(this.answer ?? false);
        },
      },
      openCluster: () =>
        objects === 'no cluster'
          ? Promise.reject(new Fault('found no kubeconfig', { outcome: 'unreachable' }))
          : Promise.resolve(objects === 'mute cluster' ? mute : clusterOf(objects)),
      openArklets: () =>
        Promise.resolve(
          openBases({ mode: 'direct', timeoutMs: 2_000, commandTimeoutMs: 400, now }),
        ),
      guard: noRules,
    } as unknown as DirectWorld;
  }

  get rows(): Record<string, unknown>[] {
    return [...(this.listing?.items ?? [])];
  }
}

/** One that is down: which context it is of is known all the same. */
const mute = {
  ...clusterOf([]),
  resourceTypes: () => Promise.reject(new Fault('no answer', { outcome: 'unreachable' })),
  list: () => Promise.reject(new Fault('no answer', { outcome: 'unreachable' })),
} as Cluster;

const start = Date.now();
let ids = 0;

function textOf(line: Line): string {
  return typeof line === 'string'
    ? line
    : line.map((span) => (typeof span === 'string' ? span : span.text)).join('');
}

function clusterOf(objects: readonly KubeObject[]): Cluster {
  const kinds = [...new Set(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))];
  return {
    target: { context: 'here', server: 'https://here', user: 'me', namespace: 'shop' },
    resourceTypes: () =>
      Promise.resolve(
        kinds.map((one) => {
          const [apiVersion = '', kind = ''] = one.split(' ');
          const [group = '', version = ''] = apiVersion.split('/');
          return { group, version, kind, plural: `${kind.toLowerCase()}s`, namespaced: true };
        }),
      ),
    list: ({ type, fields, labels = '' }: ListQuery) =>
      Promise.resolve(
        objects.filter((one) => {
          if (one.kind !== type.kind) return false;
          const ip = (one['status'] as { podIP?: string } | undefined)?.podIP;
          if (fields !== undefined && fields !== `status.podIP=${ip ?? ''}`) return false;
          const wanted = labels.split(',').filter((part) => part !== '');
          return wanted.every((part) => {
            const [key = '', value] = part.split('=');
            return one.metadata.labels?.[key] === value;
          });
        }),
      ),
    get: ({ type, name }: { type: { kind: string }; name: string }) =>
      Promise.resolve(objects.find((one) => one.kind === type.kind && one.metadata.name === name)),
  } as unknown as Cluster;
}

/** The vnode that V2's controller makes of a base. */
export function vnodeOf(base: SimulatedBase, name = `vnode.${base.port}.dev`): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'virtual-kubelet.koupleless.io/component': 'vnode',
        'base.koupleless.io/name': 'base',
        'base.koupleless.io/tunnel-port': String(base.port),
      },
    },
    status: { addresses: [{ type: 'InternalIP', address: base.ip }] },
  };
}

/** A pod that wants a module on a vnode. */
export function podOn(node: string, module: string, version: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${module}-abc-1`,
      namespace: 'shop',
      labels: {
        'virtual-kubelet.koupleless.io/component': 'module',
        'pod-template-hash': 'abc',
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${module}-abc`,
          uid: 'u',
          controller: true,
        },
      ],
    },
    spec: {
      nodeName: node,
      containers: [
        {
          name: module,
          image: jar(module, version),
          env: [{ name: 'BIZ_VERSION', value: version }],
        },
      ],
    },
  };
}

/** A Module of V1 on the base with this address. */
export function moduleOn(ip: string, module: string, version: string): KubeObject {
  const prefix = 'koupleless.io';
  return {
    apiVersion: `${prefix}/v1alpha1`,
    kind: 'Module',
    metadata: {
      name: `${module}-x`,
      namespace: 'shop',
      labels: { [`${prefix}/base-instance-ip`]: ip, [`${prefix}/module-deployment`]: module },
    },
    spec: { module: { name: module, version, url: jar(module, version) } },
  };
}

/** The kinds by which the server says that it has V1. */
export const v1Kinds: readonly KubeObject[] = ['ModuleDeployment', 'ModuleReplicaSet'].map(
  (kind) => ({
    apiVersion: 'koupleless.io/v1alpha1',
    kind,
    metadata: { name: 'any' },
  }),
);

export function inputOf(
  bases: readonly { ip: string; port: number }[],
  order: BizOrderInput['order'],
  more: Partial<BizOrderInput> = {},
): BizOrderInput {
  return {
    addresses: bases.map(({ ip, port }) => `${ip}:${port}`),
    fromFile: undefined,
    selector: undefined,
    baseDeployment: undefined,
    port: undefined,
    namespace: undefined,
    order,
    async: false,
    parallel: 1,
    keepGoing: false,
    force: false,
    timeoutMs: 20_000,
    yes: true,
    dryRun: false,
    protectedContexts: [],
    ...more,
  };
}
