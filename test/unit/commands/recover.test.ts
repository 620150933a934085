import { describe, expect, test } from 'vitest';
import { recover } from '../../../src/commands/recover.ts';
import type { Fault } from '../../../src/fault.ts';
import { messagesOf } from '../../../src/messages/messages.ts';
import { node, object, pod, target } from '../recover/facts-of.ts';
import { inputOf, Killed, somebody, StrictCluster } from './recover-world.ts';

/** A dead node with a machine, two pods, and a claim on its own disk; another node that is well. */
function site(): StrictCluster {
  const cluster = new StrictCluster();
  for (const one of [
    node('a', 'Unknown'),
    node('b', 'True'),
    object('Machine', 'a', { finalizers: ['x/y'] }),
    pod('db-0', 'a', { owner: 'StatefulSet', claim: 'data' }),
    pod('web', 'a'),
    object('PersistentVolumeClaim', 'data', { namespace: 'shop', spec: { volumeName: 'disk' } }),
    object('PersistentVolume', 'disk', { spec: { local: { path: '/data' } } }),
    object('ConfigMap', 'a-conditions', { namespace: 'sigma-operator-machine-conditions' }),
  ]) {
    cluster.put(one);
  }
  return cluster;
}

const names = [
  'delete-claims/shop/data=data',
  'delete-volumes/disk=disk',
  'delete-pods/a=a',
  'delete-machine/a=a',
  'remove-finalizers/a=a',
  'delete-node/a=a',
];
const all = { confirmSteps: names, done: ['machine-is-off/a'] };
const changes = ({ writes }: StrictCluster): string[] =>
  writes.filter((write) => !write.includes('koupctl.recover'));
const whole = [
  'delete PersistentVolumeClaim data',
  'delete PersistentVolume disk',
  'delete Pod db-0',
  'delete Pod web',
  'delete Machine a',
  'patch Machine a',
  'delete Node a',
  'delete ConfigMap a-conditions',
];

describe('in a script', () => {
  test('every name is needed before the first write', async () => {
    for (const missing of names) {
      const cluster = site();
      const confirmSteps = names.filter((one) => one !== missing);
      const end = await recover(somebody(cluster).world, inputOf({ ...all, confirmSteps }));
      expect(end.name).toBe('refused');
      expect(end.next?.[0]).toBe(`koupctl recover --confirm-step ${missing}`);
      expect(cluster.writes).toEqual([]);
    }
  });

  test('--yes alone destroys nothing, and names without --yes neither', async () => {
    const cluster = site();
    expect((await recover(somebody(cluster).world, inputOf({ done: all.done }))).name).toBe(
      'refused',
    );
    expect((await recover(somebody(cluster).world, inputOf({ ...all, yes: false }))).name).toBe(
      'refused',
    );
    expect(cluster.writes).toEqual([]);
  });

  test('with all of them it goes through in order, and once more does nothing', async () => {
    const cluster = site();
    const end = await recover(somebody(cluster).world, inputOf(all));
    expect(end).toMatchObject({ name: 'done', message: '8 write(s), every step seen done' });
    expect(changes(cluster)).toEqual(whole);
    const record = cluster.get('ConfigMap', 'koupctl.recover.node-gone.a')?.['data'] as {
      record: string;
    };
    expect(JSON.parse(record.record)).toMatchObject({
      current: { phase: 'done', who: 'me@here', marks: { 'machine-is-off/a': { how: 'done' } } },
    });
    const before = cluster.writes.length;
    expect((await recover(somebody(cluster).world, inputOf({}))).message).toBe(
      'nothing was to be done',
    );
    expect(cluster.writes).toHaveLength(before);
  });

  test('killed at any write, another process goes on, and nothing is done twice', async () => {
    for (let cut = 1; ; cut += 1) {
      const cluster = site();
      cluster.onWrite = () => {
        if (cluster.writes.length + 1 === cut) throw new Killed();
      };
      const first = recover(somebody(cluster).world, inputOf(all));
      const killed = await first.then(
        () => false,
        (error: unknown) => {
          if (error instanceof Killed) return true;
          throw error;
        },
      );
      cluster.onWrite = () => undefined;
      const end = await recover(
        somebody(cluster).world,
        inputOf({ ...all, done: cut > 1 ? [] : all.done }),
      );
      expect(end.name, `killed at write ${cut}: ${end.message}`).toBe('done');
      expect(changes(cluster)).toEqual(whole);
      if (!killed) break;
    }
  });

  test('what a person has to do ends with 7, and is not done by saying so where it can be seen', async () => {
    const cluster = site();
    const end = await recover(somebody(cluster).world, inputOf({ confirmSteps: names }));
    expect(end).toMatchObject({
      name: 'awaiting-confirm',
      next: ['koupctl recover --done machine-is-off/a'],
    });
    expect(cluster.writes).toEqual([]);
    const said = recover(somebody(cluster).world, inputOf({ done: ['delete-node/a'] }));
    await expect(said).rejects.toThrow(/is not done by saying so/);
    await expect(recover(somebody(cluster).world, inputOf({ skip: ['no-such'] }))).rejects.toThrow(
      /no step no-such/,
    );
  });

  test('--dry-run writes nothing, not even what was said', async () => {
    const cluster = site();
    const { world, screen } = somebody(cluster);
    expect((await recover(world, inputOf({ ...all, dryRun: true }))).name).toBe('done');
    expect(cluster.writes).toEqual([]);
    expect((screen.document['steps'] as unknown[]).length).toBeGreaterThan(8);
  });

  test('a node that comes back meanwhile stops it', async () => {
    const cluster = site();
    cluster.onWrite = (write) => {
      if (write === 'delete Pod web') cluster.put(node('a', 'True'));
    };
    const end = await recover(somebody(cluster).world, inputOf(all));
    expect(end).toMatchObject({
      name: 'refused',
      message: expect.stringContaining('is Ready') as string,
    });
    expect(cluster.get('Machine', 'a')).toBeDefined();
  });
});

describe('two writers', () => {
  test('an object that only moved is deleted all the same', async () => {
    const cluster = site();
    let moved = 0;
    cluster.onWrite = (write) => {
      const machine = cluster.get('Machine', 'a');
      if (write === 'patch Machine a' && machine !== undefined && moved++ < 2)
        cluster.put({ ...machine, status: { moved } });
    };
    expect((await recover(somebody(cluster).world, inputOf(all))).name).toBe('done');
  });

  test('one that got another finalizer is not what was shown', async () => {
    const cluster = site();
    cluster.onWrite = (write) => {
      const machine = cluster.get('Machine', 'a');
      if (write !== 'patch Machine a' || machine === undefined) return;
      cluster.put({
        ...machine,
        metadata: { ...machine.metadata, finalizers: ['x/y', 'new/one'] },
      });
    };
    const end = await recover(somebody(cluster).world, inputOf(all));
    expect(end.name).toBe('superseded');
    expect(cluster.get('Machine', 'a')?.metadata.finalizers).toEqual(['x/y', 'new/one']);
  });

  test('an object of the same name made anew is left alone', async () => {
    const cluster = site();
    let once = false;
    cluster.onWrite = (write) => {
      if (write !== 'delete PersistentVolumeClaim data' || once) return;
      once = true;
      cluster.put(
        object('PersistentVolumeClaim', 'data', {
          namespace: 'shop',
          spec: { volumeName: 'disk' },
        }),
      );
    };
    const end = await recover(somebody(cluster).world, inputOf(all));
    expect(end.name).toBe('superseded');
    expect(cluster.get('PersistentVolumeClaim', 'data')).toBeDefined();
  });

  test('a record that another koupctl writes meanwhile ends this one', async () => {
    const cluster = site();
    cluster.onWrite = (write) => {
      const record = cluster.get('ConfigMap', 'koupctl.recover.node-gone.a');
      if (write.startsWith('delete Persistent') && record !== undefined) cluster.put(record);
    };
    await expect(recover(somebody(cluster).world, inputOf(all))).rejects.toMatchObject({
      outcome: 'superseded',
    });
  });
});

describe('at a terminal', () => {
  const asked = { done: all.done, yes: false };

  test('each name is asked for, and typed it is done', async () => {
    const cluster = site();
    const questions: string[] = [];
    const types = (question: string): string => {
      questions.push(question);
      return /type (\S+) to do it/.exec(question)?.[1] ?? '';
    };
    expect((await recover(somebody(cluster, { types }).world, inputOf(asked))).name).toBe('done');
    expect(questions).toHaveLength(names.length);
    expect(changes(cluster)).toEqual(whole);
  });

  test.each(['', 'yes', 'A', 'data '.repeat(2)])('typed %o it stays as it is', async (typed) => {
    const cluster = site();
    const end = await recover(somebody(cluster, { types: () => typed }).world, inputOf(asked));
    expect(end.name).toBe('refused');
    expect(changes(cluster)).toEqual([]);
  });

  test('whoever declines the plan is asked for no name', async () => {
    const cluster = site();
    const types = (): string => {
      throw new Error('asked');
    };
    expect(
      (await recover(somebody(cluster, { yes: false, types }).world, inputOf(asked))).name,
    ).toBe('refused');
    expect(cluster.writes).toEqual([]);
  });
});

describe('waiting', () => {
  test('for what does not come ends with 6, and says what', async () => {
    const cluster = site();
    const stuck = { ...inputOf({ runbook: 'stuck-terminating', target: target() }) };
    cluster.put(
      object('Namespace', 'left', {
        deletionTimestamp: new Date(cluster.now - 60_000).toISOString(),
      }),
    );
    const end = await recover(somebody(cluster).world, stuck);
    expect(end).toMatchObject({
      name: 'timed-out',
      message: 'namespace-gone/left is not seen done: 0 object(s) are still inside',
    });
  });
});

describe('what has to be given', () => {
  test('is named with the command', async () => {
    const asked = recover(somebody(site()).world, inputOf({ target: target() }));
    await expect(asked).rejects.toMatchObject({
      message: 'node-gone needs --node NODE',
      fix: 'koupctl recover node-gone --node NODE',
    });
    const odd = recover(somebody(site()).world, inputOf({ confirmSteps: ['x'] }));
    await expect(odd).rejects.toThrow(messagesOf('en').recover.badConfirm('x'));
  });

  test('a kind that is not there, or is of several groups, is told', async () => {
    const object = { kind: 'nothing', name: 'a' };
    const asked = recover(
      somebody(site()).world,
      inputOf({ runbook: 'stuck-deletion', target: target({ object }) }),
    );
    const refused = await asked.catch((error: unknown) => error as Fault);
    expect(refused).toMatchObject({
      message: 'this cluster has no kind nothing',
      fix: 'write --object KIND/NAME or KIND.GROUP/NAME; kubectl api-resources lists the kinds and their groups',
    });
    expect((refused as Fault).in('zh').fix).toContain('--object KIND/NAME 或 KIND.GROUP/NAME');
  });
});
