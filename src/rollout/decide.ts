import type { ConfirmMode, OnFailure, Policy } from '../plan/types.ts';
import type { Text } from '../said.ts';

/** A batch as a whole, from the judgements of its bases. */
export type BatchStatus =
  | { readonly kind: 'progressing' }
  /** All installed, some not activated: to be switched together. */
  | { readonly kind: 'dark' }
  | { readonly kind: 'failed' }
  /** Every base runs the new version, since this moment (ms). */
  | { readonly kind: 'active'; readonly since: number };

/** The operator's answer at a boundary. */
export type Verdict = 'continue' | 'hold' | 'rollback';

/** Modules that serve nowhere, and how many of them are too many for another batch. */
export interface Service {
  readonly out: number;
  /** How many the next batch takes away before it brings the new version. */
  readonly taken: number;
  readonly most: number;
  /** Until when those that are out are given the time to come back. */
  readonly waitUntil: number;
}

export interface Situation {
  readonly now: number;
  /** Batches counted from 1; the one that is open. */
  readonly batch: number;
  readonly of: number;
  readonly status: BatchStatus;
  readonly policy: Policy;
  readonly confirm: ConfirmMode;
  readonly soakMs: number;
  readonly grayMs: number;
  readonly pauseAfter: number | undefined;
  readonly onFailure: OnFailure;
  readonly deadline: number;
  /** When this batch was found healthy; undefined until it was. */
  readonly healthyAt: number | undefined;
  readonly answer: Verdict | undefined;
  /** Who confirmed this batch from elsewhere. */
  readonly confirmedBy: string | undefined;
  /** Who asked from elsewhere that nothing more is opened. */
  readonly pausedBy: string | undefined;
  /** An earlier run stopped at this batch's boundary, and going on was what this run was started for. */
  readonly confirmedByStart: boolean;
  /** A person can be asked. */
  readonly interactive: boolean;
  /** Where `--max-unavailable` was given and there is a next batch to open. */
  readonly service: Service | undefined;
  /** The change rules let no further batch be opened now. */
  readonly shut: boolean;
  /** The object is no longer what the rollout left: what is different. */
  readonly superseded: Text | undefined;
  readonly interrupted: boolean;
}

export type Action =
  | { readonly do: 'watch'; readonly until?: number }
  | { readonly do: 'switch' }
  | { readonly do: 'mark-healthy' }
  /** The batch was healthy and is so no more: it has to be proven anew. */
  | { readonly do: 'relapse' }
  | { readonly do: 'ask' }
  | { readonly do: 'gray'; readonly until: number }
  | { readonly do: 'open-next' }
  | { readonly do: 'finish' }
  | { readonly do: 'undo'; readonly why: 'failed' | 'timed-out' | 'asked' }
  | {
      readonly do: 'stop';
      readonly outcome: Stop;
    };

/**
 * How a rollout comes to stand. `unavailable`: too few modules would serve if it went on; `shut`:
 * the change rules are against it.
 */
export type Stop =
  | 'failed'
  | 'timed-out'
  | 'unavailable'
  | 'shut'
  | 'awaiting-confirm'
  | 'superseded'
  | 'interrupted'
  | 'held';

/** What to do now. The heart of a rollout: pure, and tested as a table and by properties. */
export function decide(s: Situation): Action {
  if (s.superseded !== undefined) return { do: 'stop', outcome: 'superseded' };
  if (s.interrupted) return { do: 'stop', outcome: 'interrupted' };
  if (s.healthyAt === undefined) return decideOpen(s);
  if (s.status.kind === 'failed') return giveUp(s, 'failed');
  if (s.status.kind !== 'active') return { do: 'relapse' };
  return decideBoundary(s, s.healthyAt);
}

function decideOpen(s: Situation): Action {
  switch (s.status.kind) {
    case 'failed':
      return giveUp(s, 'failed');
    case 'dark':
      return s.now >= s.deadline ? giveUp(s, 'timed-out') : { do: 'switch' };
    case 'active': {
      const provenAt = s.status.since + s.soakMs;
      if (s.now >= provenAt) return { do: 'mark-healthy' };
      return s.now >= s.deadline ? giveUp(s, 'timed-out') : { do: 'watch', until: provenAt };
    }
    case 'progressing':
      return s.now >= s.deadline ? giveUp(s, 'timed-out') : { do: 'watch', until: s.deadline };
  }
}

function decideBoundary(s: Situation, healthyAt: number): Action {
  const last = s.batch >= s.of;
  if (last && s.policy !== 'blue-green') return { do: 'finish' };
  if (s.answer === 'rollback') return { do: 'undo', why: 'asked' };
  if (s.answer === 'hold') return { do: 'stop', outcome: 'held' };
  if (s.pausedBy !== undefined) return { do: 'stop', outcome: 'held' };
  if (s.answer === undefined && s.confirmedBy === undefined) {
    if (s.pauseAfter !== undefined && s.batch >= s.pauseAfter) {
      return { do: 'stop', outcome: 'awaiting-confirm' };
    }
    if (needsConfirm(s)) {
      return s.interactive ? { do: 'ask' } : { do: 'stop', outcome: 'awaiting-confirm' };
    }
  }
  if (last) return { do: 'finish' };
  const grayUntil = healthyAt + s.grayMs;
  return s.now < grayUntil ? { do: 'gray', until: grayUntil } : decideNext(s);
}

/**
 * It holds whatever --on-failure says: the new version has not failed, and an undo would take
 * bases that serve out of service, too.
 */
function decideNext({ service, shut, now }: Situation): Action {
  if (shut) return { do: 'stop', outcome: 'shut' };
  if (service === undefined) return { do: 'open-next' };
  const { out, taken, most, waitUntil } = service;
  if (out + taken <= most) return { do: 'open-next' };
  // What the batch takes by itself is no matter of waiting.
  if (taken > most || now >= waitUntil) return { do: 'stop', outcome: 'unavailable' };
  return { do: 'watch', until: waitUntil };
}

function needsConfirm(s: Situation): boolean {
  if (s.confirmedByStart) return false;
  if (s.confirm === 'each') return true;
  return s.confirm === 'first' && s.batch === 1;
}

function giveUp(s: Situation, why: 'failed' | 'timed-out'): Action {
  return s.onFailure === 'rollback' ? { do: 'undo', why } : { do: 'stop', outcome: why };
}
