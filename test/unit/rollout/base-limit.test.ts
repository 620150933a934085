import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Conflict } from '../../../src/conflict.ts';
import { Fault } from '../../../src/fault.ts';
import { templateLabels } from '../../../src/plan/plan-base-limit.ts';
import { writeBaseLimit, type BaseLimit } from '../../../src/rollout/base-limit.ts';
import type { Ports } from '../../../src/rollout/context.ts';
import type { JsonPatchOp, KubeObject, ObjectRef } from '../../../src/world.ts';
import { basePod, group } from '../modules/v1-objects.ts';

const label = `${group}/max-module-count`;
const annotation = 'koupctl.koupleless.io/base-limit';

class Killed extends Error {}

function workload(kind: string, name: string): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop', uid: `uid-${name}`, generation: 1, resourceVersion: '1' },
    spec: { replicas: 2, template: { metadata: { labels: { app: 'base' } }, spec: {} } },
    status: { observedGeneration: 1 },
  };
}

/** A Deployment, its ReplicaSet and pods, with the controllers' part played at once. */
class Site {
  readonly objects = new Map<string, KubeObject>();
  readonly writes: string[] = [];
  /** Writes that are let through before the process dies. */
  lives = Infinity;
  /** Somebody else's write, just before the n-th of ours. */
  meddle: ((write: number) => void) | undefined;
  now = 0;

  constructor() {
    for (const one of [workload('Deployment', 'base'), workload('ReplicaSet', 'base-1')])
      this.put(one);
    for (const name of ['base-1-a', 'base-1-b']) {
      const pod = basePod(name);
      this.put({ ...pod, metadata: { ...pod.metadata, resourceVersion: '1' } });
    }
  }

  get(kind: string, name: string): KubeObject {
    const found = this.objects.get(`${kind}/${name}`);
    if (found === undefined) throw new Error(`no ${kind} ${name}`);
    return found;
  }

  put(object: KubeObject): void {
    this.objects.set(`${object.kind}/${object.metadata.name}`, object);
    // What would make the Deployment controller begin a rollout of the bases.
    if (this.objects.size < 2) return;
    const deployment = this.get('Deployment', 'base');
    const spec = deployment['spec'] as { paused?: boolean };
    const [own, set] = [deployment, this.get('ReplicaSet', 'base-1')].map(templateLabels);
    if (spec.paused !== true) expect(own).toEqual(set);
  }

  limit(wanted: number | undefined): BaseLimit {
    return {
      namespace: 'shop',
      deployment: this.get('Deployment', 'base'),
      current: this.get('ReplicaSet', 'base-1'),
      selector: 'app=base',
      label,
      wanted,
    };
  }

  readonly ports = {
    cluster: {
      get: (ref: ObjectRef) => Promise.resolve(this.get(ref.type.kind, ref.name)),
      list: () => Promise.resolve([...this.objects.values()].filter(({ kind }) => kind === 'Pod')),
      patch: (ref: ObjectRef, ops: readonly JsonPatchOp[]) => this.#patch(ref, ops),
    },
    clock: {
      now: () => this.now,
      sleep: (ms: number) => {
        this.now += ms;
        return Promise.resolve();
      },
    },
    emit: () => undefined,
  } as unknown as Ports;

  #patch(ref: ObjectRef, ops: readonly JsonPatchOp[]): Promise<{ object: KubeObject }> {
    this.meddle?.(this.writes.length + 1);
    if (this.writes.length >= this.lives) return Promise.reject(new Killed());
    const object = structuredClone(this.get(ref.type.kind, ref.name));
    for (const op of ops) {
      const path = op.path
        .split('/')
        .slice(1)
        .map((part) => part.replaceAll('~1', '/'));
      const last = path.pop() ?? '';
      let at = object as unknown as Record<string, unknown>;
      for (const step of path) at = at[step] as Record<string, unknown>;
      if (op.op === 'test') {
        if (at?.[last] !== op.value) return Promise.reject(new Conflict('changed', 'precondition'));
      } else if (op.op === 'remove') Reflect.deleteProperty(at, last);
      else at[last] = op.value;
    }
    const { generation = 0, resourceVersion } = object.metadata;
    object.metadata.resourceVersion = String(Number(resourceVersion) + 1);
    if (object.kind !== 'Pod') {
      object.metadata.generation = generation + 1;
      object['status'] = { observedGeneration: generation + 1 };
    }
    this.writes.push(`${ref.type.kind}/${ref.name}`);
    this.put(object);
    return Promise.resolve({ object });
  }
}

function isDone(site: Site, wanted: number | undefined): void {
  const value = wanted === undefined ? undefined : String(wanted);
  const deployment = site.get('Deployment', 'base');
  for (const one of [deployment, site.get('ReplicaSet', 'base-1')]) {
    expect(templateLabels(one)[label]).toBe(value);
  }
  for (const name of ['base-1-a', 'base-1-b']) {
    expect(site.get('Pod', name).metadata.labels?.[label]).toBe(value);
  }
  expect((deployment['spec'] as { paused?: boolean }).paused).toBeUndefined();
  expect(deployment.metadata.annotations ?? {}).not.toHaveProperty(annotation);
}

describe('the limit of modules on a base', () => {
  test('paused, both templates, opened, the pods; the second time nothing', async () => {
    const site = new Site();
    expect((await writeBaseLimit(site.ports, site.limit(5))).name).toBe('done');
    isDone(site, 5);
    const order = ['Deployment/base', 'ReplicaSet/base-1', 'Deployment/base'];
    expect(site.writes).toEqual([...order, 'Pod/base-1-a', 'Pod/base-1-b']);
    expect((await writeBaseLimit(site.ports, site.limit(5))).name).toBe('done');
    expect(site.writes).toHaveLength(5);
  });

  test('killed before whichever write, once or often: the next run ends it, and no base is ever rolled', async () => {
    const limit = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(limit, fc.nat(5)), { maxLength: 4 }),
        limit,
        async (deaths, wanted) => {
          const site = new Site();
          for (const [each, lives] of deaths) {
            site.lives = site.writes.length + lives;
            const run = writeBaseLimit(site.ports, site.limit(each));
            await run.catch((error: unknown) => {
              expect(error).toBeInstanceOf(Killed);
            });
          }
          site.lives = Infinity;
          expect((await writeBaseLimit(site.ports, site.limit(wanted))).name).toBe('done');
          isDone(site, wanted);
        },
      ),
    );
  });

  test('an autoscaler that changes the ReplicaSet meanwhile is no obstacle', async () => {
    const site = new Site();
    site.meddle = (write) => {
      if (write !== 2) return;
      site.meddle = undefined;
      const set = site.get('ReplicaSet', 'base-1');
      site.put({
        ...set,
        metadata: { ...set.metadata, generation: 7 },
        status: { observedGeneration: 7 },
      });
    };
    expect((await writeBaseLimit(site.ports, site.limit(5))).name).toBe('done');
    isDone(site, 5);
  });

  test('a controller that does not look: said, with what stands paused and the way on', async () => {
    const site = new Site();
    const get = site.ports.cluster.get.bind(site.ports.cluster);
    const blind = async (ref: ObjectRef) => {
      const object = await get(ref);
      return object && { ...object, status: { observedGeneration: 1 } };
    };
    const ports = { ...site.ports, cluster: { ...site.ports.cluster, get: blind } };
    const error = await writeBaseLimit(ports, site.limit(5)).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(Fault);
    expect(error).toMatchObject({ outcome: 'timed-out', fix: expect.stringContaining('again') });
    expect((error as Fault).details.join()).toContain('left paused');
    expect(site.writes).toEqual(['Deployment/base']);
    expect((await writeBaseLimit(site.ports, site.limit(5))).name).toBe('done');
    isDone(site, 5);
  });
});
