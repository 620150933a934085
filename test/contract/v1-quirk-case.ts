import type { Quirks } from '../bed/stand-in-v1/quirks.ts';
import type { StandInV1Options, V1Controller } from '../bed/stand-in-v1/stand-in.ts';
import {
  moduleDeployment,
  type ModuleDeploymentOptions,
  type SiteOptions,
  type V1Site,
} from '../bed/v1-bench.ts';
import type { V1View } from '../bed/v1-view.ts';

/** One row of the table: what is seen with the quirk, and what without it. */
export interface QuirkCase {
  quirk: keyof Quirks;
  /** Tells rows of one quirk apart. */
  variant?: string;
  bases: number;
  site?: Pick<SiteOptions, 'podLabels' | 'withoutAddress'>;
  controller?: Pick<StandInV1Options, 'cacheLag'>;
  /** Brings it about; the answer is looked at when nothing more happens. */
  observe: (site: V1Site, controller: V1Controller) => Promise<() => unknown>;
  real: unknown;
  off: unknown;
}

// Longer than the controller's shortest wait (10 s), with the table's time factor of 20 or for real.
export const QUIET_MS = 1_000;
export const QUIET_REAL_MS = 12_000;

let quietMs = QUIET_MS;

/** The real controller does not go faster for our tests. */
export function waitForRealTime(): void {
  quietMs = QUIET_REAL_MS;
}

/** Resolves when whatever was going to happen has happened. */
export function settle(site: V1Site): Promise<void> {
  return site.view.quiet(quietMs);
}

export const twoBatches = { needConfirm: true, batchCount: 2 };

export async function deploy(site: V1Site, options: Partial<ModuleDeploymentOptions> = {}) {
  await site.create(moduleDeployment({ replicas: 1, ...options }));
}

/** Deploys in one batch, and resolves when all of it runs. */
export async function deployed(site: V1Site, replicas: number, strategy?: object): Promise<void> {
  await deploy(site, { replicas, strategy: { ...strategy } });
  await site.view.until(`${replicas} of 1.0.0`, (view) => allPlaced(view, replicas));
}

export function allPlaced(view: V1View, replicas: number): boolean {
  const { availableReplicas = 0, currentReplicas = 0 } = view.newest?.status ?? {};
  const { progress, batchProgress } = view.release();
  const all = availableReplicas === replicas && currentReplicas === replicas;
  return all && progress === 'Completed' && batchProgress === 'Completed';
}

export function refuse(site: V1Site, command: string): void {
  for (const base of site.bases) base.faults.reject = { message: 'refused', only: [command] };
}

/** `Paused 1`: progress and batch. */
export function stage(site: V1Site): string {
  const { progress, currentBatch } = site.view.release();
  return `${progress} ${currentBatch}`;
}
