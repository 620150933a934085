import { describe, expect, test } from 'vitest';
import { basesByNode } from '../../../src/modules/vnodes.ts';
import { modulePodOf } from '../../../src/modules/module-pod.ts';
import { makePlanV2, type V2Facts } from '../../../src/plan/plan-v2.ts';
import type { KubeObject } from '../../../src/world.ts';
import { tolerations, vnode } from '../modules/nodes.ts';
import { options } from './options.ts';
import { english, inWords } from './in-words.ts';

const versionLabel = 'module.koupleless.io/version';
const topologyKey = 'kubernetes.io/hostname';

/** stock at this version, one on a base, or one of each version. */
function template(version: string, shared: boolean) {
  const labels = { app: 'stock', [versionLabel]: version };
  const matchLabels = shared ? labels : { app: 'stock' };
  const image = `http://jars.test/stock-${version}-ark-biz.jar`;
  return {
    metadata: { labels },
    spec: {
      tolerations,
      containers: [{ name: 'stock', image, env: [{ name: 'BIZ_VERSION', value: version }] }],
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { labelSelector: { matchLabels }, topologyKey },
          ],
        },
      },
    },
  };
}

function deployment(of: unknown): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'stock', namespace: 'shop', uid: 'd-1' },
    spec: { replicas: 2, template: of, strategy: { type: 'RollingUpdate' } },
  };
}

/** From 1.0.0 on two of `count` bases to 2.0.0, both sharing their bases with the other or not. */
function facts({ count = 2, shared = true, ...more }: Partial<V2Facts & Given> = {}): V2Facts {
  const all = Array.from({ length: count }, (_, index) => {
    const { metadata, ...node } = vnode();
    return { ...node, metadata: { ...metadata, name: `vnode.10.0.0.${index + 1}.dev` } };
  });
  const [before, after] = [template('1.0.0', shared), template('2.0.0', shared)];
  const pods = all.slice(0, 2).map(({ metadata }, index) =>
    modulePodOf({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `stock-${index}`, uid: `p-${index}` },
      spec: { ...before.spec, nodeName: metadata.name },
    }),
  );
  return {
    target: { context: 'test', server: '', user: '', namespace: 'shop' },
    live: deployment(before),
    liveHash: 'one',
    manifest: deployment(after),
    stored: deployment(after),
    storedHash: 'two',
    warnings: [],
    notes: [],
    takenOver: [],
    forced: false,
    diff: '-1.0.0 +2.0.0',
    open: undefined,
    answered: undefined,
    running: before,
    oldPods: [],
    livePods: pods,
    held: false,
    nodes: all,
    bases: basesByNode(all, []),
    hpas: [],
    pdbs: [],
    ...more,
  };
}

interface Given {
  count: number;
  shared: boolean;
}

describe('an upgrade', () => {
  test('shares bases where the anti-affinity tells the versions apart', () => {
    expect(makePlanV2(facts(), options).policy).toBe('install-then-uninstall');
  });

  test('of the same version shares none: the pods keep each other off', () => {
    const { policy, policyReason } = makePlanV2(
      facts({ running: template('2.0.0', true) }),
      options,
    );
    expect(policy).toBe('uninstall-then-install');
    expect(english(policyReason)).toMatch(
      /running pods' anti-affinity keeps the new ones off their bases/,
    );
  });

  test('as blue-green needs a free base for every replica, not for a batch', () => {
    const blue = { ...options, policy: 'blue-green' as const };
    expect(() => makePlanV2(facts({ shared: false, count: 3 }), blue)).toThrow(
      /1 free base\(s\) for all 2 replicas/,
    );
    expect(makePlanV2(facts({ shared: false, count: 4 }), blue).policy).toBe('blue-green');
  });

  test('that was cut off before its hold is planned towards the pods that still run', () => {
    const open = {
      id: 'r1',
      phase: 'preparing',
      templateHash: 'two',
      batches: [1, 2],
      replicas: 2,
      policy: 'install-then-uninstall',
      version: '2.0.0',
      who: 'ann',
      first: false,
    } as const;
    const applied = { live: deployment(template('2.0.0', true)), liveHash: 'two', open };
    const { kind, policy } = makePlanV2(facts(applied), options);
    expect([kind, policy]).toEqual(['upgrade', 'install-then-uninstall']);
  });
});

test('where no base gets another version no policy is refused', () => {
  const same = { liveHash: 'two', running: template('2.0.0', true) };
  for (const policy of ['install-then-uninstall', 'uninstall-then-install'] as const) {
    const wish = { ...options, policy };
    expect(makePlanV2(facts({ ...same, diff: 'replicas' }), wish)).toMatchObject({
      kind: 'settings',
      policy,
    });
    expect(makePlanV2(facts({ ...same, diff: '' }), wish).kind).toBe('none');
  }
});

describe('--max-unavailable', () => {
  const none = { ...options, maxUnavailable: { value: 0, percent: false } };

  test('is in the plan as a number of modules, and in no other', () => {
    expect(makePlanV2(facts(), none).maxUnavailable).toBe(0);
    expect(makePlanV2(facts(), options)).not.toHaveProperty('maxUnavailable');
  });

  test('refuses batches that are larger than that where the old version goes first', () => {
    expect(() => makePlanV2(facts({ shared: false }), none)).toThrow(
      'batch 1 of 2 takes 1 module(s) out of service, and --max-unavailable is 0',
    );
  });
});

describe('a first deploy of a peer workload', () => {
  /** Kept at the number of the ready bases of cluster `cluster`. */
  function peer(cluster: string, own: Record<string, string> = {}): KubeObject {
    const object = deployment(template('2.0.0', true));
    const strategy = { 'virtual-kubelet.koupleless.io/strategy': 'peer' };
    const labels = { ...strategy, 'base.koupleless.io/cluster-name': cluster, ...own };
    return {
      ...object,
      metadata: { ...object.metadata, labels },
      spec: { ...(object['spec'] as object), replicas: 1 },
    };
  }
  const first = (stored: KubeObject, more: Partial<V2Facts> = {}): V2Facts => {
    const given = facts({ count: 3, livePods: [], running: undefined });
    const ready = [...given.bases].map(([name, base]) => [name, { ...base, ready: true }] as const);
    return {
      ...given,
      live: undefined,
      liveHash: undefined,
      bases: new Map(ready),
      stored,
      ...more,
    };
  };

  test('comes to every ready base of its cluster, whatever number the server put there', () => {
    const { replicas, batches, risks } = makePlanV2(first(peer('eu')), {
      ...options,
      batches: { by: 'size', sizes: [{ value: 1, percent: false }], beta: false },
    });
    expect(replicas).toBe(3);
    expect(batches.map((batch) => batch.cumulative)).toEqual([1, 2, 3]);
    expect(inWords(risks).map((risk) => risk.text)).toContain(
      'a peer workload: 3 ready base(s) are counted for it; its controller keeps the number after the rollout',
    );
  });

  test('counts neither the bases of other clusters nor those that are not ready', () => {
    expect(makePlanV2(first(peer('us')), options).replicas).toBe(0);
    const facts = first(peer('eu'));
    const [[name, base] = ['', undefined]] = facts.bases;
    const bases = new Map([...facts.bases, [name, { ...base!, ready: false }]]);
    expect(makePlanV2({ ...facts, bases }, options).replicas).toBe(2);
  });

  test('has the number of its manifest where the controller is told to keep off', () => {
    const own = { 'virtual-kubelet.koupleless.io/replicas-control': 'true' };
    expect(makePlanV2(first(peer('eu', own)), options).replicas).toBe(1);
  });

  test('that stands goes on to the number it began with', () => {
    const open = {
      id: 'r1',
      phase: 'rolling',
      templateHash: 'two',
      batches: [1, 4],
      replicas: 4,
      policy: 'install-then-uninstall',
      version: '2.0.0',
      who: 'ann',
      first: true,
    } as const;
    const stands = first(peer('eu'), { live: peer('eu'), liveHash: 'two', open });
    expect(makePlanV2(stands, options)).toMatchObject({ kind: 'resume', replicas: 4 });
  });
});
