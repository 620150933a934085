import { describe, expect, test } from 'vitest';
import { isIn, serviceRisks, type CallablePod } from '../../../src/plan/service-risks.ts';
import { inWords } from './in-words.ts';

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's' },
  spec: { selector: { app: 'a' }, ports: [{ port: 80, targetPort: 8080 }] },
};

const pod = (name: string, modules: string[], more: Partial<CallablePod> = {}): CallablePod => ({
  name,
  labels: { app: 'a' },
  ip: '10.1.0.1',
  modules,
  ports: [],
  ...more,
});

function texts(given: Partial<Parameters<typeof serviceRisks>[0]>): string[] {
  const facts = {
    world: 'v2' as const,
    service,
    modules: ['orders'],
    pods: [],
    baseIps: ['10.1.0.1'],
    podRanges: ['10.1.0.0/16'],
    ...given,
  };
  return inWords(serviceRisks(facts)).map(({ level, text }) => `${level} ${text}`);
}

test('of V2: the context path, and that readiness is stale', () => {
  expect(texts({ pods: [pod('own', ['orders'])] })).toEqual([
    expect.stringMatching(/^info Service s: .*context path of orders/) as string,
    expect.stringMatching(/^info Service s: .*by up to 18 s/) as string,
  ]);
});

test('pods that are no module, or another one', () => {
  const [bare = '', other = ''] = texts({
    pods: [
      pod('own', ['orders']),
      pod('base-1', []),
      pod('x', ['stock']),
      pod('y', [], { labels: {} }),
    ],
  });
  expect(bare).toContain('warning Service s: it leads to 1 pod(s) that are no module too (base-1)');
  expect(other).toContain('pods of other modules too (stock)');
});

test('a port that the base pods do not declare; those that declare none tell nothing', () => {
  const base = pod('base-1', [], { labels: {}, ports: [1238, 8090] });
  expect(texts({ pods: [base] })[0]).toContain(
    'its targetPort 8080 is none that the base pods declare (1238, 8090)',
  );
  const fine = { ...base, ports: [8080] };
  expect(texts({ pods: [fine] })[0]).toContain('context path');
  expect(texts({ pods: [{ ...base, ports: [] }] })[0]).toContain('context path');
});

describe('the way to the bases', () => {
  test('outside of the pod network it is told, as far as that is known', () => {
    expect(texts({ baseIps: ['10.1.0.1', '192.168.0.7'] })[0]).toContain(
      'warning Service s: 1 of 2 bases are outside of the cluster’s pod network (192.168.0.7)'.replace(
        '’',
        "'",
      ),
    );
    expect(texts({ podRanges: [] })[0]).toContain('info Service s: callers must reach the bases');
  });

  test('V1 calls base pods themselves', () => {
    expect(texts({ world: 'v1', baseIps: ['192.168.0.7'] })).toHaveLength(1);
  });

  test.each([
    ['10.244.1.7', '10.244.1.0/24', true],
    ['10.244.2.7', '10.244.1.0/24', false],
    ['255.255.255.255', '0.0.0.0/0', true],
    ['10.0.0.1', '10.0.0.1/32', true],
    ['10.0.0.2', '10.0.0.1', false],
    ['fd00::1', 'fd00::/8', false],
    ['10.0.0.999', '10.0.0.0/8', false],
  ])('%s in %s: %s', (ip, range, inside) => {
    expect(isIn(ip, range)).toBe(inside);
  });
});
