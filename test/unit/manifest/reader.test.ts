import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readManifests, readTemplate, templatesFolder } from '../../../src/manifest/reader.ts';
import { Fault } from '../../../src/fault.ts';

const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`;
const noStdin = () => Promise.reject(new Error('stdin was read'));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'koupctl-reader-'));
  await writeFile(join(folder, 'b.yaml'), pod('b'));
  await writeFile(join(folder, 'a.yml'), `${pod('a1')}---\n${pod('a2')}`);
  await writeFile(
    join(folder, 'c.json'),
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"c"}}',
  );
  await writeFile(join(folder, 'notes.txt'), 'not: a manifest');
  await mkdir(join(folder, 'empty'));
  await mkdir(join(folder, 'broken'));
  await writeFile(join(folder, 'broken', 'x.yaml'), 'a: [');
  await writeFile(join(folder, 'broken', 'y.yaml'), pod('fine'));
  await writeFile(join(folder, 'comments.yaml'), '# nothing\n');
});
afterAll(() => rm(folder, { recursive: true }));

async function names(...paths: string[]): Promise<string[]> {
  const { docs, faults } = await readManifests(paths, noStdin);
  return [
    ...docs.map(({ object }) => object.metadata.name),
    ...faults.map(({ message }) => message),
  ];
}

test('a folder: its manifests by name, nothing below it', async () => {
  expect(await names(folder)).toEqual(['a1', 'a2', 'b', 'c']);
});

test('files in the order given, with the path as it was written', async () => {
  const { docs } = await readManifests([join(folder, 'c.json'), join(folder, 'b.yaml')], noStdin);
  expect(docs.map(({ file }) => file)).toEqual([join(folder, 'c.json'), join(folder, 'b.yaml')]);
});

test('standard input', async () => {
  const { docs } = await readManifests(['-'], () => Promise.resolve(pod('in')));
  expect(docs[0]?.positionOf(['metadata', 'name'])).toEqual({ file: 'stdin', line: 4, column: 9 });
});

test('what cannot be read is collected beside what can', async () => {
  const { docs, faults } = await readManifests(
    [join(folder, 'broken'), join(folder, 'nowhere'), join(folder, 'empty')],
    noStdin,
  );
  expect(docs.map(({ object }) => object.metadata.name)).toEqual(['fine']);
  expect(faults).toHaveLength(3);
  expect(faults[0]?.at).toMatchObject({ file: join(folder, 'broken', 'x.yaml'), line: 1 });
  expect(faults[1]?.message).toBe(`${join(folder, 'nowhere')}: there is no such file or folder`);
  expect(faults[2]?.message).toContain('has no .yaml');
});

test('nothing at all is a fault', async () => {
  expect(await names(join(folder, 'comments.yaml'))).toEqual([
    `no Kubernetes object in ${join(folder, 'comments.yaml')}`,
  ]);
});

test('a bug while reading standard input stays a bug', async () => {
  await expect(readManifests(['-'], noStdin)).rejects.toThrow('stdin was read');
});

test('templates: ours, and a folder of the user', async () => {
  expect((await readTemplate({ set: 'v2' }, 'deployment')).text).toContain('kind: Deployment');
  expect((await readTemplate({ own: folder }, 'b')).text).toBe(pod('b'));
  await expect(readTemplate({ own: folder }, 'none')).rejects.toBeInstanceOf(Fault);
});

test('templates are found from wherever the build puts the code', () => {
  const here = templatesFolder();
  expect(templatesFolder(join(here, '..', 'dist', 'main.js'))).toBe(here);
  expect(() => templatesFolder(join(folder, 'main.js'))).toThrow(Fault);
});
