import type { Base } from '../modules/base.ts';
import type { ModulePod, PodModule } from '../modules/module-pod.ts';
import type { Proof } from '../plan/types.ts';
import type { Answer, BizInfo } from '../world.ts';
import type { BaseState } from './events.ts';
import { adviceOn } from './reject-advice.ts';

/** What a base said when it was asked to repeat an install. */
export interface AskedAgain {
  readonly at: number;
  /** `busy`: an install is under way on the base. */
  readonly result: 'rejected' | 'installed' | 'busy' | 'unanswered';
  readonly reason: string;
}

/** Everything known at one moment about one place that is to run the new version. */
export interface Sight {
  /** The module pod (V2), reduced; V1 fills in the same fields from its Module object. */
  readonly pod: Pick<
    ModulePod,
    'name' | 'node' | 'ready' | 'phase' | 'unschedulable' | 'trouble' | 'createdAt' | 'boundAt'
  >;
  readonly modules: readonly PodModule[];
  readonly base: Base | undefined;
  readonly answer: Answer<readonly BizInfo[]> | undefined;
  /** Since when the base has not answered, ms; undefined while it does. */
  readonly silentSince: number | undefined;
  readonly asked: AskedAgain | undefined;
  /** Since when the base that Kubernetes placed it on is not to be found, ms. */
  readonly goneSince?: number | undefined;
}

export interface AssessContext {
  readonly now: number;
  readonly proof: Proof;
  /** Some base has answered in this run, so silence of another one is its own. */
  readonly anyBaseAnswered: boolean;
  /** Old pods that are still going and may free a place. */
  readonly placesToCome: number;
  /** When the last of them went, ms: the scheduler needs a moment to take it in. */
  readonly lastDepartureAt?: number | undefined;
}

export interface Judgement {
  readonly state: BaseState;
  readonly cause?: string;
  readonly next?: string;
  /** The base lists no such module although it should by now: ask it to repeat the install. */
  readonly askAgain?: boolean;
}

/** How long an install may leave no trace on a base before it is asked again, ms. An install takes 0.5-3 s (seen); one under way answers "conflict". */
export const traceGraceMs = 8_000;
/** How long a base may refuse connections, or leave questions unanswered, before its batch counts as doomed, ms. */
export const silenceGraceMs = 8_000;
/** How long a base's node may be missing before its batch counts as doomed, ms: lists lag behind each other. */
export const goneGraceMs = 2_000;
/** How long the scheduler may find no place before a batch counts as doomed, ms. */
export const unschedulableGraceMs = 5_000;

/** Judges one place: what the base says goes before what Kubernetes says. Pure. */
export function judge(sight: Sight, context: AssessContext): Judgement {
  if (sight.pod.node === undefined) return judgeUnplaced(sight, context);
  if (sight.base === undefined) {
    if (context.now - (sight.goneSince ?? context.now) < goneGraceMs) {
      return { state: 'waiting', cause: `node ${sight.pod.node} is not there` };
    }
    return {
      state: 'doomed',
      cause: `the base is gone: node ${sight.pod.node} no longer exists`,
      next: 'bring the base back, or lower the replicas',
    };
  }
  if (context.proof === 'kubernetes') return judgeByKubernetes(sight);
  if (sight.answer === undefined) return { state: 'waiting' };
  if (!sight.answer.ok) return judgeSilent(sight, sight.answer.why, context);
  const biz = sight.answer.value;
  const judgements = sight.modules.map((module) => judgeModule(module, biz, sight, context));
  return worst(judgements);
}

function judgeUnplaced(sight: Sight, context: AssessContext): Judgement {
  const { unschedulable, createdAt } = sight.pod;
  if (unschedulable === undefined) return { state: 'waiting', cause: 'not yet scheduled' };
  if (context.placesToCome > 0) {
    return { state: 'waiting', cause: 'waits for an old pod to leave its base' };
  }
  const since = Math.max(createdAt, context.lastDepartureAt ?? 0);
  if (context.now - since < unschedulableGraceMs) {
    return { state: 'waiting', cause: unschedulable };
  }
  return {
    state: 'doomed',
    cause: `no free base: ${unschedulable}`,
    next: 'add a base, or correct the affinity and tolerations (koupctl lint -f FILE)',
  };
}

function judgeByKubernetes(sight: Sight): Judgement {
  if (sight.pod.ready) return { state: 'active' };
  if (sight.pod.trouble !== undefined) return { state: 'doomed', cause: sight.pod.trouble };
  return { state: 'installing' };
}

function judgeSilent(sight: Sight, why: string, context: AssessContext): Judgement {
  const silentMs = context.now - (sight.silentSince ?? context.now);
  // Silence of all bases is a matter of the network in between; of one, its own.
  const long = context.anyBaseAnswered && silentMs >= silenceGraceMs;
  if (long && /refused|reset/.test(why)) {
    return {
      state: 'doomed',
      cause: `the base is down: ${why}`,
      next: 'restart the base, then go on; the rollout stands held meanwhile',
    };
  }
  if (sight.pod.ready) return { state: 'unseen', cause: `not seen on the base: ${why}` };
  if (long) {
    return {
      state: 'doomed',
      cause: `the base hangs: ${why}`,
      next: "look into the base's log and memory, restart it, then go on",
    };
  }
  return { state: 'installing', cause: `the base does not answer: ${why}` };
}

function judgeModule(
  module: PodModule,
  biz: readonly BizInfo[],
  sight: Sight,
  context: AssessContext,
): Judgement {
  const found = biz.find((one) => one.name === module.name && one.version === module.version);
  if (found === undefined) return judgeAbsent(module, biz, sight, context);
  switch (found.state) {
    case 'activated':
      return { state: 'active' };
    case 'deactivated':
      return { state: 'dark' };
    case 'broken':
    case 'stopped':
      return sight.asked?.result === 'rejected'
        ? {
            state: 'doomed',
            cause: `${module.name}:${module.version} fails at start: ${sight.asked.reason}`,
            next: adviceOn(sight.asked.reason, module),
          }
        : {
            state: 'doomed',
            cause: `the base lists ${module.name}:${module.version} as ${found.state}${sight.pod.trouble ? ` (${sight.pod.trouble})` : ''}`,
            next: "look into the base's log for the cause",
            askAgain: sight.asked === undefined,
          };
    case 'unresolved':
    case 'resolved':
    case 'unknown':
      return { state: 'installing', cause: `on the base it is ${found.state}` };
  }
}

function judgeAbsent(
  module: PodModule,
  biz: readonly BizInfo[],
  sight: Sight,
  context: AssessContext,
): Judgement {
  if (sight.asked?.result === 'rejected') {
    return {
      state: 'doomed',
      cause: `the base rejects ${module.name}:${module.version}: ${sight.asked.reason}`,
      next: adviceOn(sight.asked.reason, module),
    };
  }
  const bound = sight.pod.boundAt ?? sight.pod.createdAt;
  if (context.now - bound < traceGraceMs) return { state: 'installing' };
  const others = biz.filter((one) => one.version === module.version && one.name !== module.name);
  const hint = others.length > 0 ? `; it does list ${others.map((o) => o.name).join(', ')}` : '';
  const lately = sight.asked !== undefined && context.now - sight.asked.at < traceGraceMs;
  return {
    state: 'installing',
    cause: `the base does not list it yet${hint}${afterAsking(sight.asked)}`,
    askAgain: !lately,
  };
}

/** What asking again has told so far, for the cause. */
function afterAsking(asked: AskedAgain | undefined): string {
  if (asked?.result === 'busy') return '; an install is under way there';
  if (asked?.result !== 'unanswered') return '';
  return `; asked to repeat the install it gave no answer: ${asked.reason}`;
}

const severity: readonly BaseState[] = [
  'doomed',
  'unseen',
  'waiting',
  'installing',
  'dark',
  'switching',
  'active',
  'healthy',
];

function worst(judgements: readonly Judgement[]): Judgement {
  const [first, ...rest] = judgements;
  if (first === undefined) return { state: 'doomed', cause: 'the pod has no module container' };
  return rest.reduce(
    (a, b) => (severity.indexOf(b.state) < severity.indexOf(a.state) ? b : a),
    first,
  );
}
