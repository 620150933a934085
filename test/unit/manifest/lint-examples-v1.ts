import type { Finding } from '../../../src/manifest/rule.ts';
import type { Edit } from '../../../src/manifest/tree.ts';
import type { Example } from './lint-examples.ts';
import { service } from './lint-service-text.ts';
import { drop, set } from './manifest-kit.ts';

const strategy = 'spec/operationStrategy';
const module = 'spec/template/spec/module';
const v1 = (
  rule: string,
  level: Finding['level'],
  edits: readonly Edit[],
  mends?: true,
): Example => ({ rule, level, good: 'manifests/v1-good', edits, ...(mends && { mends }) });
const v1Module = (name: string) =>
  `apiVersion: koupleless.io/v1alpha1
kind: ModuleDeployment
metadata: {name: ${name}, namespace: shop, labels: {a: b}}
spec:
  baseDeploymentName: shop-base
  replicas: 1
  template: {spec: {module: {name: stock, version: 1.0.2, url: 'https://x.example.com/a.jar'}}}
`;

export const v1Examples: readonly Example[] = [
  v1('string-fields', 'error', [set(`${module}/version`, 1.1)], true),
  v1('v1-group', 'error', [set('apiVersion', 'koupleless.alipay.com/v1alpha1')], true),
  v1('v1-label-prefix', 'warning', [set('metadata/labels/koupleless.alipay.com~1team', 'a')], true),
  v1('v1-labels', 'error', [drop('metadata/labels')], true),
  v1('v1-module', 'error', [set(`${module}/url`, 'packages.example.com/stock.jar')]),
  v1('v1-module', 'error', [drop('spec/template')]),
  v1('v1-replicas', 'warning', [set('spec/replicas', -1)]),
  v1('v1-replicas', 'warning', [drop('spec/replicas')]),
  v1('v1-replicas', 'error', [set('spec/replicas', 'two')]),
  v1(
    'v1-upgrade-policy',
    'warning',
    [set(`${strategy}/upgradePolicy`, 'installThenUninstall')],
    true,
  ),
  v1('v1-upgrade-policy', 'warning', [set(`${strategy}/upgradePolicy`, 'rolling')]),
  v1('v1-same-policy', 'info', [set(`${strategy}/upgradePolicy`, 'uninstall_then_install')]),
  v1(
    'v1-scheduling-policy',
    'error',
    [set('spec/schedulingStrategy/schedulingPolicy', 'Scatter')],
    true,
  ),
  v1(
    'v1-gray-time',
    'warning',
    [drop(`${strategy}/grayTimeBetweenBatchSeconds`), set(`${strategy}/grayTime`, '120s')],
    true,
  ),
  v1('v1-confirm', 'warning', [set('spec/confirmBatchNum', 1)], true),
  v1('v1-confirm', 'warning', [set('spec/pause', false)], true),
  v1('v1-max-unavailable', 'warning', [set('spec/maxUnavailable', '50%')], true),
  v1('v1-max-unavailable', 'error', [set(`${strategy}/maxUnavailable`, '50%')], true),
  v1('v1-batches', 'warning', [set(`${strategy}/needConfirm`, false), set('spec/replicas', 5)]),
  v1('v1-batches', 'warning', [
    set(`${strategy}/needConfirm`, false),
    set(`${strategy}/grayTimeBetweenBatchSeconds`, 60),
  ]),
  v1('v1-beta', 'info', [set(`${strategy}/useBeta`, true), set('spec/replicas', 4)]),
  v1('v1-service', 'error', [set(`${strategy}/serviceStrategy`, { enableModuleService: true })]),
  v1('v1-service', 'info', [
    set(`${strategy}/serviceStrategy`, { enableModuleService: true, port: 80 }),
  ]),
  v1('v1-ignored', 'info', [set('spec/revisionHistoryLimit', 3)]),
  v1('v1-ignored', 'info', [set('spec/progressDeadlineSeconds', 3)]),
  v1('v1-ignored', 'info', [set('spec/template/spec/upgradePolicy', 'x')]),
  v1(
    'v1-unknown-field',
    'warning',
    [set(`${strategy}/needconfirm`, true), drop(`${strategy}/needConfirm`)],
    true,
  ),
  v1('v1-unknown-field', 'warning', [set('spec/batches', 3)]),
  v1('v1-field-type', 'error', [set(`${strategy}/needConfirm`, 'true')], true),
  v1('v1-field-type', 'error', [set(`${strategy}/batchCount`, 'two')]),
  { ...v1('v1-duplicate-module', 'error', []), more: v1Module('other') },
  { ...v1('duplicate-object', 'error', []), more: v1Module('stock') },
  {
    ...v1('v1-module-template', 'warning', []),
    more: 'apiVersion: koupleless.io/v1alpha1\nkind: ModuleTemplate\nmetadata: {name: t}\ntemplate: {}\n',
  },
  {
    ...v1('v1-stray-label', 'warning', [], true),
    more: service(
      '{selector: {module.koupleless.alipay.com/stock: "true"}, ports: [{port: 80, targetPort: 80}]}',
    ),
  },
  {
    ...v1('service-selector', 'error', []),
    more: service('{selector: {app: x}, ports: [{port: 80, targetPort: 80}]}'),
  },
];
