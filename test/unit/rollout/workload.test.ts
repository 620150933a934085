import { describe, expect, test } from 'vitest';
import { Conflict } from '../../../src/conflict.ts';
import { Superseded } from '../../../src/rollout/context.ts';
import { Workload } from '../../../src/rollout/workload.ts';
import { core } from '../../../src/modules/surface.ts';
import type { Cluster, JsonPatchOp, KubeObject } from '../../../src/world.ts';

const ref = { type: core.deployment, namespace: 'shop', name: 'stock' };

function deployment(metadata: object, spec: object = { replicas: 2 }): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'stock', uid: 'u1', generation: 1, annotations: { a: '1' }, ...metadata },
    spec,
  };
}

/** A workload as it was seen, on a server where it is otherwise by now. */
function seen(before: KubeObject, now: KubeObject | undefined) {
  const patches: (readonly JsonPatchOp[])[] = [];
  const cluster = {
    get: () => Promise.resolve(now),
    apply: () => Promise.reject(new Conflict('it has been changed', 'precondition')),
    patch: (_: unknown, ops: readonly JsonPatchOp[]) => {
      patches.push(ops);
      const wanted = ops.find(({ path }) => path === '/metadata/generation')?.value;
      if (now !== undefined && wanted === now.metadata.generation) {
        return Promise.resolve({ object: now, warnings: [] });
      }
      return Promise.reject(new Conflict('generation', 'precondition'));
    },
  } as unknown as Cluster;
  const workload = new Workload(cluster, ref, () => undefined);
  workload.adopt(before);
  return { workload, patches };
}

const ops: readonly JsonPatchOp[] = [{ op: 'replace', path: '/spec/replicas', value: 3 }];

describe('a write that meets another', () => {
  test('goes through where somebody has only annotated or labelled it', async () => {
    const now = deployment({ generation: 2, annotations: { a: '1', note: 'here' } });
    const { workload, patches } = seen(deployment({}), now);
    await workload.patch(ops, 'batch 2');
    expect(patches).toHaveLength(2);
    expect(workload.live).toBe(now);
  });

  test.each([
    ['its spec was changed', deployment({ generation: 2 }, { replicas: 5 })],
    ['it is another one', deployment({ generation: 2, uid: 'u2' })],
    ['it is being deleted', deployment({ generation: 2, deletionTimestamp: 'now' })],
    [
      'another rollout marked it',
      deployment({
        generation: 2,
        annotations: { a: '1', 'koupctl.koupleless.io/rollout': 'other' },
      }),
    ],
    ['all its annotations are gone', deployment({ generation: 2, annotations: undefined })],
  ])('is superseded where %s', async (_, now) => {
    const { workload, patches } = seen(deployment({}), now);
    await expect(workload.patch(ops, 'batch 2')).rejects.toThrow(Superseded);
    expect(patches).toHaveLength(1);
  });

  test('what was tested besides is never tried again', async () => {
    const { workload, patches } = seen(deployment({}), deployment({ generation: 2 }));
    const precondition: JsonPatchOp[] = [{ op: 'test', path: '/metadata/uid', value: 'u9' }];
    await expect(workload.patch(ops, 'x', precondition)).rejects.toThrow(Superseded);
    expect(patches).toHaveLength(1);
  });

  test.each([
    ['was deleted and created anew', deployment({ uid: 'u2' })],
    ['was deleted', undefined],
    ['was changed by somebody else', deployment({ generation: 2 }, { replicas: 5 })],
  ])('an apply says that it %s', async (what, now) => {
    const { workload } = seen(deployment({}), now);
    const applied = workload.apply(deployment({}), { force: false }, 'the manifest');
    await expect(applied).rejects.toThrow(new Superseded(`Deployment shop/stock ${what}`));
  });
});
