import { said } from '../messages/said-of.ts';
import type { Text } from '../said.ts';
import type { Assignment, Ports } from './context.ts';
import type { Situation, Verdict } from './decide.ts';
import type { Driver, Observation } from './driver.ts';
import type { Orders } from './orders.ts';
import type { Progress } from './progress.ts';
import type { ServiceGuard } from './service.ts';

/** One rollout that is being rolled. */
export interface Run {
  readonly ports: Ports;
  readonly assignment: Assignment;
  readonly driver: Driver;
  readonly sizes: readonly number[];
  readonly progress: Progress;
  readonly service: ServiceGuard;
  batch: number;
  openedAt: number;
  healthyAt: number | undefined;
  answer: Verdict | undefined;
  confirmedByStart: boolean;
  observation: Observation | undefined;
  orders: Orders | undefined;
  /** Who has taken it over. */
  lostTo: string | undefined;
  grayAnnounced: boolean;
}

/** What is to be decided upon now. */
export function situation(run: Run, status: Situation['status']): Situation {
  const { options, plan } = run.assignment;
  return {
    now: run.ports.clock.now(),
    batch: run.batch,
    of: run.sizes.length,
    status,
    policy: plan.policy,
    confirm: options.confirm,
    soakMs: options.soakMs,
    grayMs: options.grayMs,
    pauseAfter: options.pauseAfter,
    onFailure: options.onFailure,
    deadline: run.openedAt + options.timeoutMs,
    healthyAt: run.healthyAt,
    answer: run.answer,
    confirmedBy: confirmedBy(run),
    pausedBy: run.orders?.paused?.by,
    confirmedByStart: run.confirmedByStart,
    interactive: run.ports.ask.interactive,
    service: run.service.now,
    shut: run.ports.shut?.() !== undefined,
    superseded: takenAway(run) ?? run.observation?.superseded,
    interrupted: run.ports.signal.aborted,
  };
}

export function confirmedBy({ orders, batch }: Run): string | undefined {
  return orders?.confirmed?.batch === batch ? orders.confirmed.by : undefined;
}

export function pausedCauses({ orders }: Run): Text[] {
  const { paused } = orders ?? {};
  if (paused === undefined) return [];
  return [said(({ ends }) => ends.pausedBy(paused.by, paused.why))];
}

export function takenAway({ lostTo }: Run): Text | undefined {
  if (lostTo === undefined) return undefined;
  return said(({ changed }) => changed.takenOver(lostTo));
}
