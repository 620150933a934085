import { describe, expect, test } from 'vitest';
import { guarded } from '../../../src/commands/guard-door.ts';
import { ChangeGuard } from '../../../src/commands/guard.ts';
import { lookFromPod } from '../../../src/commands/inspect-dns-pod.ts';
import type { Inspection } from '../../../src/commands/inspect.ts';
import type { Unguarded } from '../../../src/commands/world.ts';
import { Fault } from '../../../src/fault.ts';
import { usualSettings } from '../../../src/inspect/file/read-settings.ts';
import type { Cluster, KubeObject, Line, ObjectRef } from '../../../src/world.ts';

const message = 'resolv.conf\nnameserver 10.0.0.10\n';
const ended = {
  phase: 'Succeeded',
  containerStatuses: [{ state: { terminated: { message, exitCode: 0 } } }],
};
const pulling = {
  phase: 'Pending',
  containerStatuses: [
    { state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } },
  ],
};

/** A cluster that keeps one pod, and what was done to it. */
class Bed {
  pod: KubeObject | undefined;
  readonly writes: string[] = [];
  readonly said: string[] = [];
  readonly abort = new AbortController();
  rules = '';
  /** What becomes of the pod; undefined: it stays Pending. */
  status: object | undefined = ended;
  /** Called before what is named `create`, `get`, `delete`. */
  before: (what: string) => void = () => undefined;
  /** After a pod was created: its answer is lost. */
  losesAnswer = false;
  #now = Date.parse('2026-11-11T12:00Z');

  readonly cluster = {
    target: { context: 'c', server: 's', user: 'u', namespace: 'shop' },
    create: async (pod: KubeObject) => {
      this.before('create');
      const metadata = { ...pod.metadata, uid: 'uid-1' };
      this.pod = { ...pod, metadata, status: this.status ?? { phase: 'Pending' } };
      this.writes.push(`create ${metadata.namespace ?? ''}`);
      if (this.losesAnswer) throw new Fault('no answer', { outcome: 'unreachable' });
      return Promise.resolve({ object: this.pod, warnings: [] });
    },
    get: async ({ type, name }: ObjectRef) => {
      if (type.kind === 'ConfigMap') {
        const data = { 'rules.yaml': this.rules };
        return Promise.resolve(this.rules === '' ? undefined : { metadata: { name }, data });
      }
      this.before('get');
      return Promise.resolve(this.pod?.metadata.name === name ? this.pod : undefined);
    },
    delete: async ({ name }: ObjectRef, uid: string) => {
      this.before('delete');
      this.writes.push(`delete ${uid}`);
      if (this.pod?.metadata.name === name && this.pod.metadata.uid === uid) this.pod = undefined;
      return Promise.resolve();
    },
  } as unknown as Cluster;

  async look(yes = true) {
    const world = {
      openCluster: () => Promise.resolve(this.cluster),
      clock: {
        now: () => this.#now,
        sleep: (ms: number) => {
          this.#now += ms;
          return Promise.resolve();
        },
      },
      ask: { interactive: false },
      reporter: { say: (line: Line) => void this.said.push(JSON.stringify(line)) },
      signal: this.abort.signal,
      language: 'en',
      who: 'anna@ci',
      newId: () => 'id',
      typed: 'koupctl inspect --dns-pod busybox',
    } as unknown as Unguarded;
    const asked = { ticket: undefined, emergency: undefined, reason: undefined };
    const guard = new ChangeGuard(world, undefined, { command: 'inspect --dns-pod', ...asked });
    const doors = guarded(world, guard);
    const dnsPod = { image: 'busybox', namespace: undefined, yes, protectedContexts: [] };
    const inspection = { input: { dnsPod }, settings: usualSettings } as unknown as Inspection;
    return await lookFromPod(doors, await doors.openCluster(), inspection);
  }
}

const unreachable = (): never => {
  throw new Fault('the server does not answer', { outcome: 'unreachable' });
};

describe('the probe pod', () => {
  test('is created, asked and deleted', async () => {
    const bed = new Bed();
    expect(await bed.look()).toMatchObject({
      ok: true,
      value: { namespace: 'shop', image: 'busybox', end: { ran: true, said: message } },
    });
    expect(bed.writes).toEqual(['create shop', 'delete uid-1']);
    expect(bed.said).toEqual([
      '"a pod of busybox is created in shop, asks 1 name(s), and is deleted"',
    ]);
  });

  test('is not created without --yes, nor in a frozen window', async () => {
    const bed = new Bed();
    expect(await bed.look(false)).toMatchObject({ name: 'refused' });
    bed.rules = 'zone: UTC\nfreezes:\n  - name: always\n    at: [daily]\n';
    await expect(bed.look()).rejects.toMatchObject({ outcome: 'refused' });
    expect(bed.writes).toEqual([]);
  });

  test('is deleted when it does not end, or can not', async () => {
    const bed = new Bed();
    bed.status = undefined;
    expect(await bed.look()).toMatchObject({
      value: { end: { ran: false, late: true, why: 'Pending' } },
    });
    expect(bed.pod).toBeUndefined();
    bed.status = pulling;
    expect(await bed.look()).toMatchObject({
      value: { end: { ran: false, late: false, why: 'ImagePullBackOff: no such image' } },
    });
    expect(bed.pod).toBeUndefined();
  });

  test('is deleted on Ctrl-C', async () => {
    const bed = new Bed();
    bed.status = undefined;
    let looks = 0;
    bed.before = (what) => {
      if (what === 'get' && (looks += 1) === 3) bed.abort.abort();
    };
    await expect(bed.look()).rejects.toMatchObject({ name: 'AbortError' });
    expect(bed.writes).toEqual(['create shop', 'delete uid-1']);
  });

  test('is deleted when it can not be read, and when nobody heard that it was created', async () => {
    const bed = new Bed();
    bed.before = (what) => {
      if (what === 'get') unreachable();
    };
    expect(await bed.look()).toEqual({ ok: false, broken: 'the server does not answer' });
    expect(bed.pod).toBeUndefined();
    bed.before = () => undefined;
    bed.losesAnswer = true;
    expect(await bed.look()).toEqual({ ok: false, broken: 'no answer' });
    expect(bed.pod).toBeUndefined();
  });

  test('that may not be created is told as the right that is missing', async () => {
    const bed = new Bed();
    bed.before = (what) => {
      if (what === 'create') throw new Fault('user "u" may not create pods in shop');
    };
    expect(await bed.look()).toMatchObject({ ok: false, skip: { code: 'forbidden' } });
    expect(bed.writes).toEqual([]);
  });

  test('that can not be deleted is tried again, then said', async () => {
    const bed = new Bed();
    let failures = 2;
    bed.before = (what) => {
      if (what === 'delete' && (failures -= 1) >= 0) unreachable();
    };
    expect(await bed.look()).toMatchObject({ ok: true });
    expect(bed.pod).toBeUndefined();
    failures = 9;
    expect(await bed.look()).toMatchObject({ ok: true });
    expect(bed.said.slice(-2).join('\n')).toMatch(
      /pod\/shop\/koupctl-dns-id could not be deleted: the server does not answer[^]*kubectl delete pod koupctl-dns-id -n shop/,
    );
  });
});
