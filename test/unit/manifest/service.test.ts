import { describe, expect, test } from 'vitest';
import { lint } from '../../../src/manifest/lint.ts';
import { serviceRemarks } from '../../../src/manifest/rules/service.ts';
import { dotted } from '../../../src/manifest/tree.ts';
import { parseManifests } from '../../../src/manifest/yaml.ts';
import { sayingText } from '../../../src/messages/finding-text.ts';
import { messagesOf } from '../../../src/messages/messages.ts';
import type { KubeObject } from '../../../src/world.ts';
import { fixture, fixtureText } from './manifest-kit.ts';

const workload = fixture('v2-good').object;
const v1 = fixture('v1-good').object;
const group = 'koupleless.io';

function service(spec: object): KubeObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec };
}

const port = { port: 80, targetPort: 8080 };
const good = { selector: { app: 'orders' }, ports: [port] };

function said(spec: object, workloads: readonly KubeObject[] = [workload], live?: KubeObject) {
  return serviceRemarks(service(spec), { workloads, live, group }).map((remark) => {
    const { text: words } = sayingText(remark.message, messagesOf('en'));
    const text = remark.says === 'change' ? words : `${remark.level}: ${words}`;
    return `${remark.rule} ${dotted(remark.path)} ${text}`;
  });
}

describe('a Service beside a V2 workload', () => {
  test('one that leads to its pods has nothing to find fault with', () => {
    expect(said(good)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['no selector', { ports: [port] }, 'service-selector spec.selector error: a Service without'],
    [
      'another label value',
      { ...good, selector: { app: 'stock' } },
      'service-selector spec.selector.app error: it leads to no pod of Deployment',
    ],
    [
      'a label that pods lack',
      { ...good, selector: { app: 'orders', tier: 'web' } },
      'service-selector spec.selector.tier error: it leads to no pod of Deployment',
    ],
    [
      'a named port',
      { ...good, ports: [{ port: 80, targetPort: 'web' }] },
      "service-port spec.ports[0].targetPort error: the module's pods declare no port named web",
    ],
    [
      'Arklet',
      { ...good, ports: [port, { port: 81, targetPort: 1238 }] },
      "service-port spec.ports[1].targetPort error: 1238 is Arklet's",
    ],
    [
      'Arklet, as the port itself',
      { ...good, ports: [{ port: 1238 }] },
      "service-port spec.ports[0].targetPort error: 1238 is Arklet's",
    ],
    [
      'no target port',
      { ...good, ports: [{ port: 8080 }] },
      'service-port spec.ports[0].targetPort info: no targetPort: calls go to port 8080',
    ],
    [
      'a name in place of pods',
      { ...good, type: 'ExternalName' },
      'service-port spec.type error: ExternalName leads to a name',
    ],
  ])('%s', (_, spec, words) => {
    const [first = '', ...rest] = said(spec);
    expect(first).toContain(words);
    expect(rest).toEqual([]);
  });

  test('a named port is good where the container of the module declares it', () => {
    const spec = workload['spec'] as { template: { spec: { containers: object[] } } };
    const [container] = spec.template.spec.containers;
    const ports = [{ name: 'web', containerPort: 8080 }];
    const pod = { ...spec.template.spec, containers: [{ ...container, ports }] };
    const declaring = {
      ...workload,
      spec: { ...spec, template: { ...spec.template, spec: pod } },
    };
    const named = { ...good, ports: [{ port: 80, targetPort: 'web' }] };
    expect(said(named, [declaring])).toEqual([]);
    expect(said(named, [declaring, workload])).toHaveLength(1);
  });

  test('one version: a warning, and an error where the pods of now are of another', () => {
    const spec = workload['spec'] as { template: { metadata: { labels: object } } };
    const at = (version: string): KubeObject => {
      const labels = { ...spec.template.metadata.labels, 'module.koupleless.io/version': version };
      return {
        ...workload,
        spec: { ...spec, template: { ...spec.template, metadata: { labels } } },
      };
    };
    const pinned = { ...good, selector: { 'module.koupleless.io/version': '2.0.0' } };
    expect(said(pinned, [at('2.0.0')], at('2.0.0'))).toEqual([
      expect.stringContaining('service-version') as string,
    ]);
    expect(said(pinned, [at('2.0.0')], at('2.0.0'))[0]).toContain('warning: it asks for one');
    expect(said(pinned, [at('2.0.0')], at('1.0.0'))[0]).toContain(
      'error: the pods that run now do not carry module.koupleless.io/version so',
    );
  });
});

describe('a Service beside a ModuleDeployment', () => {
  const name = (v1['spec'] as { template: { spec: { module: { name: string } } } }).template.spec
    .module.name;
  const ports = [port];

  test('it has to ask for the mark of the module', () => {
    expect(said({ selector: { [`module.${group}/${name}`]: 'true' }, ports }, [v1])).toEqual([]);
    expect(said({ selector: { app: 'base' }, ports }, [v1])[0]).toContain(
      `it does not ask for module.${group}/${name}`,
    );
  });

  test('the prefix of the documentation is put right', () => {
    const selector = { [`module.koupleless.alipay.com/${name}`]: 'true' };
    expect(said({ selector, ports }, [v1])).toEqual([
      expect.stringContaining(`becomes module.${group}/${name}`) as string,
    ]);
  });
});

describe('lint', () => {
  const lintOf = (...texts: string[]) =>
    lint(parseManifests(texts.join('\n---\n'), 'all.yaml').docs).filter(({ rule }) =>
      rule.startsWith('service-'),
    );
  const text = (selector: string) =>
    `apiVersion: v1
kind: Service
metadata:
  name: s
  namespace: shop
spec:
  selector:
    app: ${selector}
  ports:
    - port: 80
      targetPort: 8080`;
  const inShop = fixtureText('v2-good');

  test('tells the place in the file', () => {
    const [finding] = lintOf(text('stock'), inShop);
    expect(finding).toMatchObject({ level: 'error', at: { file: 'all.yaml', line: 8 } });
  });

  test('a Service alone, of another namespace, or of something else is nobody’s business', () => {
    expect(lintOf(text('stock'))).toEqual([]);
    expect(lintOf(text('stock').replace('shop', 'other'), inShop)).toEqual([]);
    const base = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: base
  namespace: shop
spec:
  template:
    metadata:
      labels:
        app: stock
    spec:
      containers:
        - name: base
          image: registry.example.com/base:1`;
    expect(lintOf(text('stock'), inShop, base)).toEqual([]);
  });
});
