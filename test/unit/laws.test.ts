import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const src = join(root, 'src');

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** The law: which rooms a room may import at run time. Types of `world` and of what is carried are free. */
const rooms: Record<string, readonly string[]> = {
  main: ['cli', 'config', 'cluster', 'arklet', 'terminal', 'probe', 'etcd', 'messages', 'root'],
  cli: ['commands', 'config', 'messages', 'root'],
  commands: [
    ...['config', 'guard', 'manifest', 'plan', 'rollout', 'modules', 'diagnosis', 'inspect'],
    ...['recover', 'messages', 'root'],
  ],
  inspect: ['modules', 'manifest', 'messages', 'root'],
  recover: ['modules', 'messages', 'root'],
  diagnosis: ['guard', 'modules', 'manifest', 'root'],
  messages: ['root'],
  rollout: ['plan', 'modules', 'messages', 'root'],
  plan: ['manifest', 'modules', 'messages', 'root'],
  manifest: ['modules', 'messages', 'root'],
  modules: ['root'],
  config: ['guard', 'messages', 'root'],
  guard: ['root'],
  cluster: ['messages', 'root'],
  arklet: ['root'],
  probe: ['root'],
  etcd: ['messages', 'root'],
  terminal: ['messages', 'root'],
  root: ['root'],
};

/** Rooms whose types may be named anywhere below main: what is carried and printed. */
const typesFree = [
  'diagnosis',
  'messages',
  'guard',
  'inspect',
  'recover',
  'plan',
  'rollout',
  'modules',
  'manifest',
  'config',
  'commands',
  'cli',
];

/** Packages with one importer each. */
const packages: Record<string, string> = {
  commander: 'cli',
  '@kubernetes/client-node': 'cluster',
  chalk: 'terminal',
  'cli-table3': 'terminal',
  inquirer: 'terminal',
};

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(src, name));

function textOf(file: string): string {
  return readFileSync(file, 'utf8');
}

function roomOf(file: string): string {
  const parts = relative(src, file).split('/');
  if (parts.length > 1) return parts[0] ?? 'root';
  return parts[0] === 'main.ts' ? 'main' : 'root';
}

function importsOf(file: string): Import[] {
  const found: Import[] = [];
  const pattern =
    /(?:^|\n)\s*(import|export)\s+(type\s+)?([^'";]*?)\bfrom\s+'([^']+)'|\bimport\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g;
  for (const match of textOf(file).matchAll(pattern)) {
    const names = match[3] ?? '';
    const inner = /^\{([^}]*)\}\s*$/.exec(names.trim())?.[1];
    const allTypes = inner?.split(',').every((name) => /^\s*(type\s.*)?$/.test(name)) ?? false;
    found.push({
      from: file,
      to: match[4] ?? match[5] ?? match[6] ?? '',
      typeOnly: match[2] !== undefined || allTypes,
    });
  }
  return found;
}

const all = files.flatMap(importsOf);

describe('the import law', () => {
  test('rooms know their neighbours and no one else', () => {
    const broken = all
      .filter((one) => one.to.startsWith('.'))
      .flatMap((one) => {
        const from = roomOf(one.from);
        const to = roomOf(resolve(dirname(one.from), one.to));
        if (from === to || rooms[from]?.includes(to)) return [];
        if (one.typeOnly && typesFree.includes(to)) return [];
        return [`${relative(src, one.from)} imports ${one.to}`];
      });
    expect(broken).toEqual([]);
  });

  test('each package has one room', () => {
    const broken = all
      .filter((one) => !one.to.startsWith('.') && !one.to.startsWith('node:'))
      .flatMap((one) => {
        const home =
          packages[
            one.to
              .split('/')
              .slice(0, one.to.startsWith('@') ? 2 : 1)
              .join('/')
          ];
        return home === undefined || home === roomOf(one.from)
          ? []
          : [`${relative(src, one.from)} imports ${one.to}`];
      });
    expect(broken).toEqual([]);
  });

  test('only main imports the doors', () => {
    const doors = ['cluster', 'arklet', 'terminal', 'probe', 'etcd'];
    const broken = all
      .filter((one) => one.to.startsWith('.'))
      .filter((one) => {
        const to = roomOf(resolve(dirname(one.from), one.to));
        return doors.includes(to) && roomOf(one.from) !== to && roomOf(one.from) !== 'main';
      });
    expect(broken.map((one) => relative(src, one.from))).toEqual([]);
  });
});

const pureRooms = [
  ...['manifest', 'plan', 'modules', 'diagnosis', 'guard', 'inspect', 'recover', 'messages'],
];

describe('pure rooms', () => {
  const pure = files.filter((file) => {
    const name = relative(src, file);
    const isReader = ['manifest/reader.ts'].includes(name);
    return pureRooms.includes(roomOf(file)) && !isReader;
  });

  test.each(pure.map((file) => [relative(src, file), file]))('%s', (_, file) => {
    const text = textOf(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(text).not.toMatch(/from 'node:(fs|child_process|net|http|https|os|timers)/);
    expect(text).not.toMatch(
      /\bDate\.now\(|new Date\(\)|Math\.random\(|\bprocess\.|\bsetTimeout\(/,
    );
    // `--async` is an option that people are told of.
    expect(text).not.toMatch(/(?<!--)\basync\b|\bawait\b|\bPromise\b/);
  });
});

describe('shape', () => {
  const lengths = files.map((file) => textOf(file).split('\n').length).sort((a, b) => a - b);

  test('no file over 350 lines, most of them short', () => {
    const long = files.filter((file) => textOf(file).split('\n').length > 351);
    expect(long.map((file) => relative(src, file))).toEqual([]);
    expect(lengths[Math.floor(lengths.length * 0.95)]).toBeLessThanOrEqual(300);
  });

  test('names say what is inside', () => {
    const vague = files.filter((file) => /\/(utils?|helpers?|common|shared|index)\b/.test(file));
    expect(vague.map((file) => relative(src, file))).toEqual([]);
    const odd = files.filter((file) => !/\/[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(file));
    expect(odd.map((file) => relative(src, file))).toEqual([]);
  });

  test('nothing speaks of a machine or a registry', () => {
    const words = [
      ['/', 'root', '/'].join(''),
      ['/', 'work', '/'].join(''),
      ['registry.', 'npmjs'].join(''),
    ];
    const found = files.filter((file) => words.some((word) => textOf(file).includes(word)));
    expect(found.map((file) => relative(src, file))).toEqual([]);
  });
});
