import { setTimeout as delay } from 'node:timers/promises';
import type { RealBase } from './real-base.ts';

export interface ArkletSample {
  at: number;
  base: string;
  /** `version state` of each version of the module, as queryAllBiz says. */
  versions: string[];
}

export interface ArkletSampler {
  readonly samples: readonly ArkletSample[];
  /** The samples in which a base had no active version. */
  gaps(): ArkletSample[];
  /** Resolves when the last answers are in; rejects if a base did not answer once. */
  stop(): Promise<void>;
}

/** Asks each base every `everyMs`, at once after a late answer, what it runs of a module. */
export function sampleArklets(
  bases: readonly RealBase[],
  bizName: string,
  everyMs: number,
): ArkletSampler {
  const samples: ArkletSample[] = [];
  const abort = new AbortController();
  const ask = async (base: RealBase): Promise<void> => {
    const { data } = await base.arklet('queryAllBiz');
    const listed = data as { bizName: string; bizVersion: string; bizState: string }[];
    const versions = listed
      .filter((biz) => biz.bizName === bizName)
      .map((biz) => `${biz.bizVersion} ${biz.bizState}`);
    samples.push({ at: Date.now(), base: base.ip, versions });
  };
  const follow = async (base: RealBase): Promise<void> => {
    while (!abort.signal.aborted) {
      const next = delay(everyMs, undefined, { signal: abort.signal }).catch(() => undefined);
      await Promise.all([ask(base), next]);
    }
  };
  const all = Promise.all(bases.map(follow));
  // Whoever stops is told; until then a failure must not end the process.
  all.catch(() => undefined);
  return {
    samples,
    gaps: () =>
      samples.filter(({ versions }) => !versions.some((one) => one.endsWith(' activated'))),
    stop: async () => {
      abort.abort();
      await all;
    },
  };
}
