import type { JsonPatchOp, KubeObject } from '../../../src/world.ts';
import type { Kube } from '../kube/kube.ts';

/** What a person does to a ModuleDeployment with kubectl. */
export class V1Kubectl {
  readonly #kube: Kube;
  readonly #name: string;

  constructor(kube: Kube, name: string) {
    this.#kube = kube;
    this.#name = name;
  }

  get live(): KubeObject | undefined {
    return this.#kube.store.get('moduledeployments', this.#name, this.#kube.namespace);
  }

  create(manifest: KubeObject): void {
    if (this.live) return;
    this.#kube.api.create('moduledeployments', manifest, { manager: 'kubectl-client-side-apply' });
  }

  delete(): void {
    if (this.live) this.#kube.api.remove('moduledeployments', this.live);
  }

  annotate(value: string): void {
    const annotations = { ...this.live?.metadata.annotations, 'example.com/note': value };
    this.#patch('kubectl-annotate', [
      { op: 'add', path: '/metadata/annotations', value: annotations },
    ]);
  }

  /** One field of the spec. */
  set(field: string, value: unknown): void {
    this.#patch('kubectl-edit', [{ op: 'add', path: `/spec/${field}`, value }]);
  }

  #patch(manager: string, ops: readonly JsonPatchOp[]): void {
    const { api, namespace } = this.#kube;
    if (this.live) {
      api.patch('moduledeployments', { name: this.#name, namespace }, ops, { manager });
    }
  }
}
