import { conditionOf, isReady } from '../../modules/base.ts';
import { ago, nameOf, refOf, some } from '../cluster-state.ts';
import { core } from '../../modules/surface.ts';
import type { KubeObject } from '../../world.ts';
import type { Facts } from '../facts.ts';
import { nodeOf } from '../cluster-state.ts';
import type { Found, Runbook, StepSpec } from '../step.ts';
import { kubelet, uncordon } from './node-not-ready.ts';
import { failedPods, sickPods } from './pods-not-ready.ts';
import { said } from './site.ts';

const day = 24 * 60 * 60 * 1000;
/** What the guide has renewed: less than 60 days left; less than 30 is late. */
const renewDays = 60;

const pendingRequests: StepSpec = {
  id: 'approve-requests',
  danger: 'none',
  manual: true,
  check: ({ requests, now }) => {
    const pending = requests.filter(
      (one) =>
        conditionOf(one, 'Approved') === undefined && conditionOf(one, 'Denied') === undefined,
    );
    if (pending.length === 0) return [{ state: 'done', code: 'no-request' }];
    const seen = pending.map((one) => {
      const { username = '', signerName = '' } = (one['spec'] ?? {}) as Record<string, string>;
      return `${one.metadata.name}: ${username}, ${signerName}, ${ago(now - Date.parse(one.metadata.creationTimestamp ?? ''))}`;
    });
    return [
      {
        state: 'manual',
        code: 'requests-pending',
        params: { count: pending.length },
        seen: some(seen),
      },
    ];
  },
};

const secretCertificates: StepSpec = {
  id: 'renew-secrets',
  danger: 'none',
  manual: true,
  check: ({ secrets, now }) => {
    if (secrets.length === 0) return [];
    const soon = secrets
      .map((one) => ({
        ...one,
        days: one.notAfter === undefined ? -1 : Math.floor((one.notAfter - now) / day),
      }))
      .filter(({ days }) => days < renewDays)
      .toSorted((a, b) => a.days - b.days);
    if (soon.length === 0)
      return [
        {
          state: 'done',
          code: 'certificates-fine',
          params: { count: secrets.length, days: renewDays },
        },
      ];
    const seen = soon.map(
      ({ namespace, name, subject, notAfter, days }) =>
        `Secret ${namespace}/${name}: ${subject}: ${notAfter === undefined ? '?' : `${new Date(notAfter).toISOString().slice(0, 10)} (${days} d)`}`,
    );
    return [
      {
        state: 'manual',
        code: 'certificates-ending',
        params: { count: soon.length, days: renewDays },
        seen: some(seen),
      },
    ];
  },
};

/** The certificates of the masters kept, and what ends soon renewed. */
export const certificates: Runbook = {
  id: 'certificates',
  needs: [],
  reads: ['requests', 'secrets'],
  steps: [
    said('keep-certificates'),
    secretCertificates,
    said('renew-masters'),
    pendingRequests,
    said('tell-consoles'),
  ],
};

const pressure: StepSpec = {
  id: 'free-disk',
  danger: 'none',
  manual: true,
  check: ({ nodes, target }) => {
    const full = nodes
      .filter(({ metadata }) => target.nodes.length === 0 || target.nodes.includes(metadata.name))
      .filter((node) => conditionOf(node, 'DiskPressure')?.status === 'True');
    if (full.length === 0) return [{ state: 'done', code: 'no-pressure' }];
    const seen = full.map(
      (node) => `${nameOf(node)}: ${conditionOf(node, 'DiskPressure')?.message ?? ''}`,
    );
    return [
      { state: 'manual', code: 'disk-pressure', params: { count: full.length }, seen: some(seen) },
    ];
  },
};

/** A disk that logs have filled. */
export const diskFull: Runbook = {
  id: 'disk-full',
  needs: [],
  reads: ['nodes', 'pods'],
  steps: [
    said('find-logs'),
    said('check-replication'),
    pressure,
    said('install-log-cleaning'),
    { id: 'delete-failed', danger: 'writes', check: failedPods },
  ],
};

const clusterConfig = 'cluster-advance-config';
const kubeletConfig = 'sigma-slave-service';

function config({ configs }: Facts, name: string): KubeObject | undefined {
  return configs.find(({ metadata }) => metadata.name === name);
}

/** The ConfigMap with another address in it; nothing where it has it already. */
function readdressed(
  object: KubeObject | undefined,
  change: (key: string, value: string) => string,
): Found[] {
  if (object === undefined) return [];
  const data = (object['data'] ?? {}) as Record<string, string>;
  const changed = Object.entries(data).filter(([key, value]) => change(key, value) !== value);
  if (changed.length === 0) return [{ state: 'done', code: 'address-set' }];
  const { uid = '', resourceVersion = '', name } = object.metadata;
  const ops = changed.flatMap(([key, value]) => {
    const path = `/data/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return [
      { op: 'test' as const, path, value },
      { op: 'replace' as const, path, value: change(key, value) },
    ];
  });
  const test = [
    { op: 'test' as const, path: '/metadata/uid', value: uid },
    { op: 'test' as const, path: '/metadata/resourceVersion', value: resourceVersion },
  ];
  const acts = [
    { does: 'patch' as const, ref: refOf(core.configMap, object), uid, ops: [...test, ...ops] },
  ];
  const seen = changed.flatMap(([key, value]) => changedLines(key, value, change(key, value)));
  return [
    {
      state: 'to-do',
      code: 'address-differs',
      params: { object: nameOf(object) },
      seen,
      name,
      acts,
    },
  ];
}

function changedLines(key: string, before: string, after: string): string[] {
  const old = before.split('\n');
  return after.split('\n').flatMap((line, index) => {
    const was = old[index] ?? '';
    return was === line ? [] : [`${key}: ${was.trim()} → ${line.trim()}`];
  });
}

/** The address of the cluster's DNS, where it is kept. */
export const clusterDns: Runbook = {
  id: 'cluster-dns',
  needs: ['dns'],
  reads: ['dns-config'],
  steps: [
    {
      id: 'set-resolver',
      danger: 'dangerous',
      check: (facts) =>
        readdressed(config(facts, clusterConfig), (key, value) =>
          key === 'dnsResolveIp'
            ? (facts.target.dns ?? value)
            : value.replace(
                /("?dnsResolveIp"?\s*[:=]\s*"?)[\d.a-fA-F:]+/g,
                `$1${facts.target.dns ?? ''}`,
              ),
        ),
    },
    {
      id: 'set-cluster-dns',
      danger: 'dangerous',
      check: (facts) =>
        readdressed(config(facts, kubeletConfig), (_, value) =>
          value.replace(/(--cluster-dns[= ])[^\s"',]+/g, `$1${facts.target.dns ?? ''}`),
        ),
    },
    said('set-on-nodes'),
    said('see-new-pods'),
  ],
};

const eachNode =
  (check: (facts: Facts, name: string, node: KubeObject | undefined) => readonly Found[]) =>
  (facts: Facts): Found[] =>
    facts.target.nodes.flatMap((name) =>
      check(
        facts,
        name,
        facts.nodes.find(({ metadata }) => metadata.name === name),
      ),
    );

const nameFree: StepSpec = {
  id: 'name-is-free',
  danger: 'none',
  manual: true,
  check: eachNode(({ machines }, of, node) => {
    const machine = machines.find(({ object }) => object.metadata.name === of);
    const since = machine?.object.metadata.deletionTimestamp ?? node?.metadata.deletionTimestamp;
    if (since === undefined) return [{ of, state: 'done', code: 'name-free' }];
    const object = machine === undefined ? nameOf(node as KubeObject) : nameOf(machine.object);
    return [{ of, state: 'manual', code: 'old-one-left', params: { object, since } }];
  }),
};

const joined: StepSpec = {
  id: 'node-joins',
  danger: 'none',
  manual: true,
  check: eachNode((_, of, node) => [
    {
      of,
      params: { node: of },
      ...(node === undefined
        ? { state: 'manual', code: 'not-joined' }
        : { state: 'done', code: 'node-there' }),
    },
  ]),
};

const operations: StepSpec = {
  id: 'operations-done',
  danger: 'none',
  manual: true,
  check: (facts) => {
    const failed = facts.machineOps.filter(
      ({ object }) =>
        facts.target.nodes.some(
          (node) =>
            JSON.stringify(object['spec'] ?? {}).includes(`"${node}"`) ||
            object.metadata.name.includes(node),
        ) && /"(phase|state|status)":"(fail|error)/i.test(JSON.stringify(object['status'] ?? {})),
    );
    if (failed.length === 0) return [];
    const seen = failed.map(
      ({ object }) => `${nameOf(object)}: ${JSON.stringify(object['status']).slice(0, 300)}`,
    );
    return [
      {
        state: 'manual',
        code: 'operation-failed',
        params: { count: failed.length },
        seen: some(seen),
      },
    ];
  },
};

function kubeletVersion(node: KubeObject): string {
  const { nodeInfo } = (node['status'] ?? {}) as { nodeInfo?: { kubeletVersion?: string } };
  return nodeInfo?.kubeletVersion ?? '';
}

const sameVersion: StepSpec = {
  id: 'version-fits',
  danger: 'none',
  manual: true,
  check: eachNode(({ nodes, target }, of, node) => {
    if (node === undefined) return [];
    const others = nodes.filter((one) => isReady(one) && !target.nodes.includes(one.metadata.name));
    const versions = [...new Set(others.map(kubeletVersion).filter((one) => one !== ''))];
    const own = kubeletVersion(node);
    const params = { node: of, version: own, others: versions.join(', ') };
    const fits = versions.length === 0 || versions.includes(own);
    return [
      {
        of,
        params,
        ...(fits
          ? { state: 'done', code: 'version-same' }
          : { state: 'manual', code: 'version-other' }),
      },
    ];
  }),
};

const daemons: StepSpec = {
  id: 'daemons-run',
  danger: 'none',
  manual: true,
  check: eachNode((facts, of, node) => {
    if (node === undefined) return [];
    const on = facts.pods.filter((pod) => nodeOf(pod) === of);
    const sick = sickPods(facts).filter(({ pod }) => nodeOf(pod) === of);
    const params = { node: of, count: sick.length, pods: on.length };
    if (sick.length === 0) return [{ of, state: 'done', code: 'daemons-ready', params }];
    const seen = some(sick.map(({ pod, why }) => `${nameOf(pod)}: ${why}`));
    return [{ of, state: 'manual', code: 'daemons-not-ready', params, seen }];
  }),
};

/** A machine that is to become a node: what is looked at before, and after. */
export const addNode: Runbook = {
  id: 'add-node',
  needs: ['node'],
  reads: ['nodes', 'pods', 'machines', 'machine-ops'],
  steps: [
    nameFree,
    said('prepare-machine'),
    joined,
    operations,
    kubelet,
    sameVersion,
    daemons,
    uncordon,
  ],
};
