import type { TraceEvent } from './v1-trace.ts';

/** What of one step must be the same in every run, whatever the order of independent events was. */
export interface StepEssence {
  user: string;
  /** progress and currentBatch, each change once, and each round of changes once. */
  release: string[];
  batchProgress: string;
  confirmBatchNum: number;
  replicaSets: Record<string, string>;
  modules: string[];
  calls: string[];
}

interface ReplicaSetState {
  replicas: number;
  status: object;
}

type Happened<K extends string> = Extract<TraceEvent, Record<K, unknown>>;

/** A trace reduced to what is the same in every run of the same controller. */
export function essenceOf(events: readonly TraceEvent[]): StepEssence[] {
  const reader = new TraceReader();
  for (const event of events) reader.read(event);
  return reader.steps;
}

class TraceReader {
  readonly steps: StepEssence[] = [];
  readonly #modules = new Map<string, Happened<'module'>>();
  readonly #replicaSets = new Map<string, ReplicaSetState>();
  #deployment: Happened<'deployment'> | undefined;
  #user = '';
  #release: string[] = [];
  #calls: Happened<'arklet'>[] = [];

  read(event: TraceEvent): void {
    if ('user' in event) {
      this.#user = event.user;
      this.#release = [];
      this.#calls = [];
    } else if ('deployment' in event) {
      this.#deployment = event;
      const release = releaseOf(event);
      if (this.#release.at(-1) !== release) this.#release.push(release);
    } else if ('replicaSet' in event) {
      const { replicaSet, replicas, status } = event;
      this.#replicaSets.set(replicaSet, { replicas, status });
    } else if ('module' in event) {
      if (event.phase === 'gone') this.#modules.delete(event.module);
      else this.#modules.set(event.module, event);
    } else if ('arklet' in event) {
      this.#calls.push(event);
    } else {
      this.#endStep();
    }
  }

  #endStep(): void {
    const { batchProgress = '-' } = (this.#deployment?.status ?? {}) as { batchProgress?: string };
    const spec = this.#deployment?.spec as { confirmBatchNum: number } | undefined;
    this.steps.push({
      user: this.#user,
      release: withoutRounds(this.#release),
      batchProgress,
      confirmBatchNum: spec?.confirmBatchNum ?? 0,
      replicaSets: this.#summary(),
      modules: [...this.#modules.values()]
        .map(({ revision, phase }) => `${this.#rank(revision)} ${phase}`)
        .sort(),
      calls: this.#calls.map((call) => this.#callText(call)).sort(),
    });
  }

  #newest(): string {
    const revisions = [...this.#replicaSets.keys()].sort((a, b) => Number(a) - Number(b));
    return revisions.at(-1) ?? '';
  }

  #rank(revision: string): string {
    return revision === this.#newest() ? 'newest' : 'older';
  }

  /** Which of several old ReplicaSets shrinks is chance, so only their sum counts. */
  #summary(): Record<string, string> {
    const older = { replicas: 0, currentReplicas: 0, availableReplicas: 0 };
    const newest = this.#newest();
    for (const [revision, { replicas, status }] of this.#replicaSets) {
      if (revision === newest) continue;
      const { currentReplicas = 0, availableReplicas = 0 } = status as Partial<typeof older>;
      older.replicas += replicas;
      older.currentReplicas += currentReplicas;
      older.availableReplicas += availableReplicas;
    }
    const state = this.#replicaSets.get(newest);
    return {
      newest: `${newest}: ${state?.replicas ?? 0} ${JSON.stringify(sorted(state?.status ?? {}))}`,
      older: JSON.stringify(older),
    };
  }

  #callText({ arklet, biz, code }: Happened<'arklet'>): string {
    const chance = arklet === 'uninstallBiz' && this.#replicaSets.size > 2;
    return `${arklet} ${chance ? 'any version' : biz} ${code}`;
  }
}

/**
 * A list whose end is not said twice: a deletion goes round through Executing, Completed and
 * Terminating until the ReplicaSet's status has followed, once or twice as luck will have it.
 */
function withoutRounds(changes: readonly string[]): string[] {
  const kept: string[] = [];
  for (const change of changes) {
    kept.push(change);
    for (let size = 1; size * 2 <= kept.length; size += 1) {
      const last = kept.slice(-size).join();
      if (last === kept.slice(-2 * size, -size).join()) kept.splice(-size);
    }
  }
  return kept;
}

function releaseOf({ status }: Happened<'deployment'>): string {
  if ('gone' in status) return 'gone';
  const { progress = '-', currentBatch = 0 } = status as {
    progress?: string;
    currentBatch?: number;
  };
  return `${progress} ${currentBatch}`;
}

function sorted(status: object): object {
  return Object.fromEntries(Object.entries(status).sort(([a], [b]) => a.localeCompare(b)));
}
