import { said } from '../messages/said-of.ts';
import type { Base } from '../modules/base.ts';
import type { ModulePod, PodModule } from '../modules/module-pod.ts';
import type { Proof } from '../plan/types.ts';
import type { Text } from '../said.ts';
import type { Answer, BizInfo, BizName } from '../world.ts';
import type { BaseState } from './events.ts';
import { adviceOn } from './reject-advice.ts';

/** What a base said when it was asked to repeat an install. */
export interface AskedAgain {
  /** The one that it was asked to install: it says nothing of another, or of another version. */
  readonly module: BizName;
  readonly at: number;
  /** `busy`: an install is under way on the base. */
  readonly result: 'rejected' | 'installed' | 'busy' | 'unanswered';
  readonly reason: string;
  /** Its own start threw it: the jar had been read. */
  readonly fromMain?: boolean;
}

/** Everything known at one moment about one place that is to run the new version. */
export interface Sight {
  /** The module pod (V2), reduced; V1 fills in the same fields from its Module object. */
  readonly pod: Pick<
    ModulePod,
    | 'name'
    | 'namespace'
    | 'node'
    | 'ready'
    | 'phase'
    | 'unschedulable'
    | 'trouble'
    | 'createdAt'
    | 'boundAt'
    | 'reportedAt'
  >;
  readonly modules: readonly PodModule[];
  readonly base: Base | undefined;
  readonly answer: Answer<readonly BizInfo[]> | undefined;
  /** Since when the base has not answered, ms; undefined while it does. */
  readonly silentSince: number | undefined;
  /** What the base said last of each module that it was asked for. */
  readonly asked: readonly AskedAgain[];
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
  /** When the last of them went, or the last node came back, ms: the scheduler takes a moment to look again. */
  readonly roomSince?: number | undefined;
  /** How many of the bases that it could come to have a node that is NotReady (V2). */
  readonly nodesAway?: number;
}

export interface Judgement {
  readonly state: BaseState;
  readonly cause?: Text;
  readonly next?: Text;
  /** The module that the base does not run although it should by now: ask it to repeat the install. */
  readonly askAgain?: PodModule | undefined;
}

/** How long an install may leave no trace on a base before it is asked again, ms. An install takes 0.5-3 s (seen); one under way answers "conflict". */
export const traceGraceMs = 8_000;
/** How long a base may refuse connections, or leave questions unanswered, before its batch counts as doomed, ms. */
export const silenceGraceMs = 8_000;
/** How long a base's node may be missing before its batch counts as doomed, ms: lists lag behind each other. */
export const goneGraceMs = 2_000;
/** How long the scheduler may find no place before a batch counts as doomed, ms. */
export const unschedulableGraceMs = 5_000;
/** The same when there may be room since: a pod that found none before is looked at again after 1 to 10 s (kube-scheduler's backoff). */
export const roomGraceMs = 12_000;

/** V2 leaves the nodes of a former controller alone as long as that one's leases are there (seen). */
const tend = said(({ advised }) => advised.tend);

/** Judges one place: what the base says goes before what Kubernetes says. Pure. */
export function judge(sight: Sight, context: AssessContext): Judgement {
  const { node } = sight.pod;
  if (node === undefined) return judgeUnplaced(sight, context);
  if (sight.base === undefined) {
    if (context.now - (sight.goneSince ?? context.now) < goneGraceMs) {
      return { state: 'waiting', cause: said(({ judged }) => judged.nodeMissing(node)) };
    }
    return {
      state: 'doomed',
      cause: said(({ judged }) => judged.baseGone(node)),
      next: said(({ advised }) => advised.bringBack),
    };
  }
  if (context.proof === 'kubernetes') return judgeByKubernetes(sight);
  if (sight.answer === undefined) return { state: 'waiting' };
  if (!sight.answer.ok) return judgeSilent(sight, sight.answer.why, context);
  const biz = sight.answer.value;
  return together(sight.modules.map((module) => judgeModule(module, biz, sight, context)));
}

function judgeUnplaced(sight: Sight, context: AssessContext): Judgement {
  const { unschedulable, createdAt } = sight.pod;
  if (unschedulable === undefined) {
    return { state: 'waiting', cause: said(({ judged }) => judged.notScheduled) };
  }
  const { nodesAway = 0 } = context;
  if (nodesAway > 0) {
    const cause = said(({ judged }) => judged.nodesAway(nodesAway, unschedulable));
    return { state: 'waiting', cause, next: tend };
  }
  if (context.placesToCome > 0) {
    return { state: 'waiting', cause: said(({ judged }) => judged.waitsForOld) };
  }
  const { now, roomSince = -Infinity } = context;
  if (now - createdAt < unschedulableGraceMs || now - roomSince < roomGraceMs) {
    return { state: 'waiting', cause: unschedulable };
  }
  return {
    state: 'doomed',
    cause: said(({ judged }) => judged.noFreeBase(unschedulable)),
    next: said(({ advised }) => advised.addOrCorrect),
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
  if (long && isDown(why)) {
    return {
      state: 'doomed',
      cause: said(({ judged }) => judged.down(why)),
      next: said(({ advised }) => advised.restart),
    };
  }
  if (sight.pod.ready) return { state: 'unseen', cause: said(({ judged }) => judged.unseen(why)) };
  if (long) {
    return {
      state: 'doomed',
      cause: said(({ judged }) => judged.hangs(why)),
      next: said(({ advised }) => advised.lookAndRestart),
    };
  }
  return { state: 'installing', cause: said(({ judged }) => judged.silent(why)) };
}

/** The base itself turned the question away: nobody else reaches it either. */
export function isDown(why: string): boolean {
  return /refused|reset|closed without an answer/.test(why);
}

function judgeModule(
  module: PodModule,
  biz: readonly BizInfo[],
  sight: Sight,
  context: AssessContext,
): Judgement {
  const found = biz.find((one) => isSameModule(one, module));
  if (found === undefined) return judgeAbsent(module, biz, sight, context);
  switch (found.state) {
    case 'activated':
      return { state: 'active' };
    case 'deactivated':
      return { state: 'dark' };
    case 'broken':
    case 'stopped':
      return judgeFailed(module, found.state, sight);
    case 'unresolved':
    case 'resolved':
    case 'unknown': {
      const name = nameIn(sight, module);
      return {
        state: 'installing',
        cause: said(({ judged }) => judged.inState(name, found.state)),
      };
    }
  }
}

function judgeFailed(module: PodModule, state: 'broken' | 'stopped', sight: Sight): Judgement {
  const asked = sight.asked.find((one) => isSameModule(one.module, module));
  const named = `${module.name}:${module.version}`;
  if (asked?.result === 'rejected') {
    return {
      state: 'doomed',
      cause: said(({ judged }) => judged.failsAtStart(named, asked.reason)),
      next: adviceOn(asked.reason, module, true),
    };
  }
  return {
    state: 'doomed',
    cause: said(({ judged }) => judged.listedAs(named, state, sight.pod.trouble)),
    next: said(({ advised }) => advised.look),
    askAgain: asked === undefined ? module : undefined,
  };
}

function judgeAbsent(
  module: PodModule,
  biz: readonly BizInfo[],
  sight: Sight,
  context: AssessContext,
): Judgement {
  const asked = sight.asked.find((one) => isSameModule(one.module, module));
  if (asked?.result === 'rejected') {
    const named = `${module.name}:${module.version}`;
    return {
      state: 'doomed',
      cause: said(({ judged }) =>
        asked.fromMain === true
          ? judged.failsAtStart(named, asked.reason)
          : judged.rejects(named, asked.reason),
      ),
      next: adviceOn(asked.reason, module, asked.fromMain),
    };
  }
  const nodeSince = madeAfterBinding(sight);
  if (nodeSince !== undefined) return judgeOrphaned(module, sight, context.now - nodeSince);
  const bound = sight.pod.boundAt ?? sight.pod.createdAt;
  if (context.now - bound < traceGraceMs) return { state: 'installing' };
  const lately = asked !== undefined && context.now - asked.at < traceGraceMs;
  const away = sight.base?.world === 'v2' && !sight.base.ready;
  return {
    state: 'installing',
    cause: said(({ judged }) =>
      judged.absent({
        module: nameIn(sight, module),
        nodeAway: away,
        strangers: strangers(module, biz, sight),
        asked: afterAsking(asked),
      }),
    ),
    ...(away ? { next: tend } : {}),
    askAgain: lately ? undefined : module,
  };
}

/** A jar with a module of another name shows as that one, at the same version. */
function strangers(module: PodModule, biz: readonly BizInfo[], { modules }: Sight): string[] {
  const own = modules.map(({ name }) => name);
  const others = biz.filter((one) => one.version === module.version && !own.includes(one.name));
  return others.map((one) => one.name);
}

/**
 * When the base's node was made, ms, if the pod was on an earlier node of that
 * name. A pod that only waited for the node is bound, and reported of, later.
 */
function madeAfterBinding({ pod, base }: Sight): number | undefined {
  const onNodeAt = pod.boundAt ?? pod.reportedAt;
  if (onNodeAt === undefined || base?.createdAt === undefined) return undefined;
  const earlier = Math.max(onNodeAt, pod.createdAt) < base.createdAt;
  return earlier ? base.createdAt : undefined;
}

/** The controller installs what comes to a node; what was there before the node came back it leaves alone (seen). */
function judgeOrphaned(module: PodModule, { pod }: Sight, nodeAgeMs: number): Judgement {
  if (nodeAgeMs < traceGraceMs) return { state: 'installing' };
  return {
    state: 'doomed',
    cause: said(({ judged }) => judged.nodeAnew(`${module.name}:${module.version}`)),
    next: said(({ advised }) =>
      advised.deletePod(`kubectl delete pod ${pod.name} -n ${pod.namespace}`),
    ),
  };
}

/** What asking again has told so far, for the cause. */
function afterAsking(asked: AskedAgain | undefined): 'busy' | { silent: string } | undefined {
  if (asked?.result === 'busy') return 'busy';
  return asked?.result === 'unanswered' ? { silent: asked.reason } : undefined;
}

export function isSameModule(a: BizName, b: BizName): boolean {
  return a.name === b.name && a.version === b.version;
}

/** A pod with one module needs no name for it. */
function nameIn(sight: Sight, module: PodModule): string | undefined {
  return sight.modules.length > 1 ? `${module.name}:${module.version}` : undefined;
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

/** A pod is as its worst module; where several are as bad, none hides what is wrong with another. */
function together(judgements: readonly Judgement[]): Judgement {
  const state = severity.find((one) => judgements.some((judgement) => judgement.state === one));
  if (state === undefined) {
    return { state: 'doomed', cause: said(({ judged }) => judged.noContainer) };
  }
  const worst = judgements.filter((one) => one.state === state);
  const cause = joined(worst.flatMap((one) => one.cause ?? []));
  const next = joined(worst.flatMap((one) => one.next ?? []));
  const askAgain = worst.find((one) => one.askAgain !== undefined)?.askAgain;
  return {
    state,
    ...(cause === undefined ? {} : { cause }),
    ...(next === undefined ? {} : { next }),
    ...(askAgain === undefined ? {} : { askAgain }),
  };
}

/** Each of them once; undefined where there is none. */
function joined(texts: readonly Text[]): Text | undefined {
  const all = [...new Map(texts.map((text) => [String(text), text])).values()];
  const [first] = all;
  if (all.length < 2) return first;
  return said(({ ends }, inWords) => ends.all(all.map(inWords)));
}
