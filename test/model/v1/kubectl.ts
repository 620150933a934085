import type { Kube } from '../kube/kube.ts';
import { Hand } from '../kube/hand.ts';

/** What a person does to a ModuleDeployment with kubectl. */
export class V1Kubectl extends Hand {
  constructor(kube: Kube, name: string) {
    super(kube, 'moduledeployments', name);
  }

  /** One field of the spec. */
  set(field: string, value: unknown): void {
    this.patch('kubectl-edit', [{ op: 'add', path: `/spec/${field}`, value }]);
  }
}
