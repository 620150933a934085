import type { SimulatedBase } from './simulated-base.ts';

export interface Sample {
  at: number;
  /** Identities of the bases on which no version of the module was active. */
  without: string[];
}

export interface Gap {
  base: string;
  from: number;
  /** Undefined while it lasts. */
  to: number | undefined;
}

export interface ActiveSampler {
  readonly samples: readonly Sample[];
  /** Every time a base had no active version, in the order they began. */
  gaps(): Gap[];
  /** Samples once more and ends. */
  stop(): void;
}

/**
 * Watches which bases serve a module. Samples every `everyMs` and at every change of a base, so
 * that not even a gap of a millisecond between two samples goes unseen.
 */
export function sampler(
  bases: readonly SimulatedBase[],
  bizName: string,
  everyMs: number,
): ActiveSampler {
  const samples: Sample[] = [];
  const take = () => {
    const without = bases.filter((base) => base.activeVersions(bizName).length === 0);
    samples.push({ at: Date.now(), without: without.map((base) => base.identity) });
  };
  take();
  const timer = setInterval(take, everyMs);
  timer.unref();
  const unsubscribe = bases.map((base) => base.onChange(take));
  return {
    samples,
    gaps: () => gapsOf(samples),
    stop: () => {
      clearInterval(timer);
      for (const end of unsubscribe) end();
      take();
    },
  };
}

function gapsOf(samples: readonly Sample[]): Gap[] {
  const gaps: Gap[] = [];
  const open = new Map<string, Gap>();
  for (const { at, without } of samples) {
    const now = new Set(without);
    for (const [base, gap] of open) {
      if (now.has(base)) continue;
      gap.to = at;
      open.delete(base);
    }
    for (const base of now) {
      if (open.has(base)) continue;
      const gap: Gap = { base, from: at, to: undefined };
      open.set(base, gap);
      gaps.push(gap);
    }
  }
  return gaps;
}
