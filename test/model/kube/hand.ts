import type { JsonPatchOp, KubeObject } from '../../../src/world.ts';
import type { Kube } from './kube.ts';
import type { Plural } from './store.ts';

/** What a person does with kubectl to a workload of any kind. */
export abstract class Hand {
  protected readonly kube: Kube;
  readonly #plural: Plural;
  readonly #name: string;

  constructor(kube: Kube, plural: Plural, name: string) {
    this.kube = kube;
    this.#plural = plural;
    this.#name = name;
  }

  get live(): KubeObject | undefined {
    return this.kube.store.get(this.#plural, this.#name, this.kube.namespace);
  }

  create(manifest: KubeObject): void {
    if (this.live) return;
    this.kube.api.create(this.#plural, manifest, { manager: 'kubectl-client-side-apply' });
  }

  delete(): void {
    if (this.live) this.kube.api.remove(this.#plural, this.live);
  }

  annotate(value: string): void {
    const annotations = { ...this.live?.metadata.annotations, 'example.com/note': value };
    this.patch('kubectl-annotate', [
      { op: 'add', path: '/metadata/annotations', value: annotations },
    ]);
  }

  protected patch(manager: string, ops: readonly JsonPatchOp[]): void {
    const { api, namespace } = this.kube;
    if (this.live) api.patch(this.#plural, { name: this.#name, namespace }, ops, { manager });
  }
}
