import type { JsonPatchOp, KubeObject } from '../../../src/world.ts';
import { Hand } from './hand.ts';
import type { Kube } from './kube.ts';
import { ownerUid } from './deployment-controller.ts';
import { desiredAnnotation, maxAnnotation, revisionAnnotation } from './rolling-numbers.ts';

/** What a person does to a Deployment with kubectl, and kubectl's own writes. */
export class Kubectl extends Hand {
  constructor(kube: Kube, name: string) {
    super(kube, 'deployments', name);
  }

  scale(replicas: number): void {
    this.patch('kubectl', [{ op: 'replace', path: '/spec/replicas', value: replicas }]);
  }

  pause(): void {
    this.patch('kubectl-rollout', [{ op: 'add', path: '/spec/paused', value: true }]);
  }

  resume(): void {
    if ((this.live?.['spec'] as { paused?: boolean } | undefined)?.paused !== true) return;
    this.patch('kubectl-rollout', [{ op: 'remove', path: '/spec/paused' }]);
  }

  edit(ops: readonly JsonPatchOp[]): void {
    this.patch('kubectl-edit', ops);
  }

  /** Takes the template and the annotations of the ReplicaSet before the present one. */
  undo(): void {
    const { live } = this;
    if (live === undefined || (live['spec'] as { paused?: boolean }).paused === true) return;
    const revision = (set: KubeObject): number =>
      Number(set.metadata.annotations?.[revisionAnnotation] ?? 0);
    const [, previous] = this.kube.store
      .all('replicasets')
      .filter((set) => ownerUid(set) === live.metadata.uid)
      .sort((a, b) => revision(b) - revision(a));
    if (previous === undefined) return;
    const { template } = previous['spec'] as { template: { metadata: { labels: object } } };
    const { 'pod-template-hash': _hash, ...labels } = template.metadata.labels as Record<
      string,
      string
    >;
    const skipped = [revisionAnnotation, desiredAnnotation, maxAnnotation];
    const of = (object: KubeObject, keep: (key: string) => boolean) =>
      Object.fromEntries(
        Object.entries(object.metadata.annotations ?? {}).filter(([key]) => keep(key)),
      );
    const annotations = {
      ...of(live, (key) => skipped.includes(key)),
      ...of(previous, (key) => !skipped.includes(key)),
    };
    this.patch('kubectl-rollout', [
      {
        op: 'replace',
        path: '/spec/template',
        value: { ...template, metadata: { ...template.metadata, labels } },
      },
      { op: 'add', path: '/metadata/annotations', value: annotations },
    ]);
  }
}
