import { expect, test } from 'vitest';
import { missingV1Service, serviceLine } from '../../../src/commands/services-of.ts';
import type { KubeObject } from '../../../src/world.ts';

const shop = { name: 'shop', what: 'ClusterIP, 80 → 8080', own: true, selected: 4, strangers: [] };

test('what a Service leads to, in both languages', () => {
  const v2 = serviceLine({ ...shop, ready: ['a', 'b', 'c'], strangers: ['db-0'] }, 'v2');
  expect(v2.in('en')).toBe(
    'Service shop (ClusterIP, 80 → 8080): 3 of 4 module pods are ready endpoints, says Kubernetes; 1 of them no module: db-0',
  );
  expect(v2.in('zh')).toBe(
    'Service shop (ClusterIP, 80 → 8080)：据 Kubernetes，4 个模块 Pod 中有 3 个是就绪的端点；其中 1 个不是模块：db-0',
  );
  const v1 = serviceLine({ ...shop, ready: [] }, 'v1');
  expect(v1.in('en')).toContain(': 0 of 4 base pods with the module are ready');
  expect(v1.in('zh')).toContain('4 个有该模块的基座 Pod');
});

test('a Service that V1 should have made', () => {
  const object: KubeObject = {
    apiVersion: 'serverless.alipay.com/v1alpha1',
    kind: 'ModuleDeployment',
    metadata: { name: 'stock' },
    spec: {
      template: { spec: { module: { name: 'stock' } } },
      operationStrategy: { serviceStrategy: { enableModuleService: true } },
    },
  };
  const missing = missingV1Service(object, []);
  expect(String(missing)).toMatch(/^Service \S+ is not there, though serviceStrategy asks for it/);
  expect(missing?.in('zh')).toMatch(/^没有 Service \S+，而 serviceStrategy 要求有/);
});
