import type { KubeObj } from './kube.ts';
import type { V1Site } from './v1-bench.ts';
import type { V1View } from './v1-view.ts';

/** What a V1 controller was seen to do: data, kept as a fixture and compared with another run. */
export interface Trace {
  scenario: string;
  controller: string;
  kubernetes: string;
  /** ISO date of the run. */
  recorded: string;
  events: TraceEvent[];
}

export type TraceEvent = { ms: number } & (
  | { user: string }
  | { settled: string }
  | { deployment: string; spec: object; status: object }
  | { replicaSet: string; replicas: number; status: object }
  | { module: string; revision: string; version: string; base: string; phase: string }
  | { arklet: string; base: string; biz: string; code: string }
);

// After a step holds, what still comes within this time belongs to it.
const STEP_QUIET_MS = 700;

/** Runs a scenario's steps on a site and notes everything that happens between them. */
export class Recorder {
  readonly events: TraceEvent[] = [];
  readonly #site: V1Site;
  readonly #start = Date.now();
  readonly #bases = new Map<string, string>();
  readonly #stopListening: () => void;

  constructor(site: V1Site) {
    this.#site = site;
    this.#stopListening = site.view.onEvent((type, obj) => {
      this.#see(type, obj);
    });
  }

  /** Acts, waits until `settled` holds and nothing more happens. */
  async step(
    what: string,
    act: () => Promise<unknown>,
    settled: (view: V1View) => boolean,
  ): Promise<void> {
    this.events.push({ ms: this.#now(), user: what });
    await act();
    await this.#site.view.until(`${what}: settled`, settled);
    await this.#site.view.quiet(STEP_QUIET_MS);
    this.events.push({ ms: this.#now(), settled: what });
  }

  /** All events in order of time; ends the recording. */
  finish(): TraceEvent[] {
    this.#stopListening();
    for (const base of this.#site.bases) {
      for (const { at, command, body, code = 'none' } of base.calls) {
        const biz = `${String(body?.['bizName'])}:${String(body?.['bizVersion'])}`;
        const ms = at - this.#start;
        this.events.push({ ms, arklet: command, base: this.#alias(base.ip), biz, code });
      }
    }
    return this.events.sort((a, b) => a.ms - b.ms);
  }

  #now(): number {
    return Date.now() - this.#start;
  }

  #see(type: string, obj: KubeObj): void {
    const ms = this.#now();
    const gone = type === 'DELETED';
    const { label } = this.#site.names;
    const labels = obj.metadata.labels ?? {};
    if (obj.kind === 'ModuleDeployment') {
      const status = gone ? { gone } : withoutTimes(obj.status?.releaseStatus);
      const { replicas = 0, confirmBatchNum = 0 } = obj.spec as Record<string, number>;
      const { version } = obj.spec.template.spec.module as { version: string };
      const spec = { replicas, confirmBatchNum, version };
      this.events.push({ ms, deployment: obj.metadata.name, spec, status });
    } else if (obj.kind === 'ModuleReplicaSet') {
      const status = gone ? { gone } : ((obj.status ?? {}) as object);
      const replicas = Number(obj.spec.replicas ?? 0);
      this.events.push({ ms, replicaSet: String(labels[label.revision]), replicas, status });
    } else if (obj.kind === 'Module') {
      const deleting = obj.metadata.deletionTimestamp === undefined ? '' : ' deleting';
      const phase = gone ? 'gone' : `${String(obj.status?.status ?? 'new')}${deleting}`;
      const { version } = obj.spec.module as { version: string };
      const base = this.#alias(labels[label.baseIp] ?? '');
      const revision = String(labels[label.revision]);
      this.events.push({ ms, module: shortName(obj), revision, version, base, phase });
    }
  }

  /** `base-1` is the first one met: addresses are another each time. */
  #alias(ip: string): string {
    if (ip === '') return '';
    const known = this.#bases.get(ip) ?? `base-${this.#bases.size + 1}`;
    this.#bases.set(ip, known);
    return known;
  }
}

function shortName(module: KubeObj): string {
  return module.metadata.name.slice(-5);
}

function withoutTimes(status: Record<string, unknown> = {}): object {
  const { lastTransitionTime: _last, nextReconcileTime: _next, ...rest } = status;
  return rest;
}
