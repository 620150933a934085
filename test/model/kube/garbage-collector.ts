import type { KubeObject } from '../../../src/world.ts';
import { ownerUid } from './deployment-controller.ts';
import type { Kube } from './kube.ts';
import { nodeOf } from './replica-set-controller.ts';

/** How often pods without a node are looked for, and how long one is left alone, ms (pkg/controller/podgc). */
const lookMs = 20_000;
const quarantineMs = 40_000;

/** Removes what has lost its owner or, of pods, its node. */
export class GarbageCollector {
  readonly #kube: Kube;
  readonly #lost = new Map<string, number>();

  constructor(kube: Kube) {
    this.#kube = kube;
    kube.store.subscribe((plural, now, before) => {
      if (now !== undefined || before === undefined) return;
      if (plural === 'deployments') this.#orphaned('replicasets', before);
      if (plural === 'replicasets') this.#orphaned('pods', before);
      if (plural === 'nodes') this.#lost.set(before.metadata.name, kube.time.now());
    });
    this.#look();
  }

  #orphaned(plural: 'replicasets' | 'pods', owner: KubeObject): void {
    const { store, api, time } = this.#kube;
    time.after(this.#kube.reaction(), () => {
      for (const object of store.all(plural)) {
        if (ownerUid(object) === owner.metadata.uid) api.remove(plural, object);
      }
    });
  }

  #look(): void {
    const { store, api, time } = this.#kube;
    time.after(lookMs, () => {
      for (const pod of store.all('pods')) {
        const node = nodeOf(pod);
        if (node === '' || store.get('nodes', node)) continue;
        if (time.now() - (this.#lost.get(node) ?? 0) >= quarantineMs) api.remove('pods', pod, 0);
      }
      this.#look();
    });
  }
}
