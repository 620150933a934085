import { describe, expect, test } from 'vitest';
import { recover } from '../../../src/commands/recover.ts';
import type { DirectWorld } from '../../../src/commands/world.ts';
import type { Etcd, EtcdStatus, FolderSeen, SnapshotSeen } from '../../../src/etcd-door.ts';
import { Fault } from '../../../src/fault.ts';
import type { Guard } from '../../../src/commands/guard.ts';
import type { Cluster } from '../../../src/world.ts';
import { noRules } from '../no-rules.ts';
import { target } from '../recover/facts-of.ts';
import { inputOf, somebody, StrictCluster } from './recover-world.ts';

const up: EtcdStatus = { up: true, version: '3.6.4', dbBytes: 1, revision: '9', errors: [] };
const stopped: EtcdStatus = { up: false, why: 'connection refused', refused: true };
const taken = {
  version: 1,
  takenAt: 'then',
  etcdVersion: '3.6.4',
  clusterId: '1',
  revision: '7',
  revisionAfter: '7',
  keys: '3',
  hash: '5',
  compactRevision: '1',
  bytes: 1024,
  sha256: 'abc',
} as const;

/** A member whose files and answers are set by hand; what is asked of it is kept. */
class Member {
  status: EtcdStatus = up;
  snapshot: SnapshotSeen = { state: 'absent' };
  folder: FolderSeen = { state: 'full', restoredFrom: undefined };
  readonly did: string[] = [];

  get door(): Etcd {
    const intact: SnapshotSeen = { state: 'intact', bytes: 1024, sha256: 'abc', taken };
    return {
      status: () => Promise.resolve(this.status),
      at: () => Promise.resolve({ keys: '3', hash: '5', compactRevision: '1' }),
      readSnapshot: () => Promise.resolve(this.snapshot),
      readFolder: () => Promise.resolve(this.folder),
      takeSnapshot: (file) => {
        this.did.push(`snapshot ${file}`);
        this.snapshot = intact;
        return Promise.resolve(taken);
      },
      keepAside: (folder) => {
        this.did.push(`aside ${folder}`);
        this.folder = { state: 'absent' };
        return Promise.resolve(`${folder}.before`);
      },
      restore: (file, folder) => {
        this.did.push(`restore ${file} ${folder}`);
        this.folder = { state: 'full', restoredFrom: 'abc' };
        return Promise.resolve();
      },
    };
  }
}

/** On a machine of etcd, where nobody has a kubeconfig. */
function onMachine(member: Member, cluster?: StrictCluster): DirectWorld {
  const { world } = somebody(cluster ?? new StrictCluster());
  const none = { openCluster: () => Promise.reject(new Fault('no kubeconfig')) };
  return {
    ...world,
    ...(cluster === undefined ? none : {}),
    openEtcd: () => Promise.resolve(member.door),
  };
}

const etcd = { ...inputOf({}).etcd, endpoint: 'http://127.0.0.1:2379', etcdutl: '/bin/etcdutl' };
const asked = { file: '/s.db', dataDir: '/var/etcd', endpoint: etcd.endpoint };
const restore = inputOf({ runbook: 'etcd-restore', target: target({ etcd: asked }), etcd });
const backup = inputOf({ ...restore, runbook: 'etcd-backup' });

describe('etcd without a cluster', () => {
  test('is saved, once', async () => {
    const member = new Member();
    expect((await recover(onMachine(member), backup)).name).toBe('done');
    expect((await recover(onMachine(member), backup)).message).toBe('nothing was to be done');
    expect(member.did).toEqual(['snapshot /s.db']);
  });

  test('that does not answer is not saved: exit 9', async () => {
    const member = new Member();
    member.status = stopped;
    expect((await recover(onMachine(member), backup)).name).toBe('unreachable');
    expect(member.did).toEqual([]);
  });

  test('is restored when it has stopped, its folder kept aside by name, and compared when it runs', async () => {
    const member = new Member();
    const cluster = new StrictCluster();
    member.snapshot = { state: 'intact', bytes: 1024, sha256: 'abc', taken };
    const running = await recover(onMachine(member), restore);
    expect(running).toMatchObject({ name: 'awaiting-confirm' });
    expect(running.message).toContain('stop-etcd');
    member.status = stopped;
    const unsaid = await recover(onMachine(member), restore);
    expect(unsaid.name).toBe('refused');
    expect(member.did).toEqual([]);
    const confirmSteps = ['keep-folder-aside=etcd'];
    const written = await recover(onMachine(member), { ...restore, confirmSteps });
    expect(written.message).toContain('start-etcd');
    expect(member.did).toEqual(['aside /var/etcd', 'restore /s.db /var/etcd']);
    member.status = up;
    const away = await recover(onMachine(member), restore);
    expect(away.message).toContain('api-answers');
    expect((await recover(onMachine(member, cluster), restore)).name).toBe('done');
    expect(member.did).toHaveLength(2);
    // Nothing is recorded: it all shows in the files.
    expect(cluster.writes).toEqual([]);
  });

  test('is restored below an API server that waits for it, by the rules of the file', async () => {
    const member = new Member();
    const cluster = new StrictCluster();
    cluster.ready = { status: 500, body: '[+]ping ok\n[-]etcd failed: reason withheld\n' };
    member.snapshot = { state: 'intact', bytes: 1024, sha256: 'abc', taken };
    member.status = stopped;
    const asked: (Cluster | undefined)[] = [];
    const world = onMachine(member, cluster);
    const guard: Guard = {
      ...noRules,
      admit: (change, place) => {
        asked.push(place.cluster);
        return noRules.admit(change, place);
      },
    };
    const confirmSteps = ['keep-folder-aside=etcd'];
    const written = await recover({ ...world, guard }, { ...restore, confirmSteps });
    expect(written.message).toContain('start-etcd');
    expect(member.did).toEqual(['aside /var/etcd', 'restore /s.db /var/etcd']);
    expect(asked).toEqual([undefined]);
    member.status = up;
    const waits = await recover({ ...world, guard }, restore);
    expect(waits.message).toContain('api-answers');
    cluster.ready = { status: 200, body: 'ok' };
    expect((await recover({ ...world, guard }, restore)).name).toBe('done');
  });

  test('whose context is not known is a matter for a person where some are protected', async () => {
    const member = new Member();
    const guarded = recover(onMachine(member), { ...backup, protectedContexts: ['production'] });
    await expect(guarded).rejects.toMatchObject({ outcome: 'refused' });
    expect(member.did).toEqual([]);
  });
});
