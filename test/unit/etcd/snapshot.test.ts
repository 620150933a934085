import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEtcd } from '../../../src/etcd/open-etcd.ts';
import type { Etcd } from '../../../src/etcd-door.ts';
import type { Fault } from '../../../src/fault.ts';
import { FakeEtcd, snapshotBytes } from './fake-etcd.ts';

let fake: FakeEtcd;
let etcd: Etcd;
let file: string;
const han = /\p{Script=Han}/u;
const { signal } = new AbortController();

beforeEach(async () => {
  fake = await FakeEtcd.start();
  etcd = openEtcd(fake.options, 'en');
  file = join(fake.folder, 'etcd.db');
});

afterEach(async () => {
  await fake.stop();
  await rm(fake.folder, { recursive: true });
});

const files = async (): Promise<string[]> =>
  (await readdir(fake.folder)).filter((name) => name.startsWith('etcd.db'));

describe('a snapshot', () => {
  test('is asked for over TLS with a client certificate, verified, and noted', async () => {
    const note = await etcd.takeSnapshot(file, 'now', signal);
    expect(await readFile(file)).toEqual(fake.bytes);
    expect(note).toMatchObject({ revision: '17', keys: '12', hash: '99', compactRevision: '3' });
    expect(await etcd.readSnapshot(file)).toMatchObject({
      state: 'intact',
      bytes: fake.bytes.length,
      taken: note,
    });
    expect((await files()).sort()).toEqual(['etcd.db', 'etcd.db.json']);
  });

  test('that breaks off, or is another than its hash, leaves nothing behind', async () => {
    fake.behaviour = { breakAfter: 65_536 };
    await expect(etcd.takeSnapshot(file, 'now', signal)).rejects.toThrow(/broke/);
    fake.behaviour = { spoil: true };
    const spoilt = etcd.takeSnapshot(file, 'now', signal).catch((error: unknown) => error);
    const fault = (await spoilt) as Fault;
    expect(fault.message).toMatch(/no whole snapshot: its SHA-256/);
    expect(fault.in('zh').message).toMatch(/^etcd 发来的不是完整的备份：SHA-256 是 .*…，而末尾/);
    expect(await files()).toEqual([]);
  });

  test('is never written over a file that is there', async () => {
    await writeFile(file, 'of somebody else');
    await expect(etcd.takeSnapshot(file, 'now', signal)).rejects.toMatchObject({
      outcome: 'refused',
    });
    expect(await readFile(file, 'utf8')).toBe('of somebody else');
    expect(await files()).toEqual(['etcd.db']);
  });

  test.each([
    ['one bit', (bytes: Buffer) => bytes.fill((bytes[900] ?? 0) ^ 1, 900, 901), /SHA-256/],
    ['its end', (bytes: Buffer) => bytes.subarray(0, bytes.length - 10), /whole pages/],
    ['its hash', (bytes: Buffer) => bytes.subarray(0, bytes.length - 32), /whole pages/],
    ['everything', () => Buffer.alloc(0), /0 bytes/],
  ])('that has lost %s is broken', async (_, spoil, why) => {
    await writeFile(file, spoil(snapshotBytes()));
    expect(await etcd.readSnapshot(file)).toMatchObject({
      state: 'broken',
      why: expect.stringMatching(why) as string,
    });
    const { why: chinese } = (await openEtcd(fake.options, 'zh').readSnapshot(file)) as {
      why?: string;
    };
    expect(chinese).toMatch(han);
  });
});

describe('an etcd', () => {
  test('that has stopped is told from one that does not answer', async () => {
    await fake.stop();
    expect(await etcd.status()).toMatchObject({ up: false, refused: true });
    expect(await openEtcd(fake.options, 'zh').status()).toMatchObject({
      why: expect.stringMatching(/上的 etcd 没有应答：拒绝连接$/) as string,
    });
    fake = await FakeEtcd.start();
    const stranger = openEtcd({ ...fake.options, cert: undefined, key: undefined }, 'en');
    expect(await stranger.status()).toMatchObject({ up: false, refused: false });
    const distrusting = openEtcd({ ...fake.options, ca: undefined }, 'en');
    expect(await distrusting.status()).toMatchObject({ up: false, refused: false });
  });

  test('says what it holds at a revision, until that is compacted away', async () => {
    const again = openEtcd(fake.options, 'en');
    expect(await again.at('17')).toEqual({ keys: '12', hash: '99', compactRevision: '3' });
    fake.behaviour = { compacted: true };
    expect(await again.at('17')).toBeUndefined();
  });

  test('at an address that is none, or with certificates that are not there, is a mistake of the user', () => {
    expect(() => openEtcd({ ...fake.options, endpoint: '127.0.0.1:2379' }, 'en')).toThrow(
      /no client URL/,
    );
    expect(() => openEtcd({ ...fake.options, ca: '/nonexistent' }, 'en')).toThrow(/can't be read/);
  });
});

describe('a data folder', () => {
  let folder: string;

  /** A program that writes what etcdutl would, or ends as it is told to. */
  async function restorer(script: string): Promise<Etcd> {
    const program = join(fake.folder, 'etcdutl');
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    const member = { name: 'm1', initialCluster: 'm1=http://x' };
    return openEtcd({ ...fake.options, etcdutl: program, member }, 'en');
  }

  const writes = 'mkdir -p "$5/member" && echo "$@" > "$5/member/args"';

  beforeEach(async () => {
    folder = join(fake.folder, 'data');
    await writeFile(file, fake.bytes);
  });

  test('is kept aside, restored beside, and known by its snapshot', async () => {
    await mkdir(join(folder, 'member'), { recursive: true });
    expect(await etcd.readFolder(folder)).toEqual({ state: 'full', restoredFrom: undefined });
    const aside = await etcd.keepAside(`${folder}/`, 'T1');
    expect(aside).toBe(`${folder}.before-T1`);
    expect(await etcd.readFolder(folder)).toEqual({ state: 'absent' });
    await (await restorer(writes)).restore(file, folder, signal);
    const snapshot = await etcd.readSnapshot(file);
    const sha256 = snapshot.state === 'intact' ? snapshot.sha256 : '';
    expect(await etcd.readFolder(folder)).toEqual({ state: 'full', restoredFrom: sha256 });
    const args = await readFile(join(folder, 'member', 'args'), 'utf8');
    expect(args).toContain('--name=m1 --initial-cluster=m1=http://x');
  });

  test('that is full is never restored into', async () => {
    await mkdir(join(folder, 'member'), { recursive: true });
    const one = await restorer(writes);
    await expect(one.restore(file, folder, signal)).rejects.toMatchObject({
      outcome: 'superseded',
    });
    expect(await readdir(join(folder, 'member'))).toEqual([]);
  });

  test('does not get its name when the restore fails, and the next one begins anew', async () => {
    const fails = await restorer(`${writes}; echo no space left >&2; exit 3`);
    await expect(fails.restore(file, folder, signal)).rejects.toMatchObject({
      outcome: 'failed',
      details: ['no space left'],
    });
    expect(await etcd.readFolder(folder)).toEqual({ state: 'absent' });
    await (await restorer(writes)).restore(file, folder, signal);
    expect(await etcd.readFolder(folder)).toMatchObject({ state: 'full' });
  });

  test('without a program that restores is told how to get one', async () => {
    const none = openEtcd({ ...fake.options, etcdutl: '/nonexistent/etcdutl' }, 'en');
    await expect(none.restore(file, folder, signal)).rejects.toThrow(/can't be run/);
  });
});
