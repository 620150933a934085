import { Fault } from '../../fault.ts';
import { said } from '../../messages/said-of.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import { core } from '../../modules/surface.ts';
import type { Ports } from '../context.ts';

/** Pods that the scheduler forgot are on no base: their ReplicaSet makes others, which are looked at. */
export class ForgottenPods {
  readonly #ports: Pick<Ports, 'cluster' | 'emit'>;
  readonly #renewed = new Set<string>();

  constructor(ports: Pick<Ports, 'cluster' | 'emit'>) {
    this.#ports = ports;
  }

  /** Deletes each of them, once. */
  async renew(pods: readonly ModulePod[]): Promise<void> {
    const { cluster, emit } = this.#ports;
    for (const pod of pods) {
      if (this.#renewed.has(pod.uid)) continue;
      this.#renewed.add(pod.uid);
      const ref = { type: core.pod, namespace: pod.namespace, name: pod.name };
      try {
        await cluster.delete(ref, pod.uid);
        emit({
          type: 'wrote',
          object: `Pod ${pod.namespace}/${pod.name}`,
          what: 'deleted: the scheduler does not look at it again by itself',
        });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        const text = said(({ warned }, inWords) =>
          warned.waitsForScheduler(pod.name, inWords(error)),
        );
        emit({ type: 'warning', text });
      }
    }
  }
}
