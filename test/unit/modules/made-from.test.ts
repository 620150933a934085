import { describe, expect, test } from 'vitest';
import { isMadeFrom } from '../../../src/modules/made-from.ts';
import type { KubeObject } from '../../../src/world.ts';

interface Container {
  name: string;
  image: string;
  env: { name: string; value: string }[];
  [field: string]: unknown;
}

function container(version: string, name = 'stock'): Container {
  const image = `http://jars.test/${name}-${version}-ark-biz.jar`;
  return { name, image, env: [{ name: 'BIZ_VERSION', value: version }] };
}

function template(version: string, spec: object = {}, metadata: object = {}) {
  return {
    metadata: { labels: { app: 'stock', version }, ...metadata },
    spec: { containers: [container(version)], tolerations: [{ key: 'vnode' }], ...spec },
  };
}

/** As the server makes it: bound, with what admission adds. */
function pod(made: ReturnType<typeof template>, more: object = {}): KubeObject {
  const { containers, tolerations, ...rest } = made.spec;
  const mount = { name: 'kube-api-access-x', mountPath: '/var/run/secrets' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stock-x', ...made.metadata },
    spec: {
      ...rest,
      containers: containers.map((one) => ({ ...one, volumeMounts: [mount] })),
      tolerations: [{ key: 'node.kubernetes.io/not-ready' }, ...tolerations],
      nodeName: 'vnode.10.0.0.1.dev',
      ...more,
    },
  };
}

describe('a pod is of a template', () => {
  test('that made it, whatever admission and the scheduler added', () => {
    expect(isMadeFrom(template('1.0.0'), pod(template('1.0.0')))).toBe(true);
  });

  test.each<[string, unknown]>([
    ['of another version', template('2.0.0')],
    [
      'with another package',
      template('1.0.0', { containers: [{ ...container('1.0.0'), image: 'x.jar' }] }),
    ],
    [
      'with one module more',
      template('1.0.0', { containers: [container('1.0.0'), container('1', 'b')] }),
    ],
    [
      'with a toleration more',
      template('1.0.0', { tolerations: [{ key: 'vnode' }, { key: 'new' }] }),
    ],
    ['for other bases', template('1.0.0', { nodeSelector: { base: 'b' } })],
    [
      'that was restarted by an annotation',
      template('1.0.0', {}, { annotations: { restartedAt: '1' } }),
    ],
    ['with another label', template('1.0.0', {}, { labels: { app: 'stock', version: 'x' } })],
  ])('and not of one %s', (_, other) => {
    expect(isMadeFrom(other, pod(template('1.0.0')))).toBe(false);
  });

  test('not with a module that the template does not have, though it has all others', () => {
    const two = template('1.0.0', { containers: [container('1.0.0'), container('1', 'b')] });
    expect(isMadeFrom(template('1.0.0'), pod(two))).toBe(false);
  });

  test('with a container beside it that is no module', () => {
    const sidecar = { name: 'proxy', image: 'registry.test/proxy:1', env: [] };
    const more = { containers: [container('1.0.0'), sidecar] };
    expect(isMadeFrom(template('1.0.0'), pod(template('1.0.0'), more))).toBe(true);
  });
});
