import { check, found, judgeEach, type Check, type Finding, type Situation } from '../check.ts';
import { nameOf, type Leaving } from '../facts/object-fields.ts';
import type { PodFact } from '../facts/pod.ts';
import { percentOf } from '../../modules/quantity.ts';
import { amount } from './nodes.ts';

const of = ({ namespace, name }: { namespace: string; name: string }): string =>
  nameOf('pod', namespace, name);

/** The guide's grep: whatever is not n of n, and not done. */
export const podsNotRunning = check('pods-not-running', ['pods'], ({ pods }, situation) =>
  judgeEach(pods, (pod) => notRunning(pod, situation)),
);

function notRunning(pod: PodFact, { limits, now }: Situation): Finding | undefined {
  const { phase, waiting, leaving, readyContainers: ready, containers, reason, message } = pod;
  // Those have checks of their own.
  if (phase === 'Succeeded' || leaving !== undefined || pod.unscheduled !== undefined) return;
  const readiness = `${ready}/${containers}`;
  const seen = [
    ['phase', phase],
    ['ready', readiness],
    ['reason', reason],
    ['message', waiting?.message || message],
    ['node', pod.node],
  ] as const;
  const params = { phase, reason: reason || '-', ready: readiness };
  if (phase === 'Failed') return found('fail', 'pod-failed', of(pod), params, seen);
  const since = pod.notReadySince ?? pod.createdAt;
  const early = now - since <= limits.podStart;
  const status = early ? 'warn' : 'fail';
  if (waiting !== undefined && !starting.includes(waiting.reason)) {
    const why = { ...params, reason: waiting.reason, container: waiting.container };
    return found('fail', 'pod-waiting', of(pod), why, seen);
  }
  if (phase !== 'Running') {
    const code = phase === 'Pending' ? 'pod-starting' : 'pod-unknown';
    return found(phase === 'Pending' ? status : 'fail', code, of(pod), params, seen);
  }
  if (ready < containers || pod.notReadySince !== undefined) {
    return found(status, 'pod-not-ready', of(pod), params, seen);
  }
  return undefined;
}

const starting = ['ContainerCreating', 'PodInitializing'];

export const podsRestarting = check('pods-restarting', ['pods'], ({ pods }, { limits, now }) =>
  judgeEach(pods, (pod) => {
    const { restarted, restarts } = pod;
    if (restarted === undefined || now - restarted.at > limits.restartWindow) return undefined;
    const { container, reason } = restarted;
    const oom = reason === 'OOMKilled';
    const status = restarts >= limits.restartsFail ? 'fail' : 'warn';
    const params = { container, restarts, reason: reason || '-' };
    return found(status, oom ? 'pod-out-of-memory' : 'pod-restarted', of(pod), params, [
      ['restarts', restarts],
      ['last ended', `${new Date(restarted.at).toISOString()} ${reason}`.trim()],
      ['node', pod.node],
    ]);
  }),
);

export const podsPending = check('pods-pending', ['pods'], ({ pods }, { limits, now }) => {
  const waiting = pods.filter(({ unscheduled, leaving }) => unscheduled !== undefined && !leaving);
  const findings = waiting.map((pod) => {
    const status = now - pod.createdAt > limits.podStart ? 'fail' : 'warn';
    const minutes = Math.floor((now - pod.createdAt) / 60_000);
    return found(status, 'pod-unscheduled', of(pod), { minutes }, [
      ['scheduler', pod.unscheduled ?? ''],
    ]);
  });
  return { looked: pods.length, findings };
});

export const podsTerminating = check('pods-terminating', ['pods'], ({ pods }, situation) =>
  judgeEach(pods, (pod) =>
    pod.leaving === undefined
      ? undefined
      : lingering(of(pod), pod.leaving, situation, [['node', pod.node]]),
  ),
);

/** A deletion's time is when its grace ends: whoever is there later is held by something. */
export function lingering(
  object: string,
  { since, finalizers }: Leaving,
  { limits, now }: Situation,
  more: readonly (readonly [string, string])[] = [],
): Finding | undefined {
  if (now - since <= limits.terminating) return undefined;
  const minutes = Math.floor((now - since) / 60_000);
  const held = finalizers.length === 0 ? '-' : finalizers.join(', ');
  return found('fail', 'stuck-terminating', object, { minutes, finalizers: held }, [
    ['deletionTimestamp', new Date(since).toISOString()],
    ['finalizers', finalizers.join(', ')],
    ...more,
  ]);
}

export const staticPods = check('static-pods', ['pods', 'nodes'], ({ pods, nodes }) => {
  const own = pods.filter(({ staticOf }) => staticOf !== '');
  const broken = own.flatMap((pod): Finding[] => {
    const well = pod.phase === 'Running' && pod.readyContainers === pod.containers;
    if (well) return [];
    const ready = `${pod.readyContainers}/${pod.containers}`;
    return [
      found('fail', 'static-pod-down', of(pod), { phase: pod.phase, ready }, [
        ['component', pod.staticOf],
        [
          'waiting',
          pod.waiting === undefined ? '' : `${pod.waiting.reason} ${pod.waiting.message}`,
        ],
        ['node', pod.node],
      ]),
    ];
  });
  const masters = nodes.filter(({ isMaster }) => isMaster).map(({ name }) => name);
  return { looked: own.length, findings: [...broken, ...missing(own, masters)] };
});

/** What runs on one control-plane node and not on another. */
function missing(own: readonly PodFact[], masters: readonly string[]): Finding[] {
  const onMasters = own.filter(({ node }) => masters.includes(node));
  return [...new Set(onMasters.map(({ staticOf }) => staticOf))].flatMap((component) => {
    const has = new Set(
      onMasters.filter(({ staticOf }) => staticOf === component).map(({ node }) => node),
    );
    // One that is on a single node of three may be meant so: the majority tells.
    if (has.size * 2 <= masters.length) return [];
    return masters
      .filter((node) => !has.has(node))
      .map((node) => found('fail', 'static-pod-missing', `node/${node}`, { component }));
  });
}

export const podUsage = check('pod-usage', ['pods', 'podUse'], ({ pods, podUse }, { limits }) => {
  const byName = new Map(pods.map((one) => [of(one), one]));
  return judgeEach(podUse, (use) => {
    const pod = byName.get(of(use));
    return (pod?.limits ?? []).flatMap((limit) => {
      const used = use.containers.find(({ name }) => name === limit.container);
      if (used === undefined) return [];
      return (['cpu', 'memory'] as const).flatMap((what) => {
        const percent = percentOf(used[what], limit[what]) ?? 0;
        if (percent <= limits.usageWarn) return [];
        const status = percent > limits.usageFail ? 'fail' : 'warn';
        const params = { what, percent, container: limit.container };
        return found(status, 'container-usage-high', of(use), params, [
          [`${what} used`, amount(what, used[what])],
          [`${what} limit`, amount(what, limit[what])],
        ]);
      });
    });
  });
});

export const podChecks: readonly Check[] = [
  podsNotRunning,
  podsRestarting,
  podsPending,
  podsTerminating,
  staticPods,
  podUsage,
];
