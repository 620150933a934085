import type { Finding } from '../../../src/manifest/rule.ts';
import type { Edit } from '../../../src/manifest/tree.ts';
import type { Example } from './lint-examples.ts';
import { service } from './lint-service-text.ts';
import { drop, set } from './manifest-kit.ts';
import {
  component,
  container,
  expressions,
  pod,
  podLabels,
  required,
  termLabels,
  tolerations,
  versionKey,
} from './v2-paths.ts';

const v2 = (
  rule: string,
  level: Finding['level'],
  edits: readonly Edit[],
  mends?: true,
): Example => ({ rule, level, good: 'manifests/v2-good', edits, ...(mends && { mends }) });

const peer = 'metadata/labels/virtual-kubelet.koupleless.io~1strategy';
const control = 'metadata/labels/virtual-kubelet.koupleless.io~1replicas-control';

export const v2Examples: readonly Example[] = [
  v2('v2-image', 'error', [set(`${container}/image`, 'orders:1.4.0')]),
  v2('v2-image', 'error', [set(`${container}/image`, 'packages.example.com/a.jar')]),
  {
    rule: 'v2-image',
    level: 'warning',
    good: 'manifests/v2-several-modules',
    edits: [set('spec/containers/0/image', 'orders:1')],
  },
  v2('v2-biz-version', 'error', [drop(`${container}/env`)]),
  v2('v2-biz-version', 'error', [
    set(`${container}/env/0`, { name: 'BIZ_VERSION', valueFrom: { fieldRef: {} } }),
  ]),
  v2('v2-container-name', 'error', [set(`${container}/name`, 'Orders')]),
  v2('v2-name-label', 'warning', [set(`${podLabels}/module.koupleless.io~1name`, 'stock')]),
  v2('v2-same-jar', 'error', [
    set(`${pod}/containers/1`, {
      name: 'stock',
      image: 'https://packages.example.com/orders-1.4.0-ark-biz.jar',
      env: [{ name: 'BIZ_VERSION', value: '1.4.0' }],
    }),
  ]),
  v2('v2-requests', 'warning', [set(`${container}/resources`, { requests: { cpu: '1' } })]),
  v2('v2-requests', 'info', [set(`${container}/resources`, { requests: { memory: '1Gi' } })]),
  v2('v2-unused', 'info', [set(`${container}/readinessProbe`, { exec: {} })]),
  v2('v2-host-ports', 'warning', [
    set(`${container}/ports`, [{ containerPort: 80, hostPort: 80 }]),
  ]),
  v2('v2-host-ports', 'warning', [
    set(`${container}/ports`, [{ containerPort: 80 }]),
    set(`${pod}/hostNetwork`, true),
  ]),
  v2(
    'v2-label-prefix',
    'error',
    [
      drop(`${podLabels}/${component}`),
      set(`${podLabels}/module-controller.koupleless.io~1component`, 'module'),
    ],
    true,
  ),
  v2(
    'v2-label-prefix',
    'warning',
    [set('metadata/labels/module-controller.koupleless.io~1strategy', 'other')],
    true,
  ),
  v2('v2-component', 'error', [drop(`${podLabels}/${component}`)], true),
  v2('v2-env', 'warning', [set('metadata/labels/virtual-kubelet.koupleless.io~1env', 'prod')]),
  v2('v2-env', 'error', [
    set(`${pod}/nodeSelector`, { 'virtual-kubelet.koupleless.io/env': 'prod' }),
  ]),
  v2('v2-env', 'error', [
    set(`${expressions}/1`, {
      key: 'virtual-kubelet.koupleless.io/env',
      operator: 'In',
      values: ['prod'],
    }),
  ]),
  v2(
    'v2-selector-version',
    'warning',
    [set(`spec/selector/matchLabels/${versionKey}`, '1.4.0')],
    true,
  ),
  v2('v2-selector-version', 'error', [drop('spec/selector')], true),
  v2('v2-selector-match', 'error', [set(`${podLabels}/app`, 'other')], true),
  v2('v2-version-label', 'warning', [set(`${podLabels}/${versionKey}`, '1.3.0')], true),
  v2(
    'v2-topology-key',
    'warning',
    [set(`${required}/0/topologyKey`, 'topology.kubernetes.io/zone')],
    true,
  ),
  v2('v2-spread-version', 'warning', [set(required, termLabels({ app: 'orders' }))]),
  v2('v2-no-spread', 'warning', [drop(`${pod}/affinity/podAntiAffinity`)]),
  v2('v2-tolerations', 'error', [drop(tolerations)], true),
  v2('v2-tolerations', 'warning', [drop(`${tolerations}/1`), drop('metadata/labels')]),
  v2('v2-node-loss', 'warning', [drop(`${tolerations}/3`)], true),
  v2('v2-node-loss', 'warning', [set(`${tolerations}/2/tolerationSeconds`, 300)]),
  v2('v2-min-ready', 'error', [set('spec/minReadySeconds', 10)], true),
  v2('v2-min-ready', 'error', [set('kind', 'DaemonSet'), set('spec/minReadySeconds', 10)], true),
  v2('v2-deadline', 'warning', [set('spec/progressDeadlineSeconds', 2147483647)], true),
  v2('v2-grace-period', 'error', [set(`${pod}/terminationGracePeriodSeconds`, 1)], true),
  v2('v2-paused', 'error', [set('spec/paused', true)]),
  v2('v2-paused', 'warning', [set('spec/paused', false)], true),
  v2('v2-strategy', 'warning', [set('spec/strategy', { type: 'Recreate' })]),
  v2('v2-strategy', 'info', [set('spec/revisionHistoryLimit', 0)]),
  v2('v2-peer', 'error', [set(peer, 'peer')]),
  v2(
    'v2-peer',
    'error',
    [
      set(peer, 'peer'),
      set(`metadata/labels/${component}`, 'module'),
      set('metadata/labels/base.koupleless.io~1cluster-name', 'c'),
    ],
    true,
  ),
  v2(
    'v2-peer',
    'warning',
    [set(peer, 'peer'), set('metadata/labels/base.koupleless.io~1cluster-name', 'c')],
    true,
  ),
  v2('v2-replicas-control', 'warning', [set(peer, 'peer'), set(control, 'true')]),
  v2('v2-replicas-control', 'info', [set(control, 'false')]),
  v2(
    'v2-old-node-labels',
    'error',
    [set(`${expressions}/0/key`, 'vnode.koupleless.io/name')],
    true,
  ),
  v2('v2-base-match', 'warning', [drop(`${pod}/affinity/nodeAffinity`)]),
  v2(
    'v2-stack-affinity',
    'error',
    [
      set(`${expressions}/1`, {
        key: 'base.koupleless.io/stack',
        operator: 'In',
        values: ['java'],
      }),
    ],
    true,
  ),
  v2(
    'v2-daemon-nodes',
    'error',
    [set('kind', 'DaemonSet'), drop('spec/replicas'), set(`${expressions}/0/key`, 'app')],
    true,
  ),
  v2('v2-daemon-opening', 'info', [set('kind', 'DaemonSet'), drop('spec/replicas')]),
  {
    ...v2('v2-duplicate-module', 'warning', []),
    more: `apiVersion: v1
kind: Pod
metadata: {name: second, namespace: shop, labels: {virtual-kubelet.koupleless.io/component: module}}
spec:
  containers:
    - {name: orders, image: 'https://x.example.com/a.jar', env: [{name: BIZ_VERSION, value: 1.4.0}]}
`,
  },
  {
    ...v2('service-version', 'warning', []),
    more: service(
      '{selector: {app: orders, module.koupleless.io/version: 1.4.0}, ports: [{port: 80, targetPort: 80}]}',
    ),
  },
  {
    ...v2('service-port', 'error', []),
    more: service('{selector: {app: orders}, ports: [{port: 80, targetPort: http}]}'),
  },
  {
    ...v2('service-port', 'error', []),
    more: service('{selector: {app: orders}, ports: [{port: 80, targetPort: 1238}]}'),
  },
];
