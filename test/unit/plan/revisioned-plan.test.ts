import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/fault.ts';
import { modulePodOf } from '../../../src/modules/module-pod.ts';
import { makePlanDaemonSet } from '../../../src/plan/plan-daemon-set.ts';
import { makePlanStatefulSet } from '../../../src/plan/plan-stateful-set.ts';
import type { V2Facts } from '../../../src/plan/plan-v2.ts';
import { basesByNode } from '../../../src/modules/vnodes.ts';
import type { KubeObject } from '../../../src/world.ts';
import { tolerations, vnode } from '../modules/nodes.ts';
import { options } from './options.ts';
import type { Plan } from '../../../src/plan/types.ts';
import { english, inWords } from './in-words.ts';

const closed = 'closed.koupctl.koupleless.io/shop.stock';
const nodeName = (number: number): string => `vnode.10.0.0.${number}.dev`;

function template(version: string, apart = true): object {
  const term = {
    labelSelector: { matchLabels: { app: 'stock' } },
    topologyKey: 'kubernetes.io/hostname',
  };
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  const image = `http://jars.test/stock-${version}-ark-biz.jar`;
  const nodeSelectorTerms = [{ matchExpressions: [{ key: closed, operator: 'DoesNotExist' }] }];
  return {
    metadata: { labels: { app: 'stock', version } },
    spec: {
      tolerations,
      containers: [{ name: 'stock', image, env: [{ name: 'BIZ_VERSION', value: version }] }],
      affinity: {
        nodeAffinity: { [required]: { nodeSelectorTerms } },
        ...(apart ? { podAntiAffinity: { [required]: [term] } } : {}),
      },
    },
  };
}

/** `count` vnodes, the first three with a pod of 1.0.0. */
function facts(
  kind: 'StatefulSet' | 'DaemonSet',
  given: Partial<V2Facts> & { count?: number; spec?: object; apart?: boolean } = {},
): V2Facts {
  const { count = 3, spec = {}, apart = true, ...more } = given;
  const nodes = Array.from({ length: count }, (_, index): KubeObject => {
    const { metadata, ...rest } = vnode();
    return { ...rest, metadata: { ...metadata, name: nodeName(index + 1) } };
  });
  const object = (version: string): KubeObject => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'stock', namespace: 'shop', uid: 'w-1' },
    spec: {
      ...(kind === 'StatefulSet' ? { replicas: 3 } : {}),
      template: template(version, apart),
      updateStrategy: { type: 'RollingUpdate' },
      ...spec,
    },
  });
  const pods = [0, 1, 2].map((index) =>
    modulePodOf({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `stock-${index}`, uid: `p-${index}` },
      spec: { nodeName: nodeName(index + 1) },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    }),
  );
  return {
    target: { context: 'test', server: '', user: '', namespace: 'shop' },
    live: object('1.0.0'),
    liveHash: 'one',
    manifest: object('2.0.0'),
    stored: object('2.0.0'),
    storedHash: 'two',
    warnings: [],
    notes: [],
    takenOver: [],
    forced: false,
    diff: '-1.0.0 +2.0.0',
    open: undefined,
    answered: undefined,
    running: template('1.0.0', apart),
    oldPods: [],
    livePods: pods,
    held: false,
    nodes,
    bases: basesByNode(nodes, []),
    hpas: [],
    pdbs: [],
    ...more,
  };
}

const first = { live: undefined, liveHash: undefined, running: undefined, livePods: [] };
const textsOf = (plan: Plan): string =>
  inWords(plan.risks)
    .map(({ text }) => text)
    .join('\n');

describe('a StatefulSet', () => {
  test('goes down from its highest ordinal, exactly where no base is free', () => {
    const plan = makePlanStatefulSet(facts('StatefulSet'), options);
    expect(plan.kind).toBe('upgrade');
    expect(plan.batches.map(({ candidates, exact }) => [...candidates, exact])).toEqual([
      [nodeName(3), true],
      [nodeName(2), true],
      [nodeName(1), true],
    ]);
    expect(textsOf(plan)).toContain(
      'from stock-2 down to stock-0, each when the one before is ready in Kubernetes: about 45 s each, 2 min for all 3',
    );
    expect(textsOf(plan)).toContain('each base is without the module for about 35 s');
  });

  test('may come back on a free base, and says which', () => {
    const plan = makePlanStatefulSet(facts('StatefulSet', { count: 4 }), options);
    expect(plan.batches[0]).toMatchObject({
      candidates: [nodeName(3), nodeName(4)],
      exact: false,
    });
    expect(textsOf(plan)).toContain(`1 base(s) are free (${nodeName(4)})`);
  });

  test('steps its replicas where nothing is there yet', () => {
    const plan = makePlanStatefulSet(facts('StatefulSet', first), options);
    expect(plan.kind).toBe('first');
    expect(english(plan.policyReason)).toContain('first');
    expect(plan.batches.map((batch) => batch.cumulative)).toEqual([1, 2, 3]);
  });

  test('is refused where a pod may land beside another, and where a policy is asked that it can’t do', () => {
    expect(() => makePlanStatefulSet(facts('StatefulSet', { apart: false }), options)).toThrow(
      /nothing keeps its pods apart/,
    );
    const wish = { ...options, policy: 'blue-green' as const };
    expect(() => makePlanStatefulSet(facts('StatefulSet'), wish)).toThrow(Fault);
    expect(() => makePlanDaemonSet(facts('DaemonSet'), wish)).toThrow(
      /a DaemonSet replaces its pods in place/,
    );
  });

  test('warns of a pod that holds all others up, and of what is given back', () => {
    const unready = facts('StatefulSet').livePods.map((pod) => ({ ...pod, ready: false }));
    const plan = makePlanStatefulSet(
      facts('StatefulSet', {
        livePods: unready,
        spec: { updateStrategy: { type: 'OnDelete' }, podManagementPolicy: 'OrderedReady' },
      }),
      options,
    );
    expect(textsOf(plan)).toContain('stock-0, stock-1, stock-2 not ready in Kubernetes');
    expect(textsOf(plan)).toContain('OnDelete is given back');
  });

  test('is held off by an autoscaler and by another rollout', () => {
    const hpa = {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'stock' },
      spec: { scaleTargetRef: { kind: 'StatefulSet', name: 'stock' } },
    };
    expect(() => makePlanStatefulSet(facts('StatefulSet', { hpas: [hpa] }), options)).toThrow(
      /scales StatefulSet shop\/stock/,
    );
  });
});

describe('a DaemonSet', () => {
  test('takes its bases by name', () => {
    const plan = makePlanDaemonSet(facts('DaemonSet', { ...first, count: 12 }), options);
    expect(plan.replicas).toBe(12);
    expect(plan.batches.map((batch) => batch.candidates[0])).toEqual(
      Array.from({ length: 12 }, (_, index) => nodeName(index + 1)),
    );
    expect(plan.batches.every((batch) => batch.exact)).toBe(true);
  });

  test('is on vnodes that are cordoned or not ready, and not on those of another environment', () => {
    const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' };
    const named = (name: string, node: KubeObject): KubeObject => ({
      ...node,
      metadata: { ...node.metadata, name },
    });
    const nodes = [
      named('cordoned', { ...vnode(), spec: { ...vnode().spec, unschedulable: true } }),
      named('not-ready', vnode({ taints: [notReady] })),
      named('closed', vnode({ labels: { [closed]: 'true' } })),
      named('prod', vnode({ env: 'prod' })),
    ];
    const plan = makePlanDaemonSet(facts('DaemonSet', { ...first, nodes }), options);
    expect(plan.batches.flatMap((batch) => batch.candidates)).toEqual([
      'cordoned',
      'not-ready',
      'closed',
    ]);
  });

  test('warns of bases that it no longer reaches', () => {
    const { nodes } = facts('DaemonSet');
    const plan = makePlanDaemonSet(facts('DaemonSet', { nodes: nodes.slice(1) }), options);
    expect(textsOf(plan)).toContain(`1 base(s) are no longer reached (${nodeName(1)})`);
  });

  test('opens closed bases at its first deploy', () => {
    const plan = makePlanDaemonSet(facts('DaemonSet', first), options);
    expect(plan).toMatchObject({ kind: 'first', replicas: 3 });
    expect(textsOf(plan)).toContain(`carry the label ${closed} until their batch opens`);
  });

  test('goes on with the bases that it has reached already', () => {
    const open = {
      id: 'r1',
      phase: 'rolling',
      templateHash: 'two',
      batches: [1, 3],
      replicas: 3,
      policy: 'uninstall-then-install',
      version: '2.0.0',
      who: 'ann',
      first: false,
      reached: [nodeName(3)],
    } as const;
    const { livePods } = facts('DaemonSet');
    const plan = makePlanDaemonSet(
      facts('DaemonSet', {
        liveHash: 'two',
        open,
        livePods: livePods.slice(1),
        oldPods: livePods.slice(0, 1),
      }),
      options,
    );
    expect(plan.kind).toBe('resume');
    expect(plan.batches.map((batch) => batch.candidates)).toEqual([
      [nodeName(3)],
      [nodeName(2), nodeName(1)],
    ]);
  });

  test('that fits nowhere proves nothing', () => {
    const plan = makePlanDaemonSet(facts('DaemonSet', { count: 0, livePods: [] }), options);
    expect(plan.batches).toEqual([]);
    expect(textsOf(plan)).toBe(
      'no base fits its affinity and tolerations now: nothing will run or be proven',
    );
  });
});
