import type { Example } from './lint-examples.ts';
import { drop, set } from './manifest-kit.ts';
import { container, podLabels } from './v2-paths.ts';

const role = { good: 'lint/install-v2', document: 0 } as const;
const controller = { good: 'lint/install-v2', document: 1 } as const;
const env = `${container}/env`;
const base = { good: 'lint/install-v2', document: 2 } as const;
const v1Base = { good: 'lint/install-v1', document: 2 } as const;
const args = `${container}/args`;

export const installationExamples: readonly Example[] = [
  {
    ...role,
    rule: 'role-case',
    level: 'error',
    mends: true,
    edits: [set('rules/1/resources/1', 'daemonSets')],
  },
  {
    ...role,
    rule: 'v2-role-patch',
    level: 'warning',
    edits: [set('rules/1/verbs', ['get', 'list'])],
  },
  {
    ...role,
    rule: 'v2-role-logs',
    level: 'warning',
    edits: [set('rules/0/resources', ['pods', 'nodes'])],
  },
  {
    good: 'lint/install-v1',
    document: 0,
    rule: 'v1-role-update',
    level: 'warning',
    edits: [set('rules/1/verbs', ['get', 'list'])],
  },
  {
    ...controller,
    rule: 'controller-cluster',
    level: 'error',
    edits: [set(`${env}/1/value`, 'false')],
  },
  {
    good: 'lint/install-v1',
    document: 1,
    rule: 'controller-cluster',
    level: 'error',
    edits: [set('spec/replicas', 3)],
  },
  {
    ...controller,
    rule: 'controller-dead-env',
    level: 'warning',
    mends: true,
    edits: [set(`${env}/3/name`, 'ENABLE_MODULE_DEPLOYMENT_CONTROLLER')],
  },
  {
    ...controller,
    rule: 'controller-dead-env',
    level: 'warning',
    mends: true,
    edits: [set(`${env}/5`, { name: 'ENABLE_MODULE_DEPLOYMENT_CONTROLLER', value: 'true' })],
  },
  {
    ...controller,
    rule: 'controller-placeholder',
    level: 'error',
    edits: [set(`${env}/2/value`, 'YOUR_ENV')],
  },
  {
    ...controller,
    rule: 'controller-tunnel',
    level: 'error',
    edits: [set(`${env}/0/value`, 'false')],
  },
  {
    ...controller,
    rule: 'controller-tunnel',
    level: 'warning',
    edits: [set(`${env}/5`, { name: 'ENABLE_MQTT_TUNNEL', value: 'true' })],
  },
  {
    ...controller,
    rule: 'controller-image',
    level: 'warning',
    edits: [set(`${container}/image`, 'registry.example.com/module-controller-v2')],
  },
  {
    ...controller,
    rule: 'controller-image',
    level: 'warning',
    edits: [set(`${container}/image`, 'registry.example.com/module-controller-v2:latest')],
  },
  {
    good: 'lint/install-v1',
    document: 1,
    rule: 'controller-image',
    level: 'warning',
    edits: [set(`${container}/image`, 'registry.example.com/module-controller:youji-dev')],
  },
  {
    ...controller,
    rule: 'controller-proxy',
    level: 'error',
    edits: [drop(`${container}/volumeMounts`)],
  },
  {
    ...controller,
    rule: 'controller-env',
    level: 'warning',
    edits: [set(`${env}/2/value`, 'prod')],
    more: `apiVersion: v1
kind: Pod
metadata: {name: orders, namespace: shop, labels: {virtual-kubelet.koupleless.io/component: module}}
spec:
  containers:
    - {name: orders, image: 'https://x.example.com/a.jar', env: [{name: BIZ_VERSION, value: 1.4.0}]}
  tolerations:
    - {key: schedule.koupleless.io/node-env, operator: Equal, value: dev, effect: NoExecute}
`,
  },
  {
    ...base,
    rule: 'base-max-modules',
    level: 'warning',
    edits: [set(`${podLabels}/maxModuleCount`, '10')],
  },
  {
    ...base,
    rule: 'base-max-modules',
    level: 'warning',
    edits: [set(`${podLabels}/koupleless.io~1max-module-count`, 'ten')],
  },
  {
    ...base,
    rule: 'base-max-modules',
    level: 'warning',
    edits: [
      drop(`${podLabels}/koupleless.io~1max-module-count`),
      set('metadata/labels', { 'koupleless.io/max-module-count': '10' }),
    ],
  },
  {
    ...base,
    rule: 'base-activation',
    level: 'warning',
    edits: [set(`${args}/3`, '-Dsofa.ark.activate.multi.biz.version.enable=true')],
  },
  {
    ...base,
    rule: 'base-heartbeat',
    level: 'error',
    edits: [set(`${args}/0`, '-Dkoupleless.arklet.http.heartbeat.endpoint=module-controller:7777')],
  },
  {
    ...base,
    rule: 'base-heartbeat',
    level: 'error',
    edits: [
      set(
        `${args}/0`,
        '-Dkoupleless.arklet.http.heartbeat.endpoint=http://module-controller:7777/heartbeat',
      ),
    ],
  },
  { ...base, rule: 'base-heartbeat', level: 'warning', edits: [drop(`${args}/0`)] },
  { ...base, rule: 'base-failed-modules', level: 'info', edits: [drop(`${args}/2`)] },
  {
    ...v1Base,
    rule: 'base-arklet-port',
    level: 'error',
    edits: [set(`${env}/0/value`, '-Dkoupleless.arklet.http.port=8888')],
  },
  { ...v1Base, rule: 'v1-free-bases', level: 'error', edits: [set('spec/replicas', 1)] },
  { ...v1Base, rule: 'v1-free-bases', level: 'warning', edits: [set('spec/replicas', 2)] },
  {
    good: 'lint/install-v1',
    document: 3,
    rule: 'v1-free-bases',
    level: 'warning',
    edits: [set('spec/replicas', 3)],
  },
];
