import { describe, expect, test } from 'vitest';
import { modulePodOf, type PodModule } from '../../../src/modules/module-pod.ts';
import {
  keptIn,
  modulesOf,
  namesOf,
  releaseBefore,
  releaseOf,
} from '../../../src/modules/release.ts';

const module = (name: string, version: string): PodModule => ({
  name,
  version,
  url: `http://jars.test/${name}-${version}.jar`,
});
const orders = module('orders', '2.0.0');
const stock = module('stock', '1.1.0');

describe('the modules of one pod', () => {
  test('one is itself, none is nothing', () => {
    expect(releaseOf([orders])).toBe(orders);
    expect(releaseOf([])).toBeUndefined();
    expect(modulesOf(orders)).toEqual([orders]);
  });

  test('several are named together, and each is kept', () => {
    const release = releaseOf([orders, stock]);
    expect(release).toEqual({
      name: 'orders+stock',
      version: '2.0.0+1.1.0',
      url: orders.url,
      modules: [orders, stock],
    });
    expect(release && modulesOf(release)).toEqual([orders, stock]);
  });

  test('a version that all have is said once', () => {
    expect(releaseOf([orders, module('stock', '2.0.0')])?.version).toBe('2.0.0');
  });

  test.each([
    [[], 'the module'],
    [[orders], 'orders 2.0.0'],
    [[orders, stock], 'orders 2.0.0 and stock 1.1.0'],
    [[orders, stock, module('tax', '3')], 'orders 2.0.0, stock 1.1.0 and tax 3'],
  ])('in a sentence', (modules, text) => {
    expect(namesOf(modules)).toBe(text);
  });

  test('what was before need not be the same modules', () => {
    const now = releaseOf([orders, stock]) ?? orders;
    const from = { version: '1.0.0', url: '', modules: [module('orders', '1.0.0')] };
    expect(releaseBefore(now, from)).toEqual(module('orders', '1.0.0'));
    expect(releaseBefore(orders, { version: '1.0.0', url: 'u' })).toMatchObject({
      name: 'orders',
      version: '1.0.0',
    });
    expect(releaseBefore(orders, undefined).version).toBe('the old version');
  });

  test('kept is what stays at its version', () => {
    expect(keptIn([module('orders', '1.0.0'), stock], [orders, stock])).toEqual([stock]);
    expect(keptIn([], [orders])).toEqual([]);
  });
});

test('the trouble of one container of several is told with its name', () => {
  const waiting = { waiting: { reason: 'FAILED', message: 'no' } };
  const podWith = (...containerStatuses: object[]) =>
    modulePodOf({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      status: { containerStatuses },
    }).trouble;
  expect(podWith({ name: 'a', state: {} }, { name: 'b', state: waiting })).toBe('b: FAILED: no');
  expect(podWith({ name: 'b', state: waiting })).toBe('FAILED: no');
});
