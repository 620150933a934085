import { check, found, judgeEach, type Check, type Finding } from '../check.ts';
import { aheadOf } from '../facts/lease.ts';
import type { NodeFact, Room } from '../facts/node.ts';
import type { PodFact } from '../facts/pod.ts';
import { percentOf } from '../../modules/quantity.ts';

const of = (name: string): string => `node/${name}`;

export const nodesReady = check('nodes-ready', ['nodes'], ({ nodes }, { now }) =>
  judgeEach(nodes, ({ name, ready }) => {
    if (ready?.status === 'True') return undefined;
    const minutes = ready?.since === undefined ? '?' : Math.floor((now - ready.since) / 60_000);
    return found('fail', 'node-not-ready', of(name), { status: ready?.status ?? '-', minutes }, [
      ['Ready', ready?.status ?? 'not there'],
      ['reason', ready?.reason ?? ''],
      ['message', ready?.message ?? ''],
    ]);
  }),
);

export const nodesPressure = check('nodes-pressure', ['nodes'], ({ nodes }) =>
  judgeEach(nodes, (node) => {
    // A node that is not ready knows nothing of itself: nodes-ready says it.
    if (node.ready?.status !== 'True') return undefined;
    return node.troubles.map(({ type, status, reason, message }) =>
      found(status === 'True' ? 'fail' : 'warn', 'node-trouble', of(node.name), { type, status }, [
        [type, `${status} ${reason}`.trim()],
        ['message', message],
      ]),
    );
  }),
);

export const nodesCordoned = check('nodes-cordoned', ['nodes'], ({ nodes }) =>
  judgeEach(nodes, ({ name, cordoned }) =>
    cordoned
      ? found('warn', 'node-cordoned', of(name), {}, [['spec.unschedulable', 'true']])
      : undefined,
  ),
);

/** `v1.30.2-eks-1` as 1 and 30. */
function minorOf(version: string): readonly [number, number] | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

export const nodesVersion = check(
  'nodes-version',
  ['nodes', 'serverVersion'],
  ({ nodes, serverVersion }, { limits }) => {
    // A vnode's kubelet is the module controller: its version is no kubelet's.
    const real = nodes.filter(({ isVnode, kubelet }) => !isVnode && minorOf(kubelet) !== undefined);
    const server = `${serverVersion.major}.${serverVersion.minor}`;
    const skewed = real.flatMap((node): Finding[] => {
      const [major, minor] = minorOf(node.kubelet) ?? [0, 0];
      const behind = (serverVersion.major - major) * 100 + serverVersion.minor - minor;
      if (behind >= 0 && behind <= limits.versionSkew) return [];
      const code = behind < 0 ? 'kubelet-newer' : 'kubelet-too-old';
      const params = { kubelet: node.kubelet, server };
      return [found('fail', code, of(node.name), params, [['kubeletVersion', node.kubelet]])];
    });
    return { looked: real.length, findings: [...skewed, ...mixed(real)] };
  },
);

function mixed(nodes: readonly NodeFact[]): Finding[] {
  const counts = new Map<string, number>();
  for (const { kubelet } of nodes) counts.set(kubelet, (counts.get(kubelet) ?? 0) + 1);
  if (counts.size < 2) return [];
  const seen = [...counts].map(([version, count]) => [version, `${count} node(s)`] as const);
  return [found('warn', 'kubelets-differ', 'nodes', { versions: counts.size }, seen)];
}

export const nodeLeases = check(
  'node-leases',
  ['nodes', 'nodeLeases'],
  ({ nodes, nodeLeases: leases }, { limits, now }) => {
    const byName = new Map(leases.map((one) => [one.name, one]));
    return judgeEach(nodes, ({ name }) => {
      const lease = byName.get(name);
      if (lease?.renewedAt === undefined) return found('warn', 'lease-missing', of(name));
      // By the API server's stamp where there is one: the holder's clock may be wrong.
      const renewedAt = Math.max(lease.renewedAt, lease.stampedAt ?? 0);
      const lastsMs = Math.max(limits.heartbeat, lease.lastsMs ?? 0);
      if (now - renewedAt <= lastsMs) return undefined;
      const seconds = Math.round((now - renewedAt) / 1_000);
      return found('fail', 'lease-expired', of(name), { seconds }, [
        ['renewTime', new Date(lease.renewedAt).toISOString()],
        ['holderIdentity', lease.holder],
      ]);
    });
  },
);

export const nodeClocks = check(
  'node-clocks',
  ['nodeLeases'],
  ({ nodeLeases: leases }, { limits }) =>
    judgeEach(leases, (lease) => {
      const ahead = aheadOf(lease);
      const off = Math.abs(ahead);
      // Behind by less than the way of a request can't be told from its way.
      if (off <= limits.clockFail || lease.renewedAt === undefined) return undefined;
      const seconds = Math.round(ahead / 100) / 10;
      return found('fail', 'clock-off', of(lease.name), { seconds }, [
        ['renewTime by its clock', new Date(lease.renewedAt).toISOString()],
        ['by the API server', new Date(lease.stampedAt ?? 0).toISOString()],
      ]);
    }),
);

export const nodeReboots = check('node-reboots', ['events'], ({ events }, { limits, now }) => {
  const reboots = events.filter(
    ({ reason, lastAt }) => reason === 'Rebooted' && now - lastAt <= limits.rebooted,
  );
  const findings = reboots.map(({ object, message, lastAt }) =>
    found('warn', 'node-rebooted', object, { at: new Date(lastAt).toISOString() }, [
      ['event', message],
    ]),
  );
  return { looked: events.length, findings };
});

const rooms: readonly (keyof Room)[] = ['cpu', 'memory', 'storage', 'pods'];

export const nodeAllocation = check(
  'node-allocation',
  ['nodes', 'pods'],
  ({ nodes, pods }, { limits }) => {
    const asked = requestsByNode(pods);
    return judgeEach(nodes, ({ name, allocatable }) => {
      const used = asked.get(name);
      if (used === undefined) return undefined;
      return rooms.flatMap((what) => {
        const percent = percentOf(used[what], allocatable[what]) ?? 0;
        if (percent <= limits.allocationWarn) return [];
        const status = percent > limits.allocationFail ? 'fail' : 'warn';
        return found(status, 'allocation-high', of(name), { what, percent }, [
          [`${what} requested`, amount(what, used[what])],
          [`${what} allocatable`, amount(what, allocatable[what])],
        ]);
      });
    });
  },
);

function requestsByNode(pods: readonly PodFact[]): Map<string, Room> {
  const byNode = new Map<string, { -readonly [W in keyof Room]: number }>();
  for (const { node, phase, cpu, memory, storage } of pods) {
    if (node === '' || phase === 'Succeeded' || phase === 'Failed') continue;
    const sum = byNode.get(node) ?? { cpu: 0, memory: 0, storage: 0, pods: 0 };
    sum.cpu += cpu;
    sum.memory += memory;
    sum.storage += storage;
    sum.pods += 1;
    byNode.set(node, sum);
  }
  return byNode;
}

/** As people write it: cores, GiB, things. */
export function amount(what: keyof Room, value: number): string {
  if (what === 'cpu') return `${Math.round(value * 100) / 100}`;
  if (what === 'pods') return String(value);
  return `${Math.round((value / 2 ** 30) * 100) / 100}Gi`;
}

export const nodeUsage = check(
  'node-usage',
  ['nodes', 'nodeUse'],
  ({ nodes, nodeUse }, { limits }) => {
    const byName = new Map(nodes.map((one) => [one.name, one]));
    return judgeEach(nodeUse, (use) => {
      const { allocatable } = byName.get(use.name) ?? {};
      if (allocatable === undefined) return undefined;
      return (['cpu', 'memory'] as const).flatMap((what) => {
        const percent = percentOf(use[what], allocatable[what]) ?? 0;
        if (percent <= limits.usageWarn) return [];
        const status = percent > limits.usageFail ? 'fail' : 'warn';
        return found(status, 'usage-high', of(use.name), { what, percent }, [
          [`${what} used`, amount(what, use[what])],
          [`${what} allocatable`, amount(what, allocatable[what])],
        ]);
      });
    });
  },
);

export const nodeDisks = check('node-disks', ['disks'], ({ disks }, { limits }) =>
  judgeEach(disks, (one) => {
    if ('why' in one) return found('warn', 'disks-unseen', of(one.node), {}, [['answer', one.why]]);
    const { node, what, used, capacity } = one;
    const percent = percentOf(used, capacity) ?? 0;
    if (percent <= limits.usageWarn) return undefined;
    const status = percent > limits.usageFail ? 'fail' : 'warn';
    return found(status, 'disk-full', of(node), { what, percent }, [
      ['used', amount('storage', used)],
      ['capacity', amount('storage', capacity)],
    ]);
  }),
);

export const nodeChecks: readonly Check[] = [
  nodesReady,
  nodesPressure,
  nodesCordoned,
  nodesVersion,
  nodeLeases,
  nodeClocks,
  nodeReboots,
  nodeAllocation,
  nodeUsage,
  nodeDisks,
];
