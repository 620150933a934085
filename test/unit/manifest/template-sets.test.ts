import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { lint } from '../../../src/manifest/lint.ts';
import { moduleOf } from '../../../src/manifest/module-of.ts';
import { installVariables } from '../../../src/manifest/install-variables.ts';
import { moduleVariables } from '../../../src/manifest/module-variables.ts';
import type { ModuleInput } from '../../../src/manifest/module-variables.ts';
import { readTemplate, templatesFolder } from '../../../src/manifest/reader.ts';
import { parseSettings } from '../../../src/manifest/settings.ts';
import { renderTemplate } from '../../../src/manifest/templates.ts';
import { toYaml } from '../../../src/manifest/to-yaml.ts';
import { valueAt } from '../../../src/manifest/tree.ts';
import { Fault } from '../../../src/fault.ts';
import type { Facts } from '../../../src/manifest/rule.ts';
import { cluster, v1 as installed } from './manifest-kit.ts';

const golden = fileURLToPath(new URL('../../fixtures/manifests/golden/', import.meta.url));

const v2: ModuleInput = {
  world: 'v2',
  name: 'orders',
  version: '1.10',
  url: 'https://packages.example.com/orders-1.10-ark-biz.jar',
  namespace: 'shop',
  env: 'dev',
  baseName: 'shop-base',
};
const v1: ModuleInput = { ...v2, world: 'v1', baseName: undefined, baseDeployment: 'shop-base' };

/** Those that are of another template than their world's usual one. */
const templates: Record<string, string> = {
  'v2-statefulset': 'statefulset',
  'v2-daemonset': 'daemonset',
  'v2-replicaset': 'replicaset',
  'v2-pod': 'pod',
};

async function render(input: ModuleInput, of = '') {
  const name = templates[of] ?? (input.world === 'v1' ? 'moduledeployment' : 'deployment');
  const { file, text } = await readTemplate({ set: input.world }, name);
  const { docs, faults } = renderTemplate(text, file, moduleVariables(input));
  expect(faults).toEqual([]);
  const [doc] = docs;
  if (!doc) throw new Error('nothing rendered');
  return doc;
}

const inputs: Record<string, ModuleInput> = {
  'v2-plain': v2,
  'v2-everything': {
    ...v2,
    workload: 'orders-eu',
    baseVersion: '2.0',
    clusterName: 'eu',
    replicas: 6,
    env: 'prod',
  },
  'v2-peer': { ...v2, replicas: 'peer', clusterName: 'eu' },
  'v2-soft': { ...v2, spread: 'soft', replicas: 3 },
  'v2-no-spread': { ...v2, spread: 'none' },
  'v2-one-version-per-base': { ...v2, versionsShareBase: false, replicas: 3 },
  'v2-odd-version': {
    ...v2,
    version: '1.0.0+build/7',
    url: 'https://packages.example.com/orders.jar',
  },
  'v2-statefulset': { ...v2, versionsShareBase: false, replicas: 3 },
  'v2-replicaset': { ...v2, versionsShareBase: false, replicas: 3 },
  'v2-pod': { ...v2, versionsShareBase: false, clusterName: 'eu' },
  'v2-daemonset': { ...v2, versionsShareBase: false, clusterName: 'eu' },
  'v1-plain': v1,
  'v1-peer': { ...v1, replicas: 'peer' },
  'v1-odd-name': {
    ...v1,
    name: 'Orders_Web',
    apiVersion: 'serverless.alipay.com/v1alpha1',
    replicas: 0,
  },
};

describe('what the templates become', () => {
  test.each(Object.entries(inputs))('%s', async (name, input) => {
    const text = toYaml((await render(input, name)).object);
    expect(text).toBe(readFileSync(join(golden, `${name}.yaml`), 'utf8'));
  });

  test('every golden file has its test', () => {
    expect(readdirSync(golden).sort()).toEqual(
      Object.keys(inputs)
        .map((name) => `${name}.yaml`)
        .sort(),
    );
  });

  test.each(Object.entries(inputs))('%s passes the rules unchanged', async (name, input) => {
    const doc = await render(input, name);
    const group = doc.object.apiVersion.split('/')[0] ?? '';
    const policy = input.versionsShareBase === false ? 'uninstall-then-install' : 'blue-green';
    const facts: Facts = {
      ...cluster,
      v1: { ...installed, group },
      v2: { env: input.env },
      policy,
    };
    const findings = lint([doc], facts);
    // The label that opens bases has the namespace and the name in it: no template can hold that.
    const expected = ['v1-replicas', 'v2-daemon-opening'];
    expect(findings.filter(({ rule }) => !expected.includes(rule))).toEqual([]);
    expect(moduleOf(doc.object)).toMatchObject({
      name: input.name,
      version: input.version,
      url: input.url,
    });
  });
});

describe('what cannot be rendered', () => {
  test.each<[string, ModuleInput, RegExp]>([
    ['V2 without a base', { ...v2, baseName: undefined }, /which base is orders for/],
    ['V1 without a base', { ...v1, baseDeployment: undefined }, /which base is orders for/],
    ['peer without a cluster name', { ...v2, replicas: 'peer' }, /cluster name/],
  ])('%s', (_, input, message) => {
    expect(() => moduleVariables(input)).toThrow(Fault);
    expect(() => moduleVariables(input)).toThrow(message);
  });
});

test('the README names every variable, and no other', () => {
  const readme = readFileSync(join(templatesFolder(), 'README.md'), 'utf8');
  const [modules = '', controllers = ''] = readme.split('`koupctl install`');
  const named = (text: string, column: number) =>
    [...text.matchAll(/^\| `(\w+)`\s*\|\s*(✓?)\s*\|\s*(✓?)\s*\|/gm)]
      .filter((row) => row[column] === '✓')
      .map((row) => row[1])
      .sort();
  expect(named(modules, 2)).toEqual(Object.keys(moduleVariables(v1)).sort());
  expect(named(modules, 3)).toEqual(Object.keys(moduleVariables(v2)).sort());
  const settings = { namespace: 'tools', image: 'controller:1', env: 'dev', replicas: 1 };
  expect(named(controllers, 3)).toEqual(Object.keys(installVariables(settings)).sort());
});

test('a version in no selector, both versions able to share a base', async () => {
  const { object } = await render(v2);
  expect(JSON.stringify(valueAt(object, ['spec', 'selector']))).not.toContain('version');
  const term = valueAt(object, [
    'spec',
    'template',
    'spec',
    'affinity',
    'podAntiAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    0,
  ]);
  expect(term).toEqual({
    labelSelector: {
      matchLabels: {
        'module.koupleless.io/name': 'orders',
        'module.koupleless.io/version': '1.10',
      },
    },
    topologyKey: 'kubernetes.io/hostname',
  });
});

test('settings: text unless said otherwise', () => {
  expect(parseSettings(['version=1.10', 'a=b=c', 'n:=3', 'l:=["x"]', 'e='])).toEqual({
    version: '1.10',
    a: 'b=c',
    n: 3,
    l: ['x'],
    e: '',
  });
  expect(() => parseSettings(['novalue'])).toThrow(/is no setting/);
  expect(() => parseSettings(['n:=x'])).toThrow(/the value of n is no JSON/);
});
