import { say } from '../../../src/plan/saying.ts';
import type { Plan } from '../../../src/plan/types.ts';

/** A plan as `koupctl plan` makes it for an upgrade in three batches. */
export const upgrade: Plan = {
  version: 1,
  action: 'deploy',
  world: 'v2',
  kind: 'upgrade',
  target: { context: 'prod-sh', server: 'https://10.0.0.1:6443', user: 'zhang' },
  workload: { kind: 'Deployment', namespace: 'default', name: 'biz1' },
  module: { name: 'biz1', version: '1.0.2', url: 'https://repo.example/biz1-1.0.2.jar' },
  from: { version: '1.0.1', url: 'https://repo.example/biz1-1.0.1.jar' },
  replicas: 10,
  policy: 'install-then-uninstall',
  policyReason: say('two-share'),
  proof: 'base',
  confirm: 'each',
  batches: [
    { number: 1, size: 1, cumulative: 1, candidates: ['vnode.a.dev'], exact: true },
    {
      number: 2,
      size: 3,
      cumulative: 4,
      candidates: ['vnode.b.dev', 'vnode.c.dev', 'vnode.上海.dev', 'vnode.e.dev', 'vnode.f.dev'],
      exact: false,
    },
    { number: 3, size: 6, cumulative: 10, candidates: [], exact: false },
  ],
  notes: [
    {
      field: 'spec.template.spec.tolerations',
      message: say('borrowed-before'),
      at: { file: 'biz1.yaml', line: 21, column: 7 },
    },
  ],
  risks: [
    { level: 'warning', message: say('silent-v2', ['vnode.a.dev', 'vnode.b.dev'], 10) },
    { level: 'info', message: say('begun-by', 'zhang') },
  ],
  diff: '--- live\n+++ planned\n@@ -1,2 +1,2 @@\n spec:\n-  image: biz1-1.0.1.jar\n+  image: biz1-1.0.2.jar\n',
  warnings: ['spec.template.spec.nodeSelector: deprecated'],
  manifest: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'biz1' } },
  basedOn: { uid: 'u1', resourceVersion: '42' },
};
