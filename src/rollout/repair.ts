import type { Repair } from '../diagnosis/doctor/repair.ts';
import { core } from '../modules/surface.ts';
import type { JsonPatchOp, ResourceType } from '../world.ts';
import { intentManager, type Ports } from './context.ts';

/** What `kubectl rollout restart` writes. */
const restartedAt = 'kubectl.kubernetes.io~1restartedAt';

/** A repair that is one write; a role is applied as `install` applies it. */
export type Write = Exclude<Repair, { does: 'apply-role' }>;

/** One write to exactly the object that was seen; a `Conflict` where it is another by now. */
export async function repair(
  { cluster, clock }: Pick<Ports, 'cluster' | 'clock'>,
  what: Write,
  moduleDeployment: ResourceType | undefined,
): Promise<void> {
  const { namespace, name, uid } = what;
  if (what.does === 'delete-lease') {
    const { resourceVersion } = what;
    await cluster.delete({ type: core.lease, namespace, name }, uid, { resourceVersion });
  } else if (what.does === 'delete-pod') {
    await cluster.delete({ type: core.pod, namespace, name }, uid);
  } else {
    const type = what.does === 'label' ? moduleDeployment : core.deployment;
    if (type === undefined) throw new Error('no kind to label');
    const ops = [
      { op: 'test', path: '/metadata/uid', value: uid } as const,
      ...change(what, clock),
    ];
    await cluster.patch({ type, namespace, name }, ops, { manager: intentManager });
  }
}

function change(
  what: Exclude<Write, { does: 'delete-lease' | 'delete-pod' }>,
  clock: Ports['clock'],
): JsonPatchOp[] {
  switch (what.does) {
    case 'label':
      return [
        { op: 'test', path: '/metadata/resourceVersion', value: what.resourceVersion },
        { op: 'add', path: '/metadata/labels', value: { app: what.name } },
      ];
    case 'scale-up':
      return [
        { op: 'test', path: '/spec/replicas', value: 0 },
        { op: 'replace', path: '/spec/replicas', value: what.to },
      ];
    case 'restart': {
      const annotations = '/spec/template/metadata/annotations';
      const now = new Date(clock.now()).toISOString().replace(/\.\d+/, '');
      return [
        { op: 'test', path: '/metadata/generation', value: what.generation },
        what.annotated
          ? { op: 'add', path: `${annotations}/${restartedAt}`, value: now }
          : {
              op: 'add',
              path: annotations,
              value: { [restartedAt.replace('~1', '/')]: now },
            },
      ];
    }
  }
}
