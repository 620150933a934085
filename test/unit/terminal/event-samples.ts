import type {
  BaseProgress,
  BaseState,
  RolloutEvent,
  WaitReason,
} from '../../../src/rollout/events.ts';

/**
 * The step lock between `RolloutEvent` and `schema/events.schema.json`: a new
 * type, field or state does not compile until it has a sample here, and the
 * sample does not validate until the schema knows it.
 */
type Full<T> = T extends object ? { [K in keyof T]-?: Full<Exclude<T[K], undefined>> } : T;

export type Samples = {
  readonly [T in RolloutEvent['type']]: Full<Extract<RolloutEvent, { type: T }>>;
};

const base: Full<BaseProgress> = {
  base: 'vnode.上海.dev',
  ip: '10.0.0.7',
  state: 'doomed',
  cause: 'OutOfMemoryError: Metaspace\u001B[2J\u202E',
  next: 'restart the base',
  since: 1_767_614_400_000,
};

/** Every event with every optional field. */
export const samples: Samples = {
  started: {
    type: 'started',
    rollout: 'r-7f3a',
    workload: 'Deployment default/biz1',
    module: 'biz1',
    version: '1.0.2',
    policy: 'install-then-uninstall',
    batches: [1, 4, 10],
    resumedAt: 1,
  },
  'batch-opened': { type: 'batch-opened', batch: 1, of: 3, size: 1, bases: ['vnode.a.dev'] },
  'batch-progress': { type: 'batch-progress', batch: 1, healthy: 0, size: 1, pending: [base] },
  'batch-healthy': { type: 'batch-healthy', batch: 1, tookMs: 12_345.6, bases: ['vnode.1.dev'] },
  'batch-failed': { type: 'batch-failed', batch: 1, doomed: [base], cause: 'exceeded quota' },
  switched: { type: 'switched', batch: 1, version: '1.0.2', bases: ['a'], tookMs: 240 },
  retired: { type: 'retired', batch: 1, bases: ['a'] },
  waiting: { type: 'waiting', for: 'gray', batch: 1, until: 1_767_614_400_000 },
  confirmed: { type: 'confirmed', batch: 1, by: 'zhang' },
  held: { type: 'held', batch: 1, why: 'asked to' },
  'undo-started': { type: 'undo-started', why: 'batch 1 failed' },
  'undo-progress': { type: 'undo-progress', remaining: 3, what: 'switching back' },
  undone: { type: 'undone', tookMs: 4000, activeAgain: { bases: 2, afterMs: 192 } },
  wrote: { type: 'wrote', object: 'deployment/biz1', what: 'maxSurge 1' },
  warning: { type: 'warning', text: 'the API server was away' },
  finished: {
    type: 'finished',
    outcome: 'failed',
    message: 'batch 1 of 3 failed',
    causes: ['vnode.a.dev: Metaspace'],
    next: ['koupctl status deployment/biz1'],
  },
};

export const states: Record<BaseState, true> = {
  waiting: true,
  installing: true,
  dark: true,
  switching: true,
  active: true,
  healthy: true,
  unseen: true,
  doomed: true,
};

export const waits: Record<WaitReason, true> = { confirm: true, gray: true, soak: true };
