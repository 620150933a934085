/** Where a trap was read, or seen: issues, pages and files of Koupleless. */
const docs = 'docs, module-operation-v2';
const docsV1 = 'docs, module-operation';
const crd = 'module-controller V1.0.0, moduledeployments CRD';
const v1 = 'module-controller V1.0.0, moduledeployment_controller.go';
const seenV1 = 'seen on V1.0.0';
const seenV2 = 'seen on v2.2.0';
const sample = 'module-controller v2.2.0, samples/module_controller_pod.yaml';

export const sources: Readonly<Record<string, string>> = {
  'v1-group': docsV1,
  'v1-label-prefix': docsV1,
  'v1-stray-label': docsV1,
  'v1-labels': seenV1,
  'v1-module': 'koupleless #135',
  'v1-replicas': 'sofa-serverless #112',
  'v1-upgrade-policy': docsV1,
  'v1-same-policy': v1,
  'v1-scheduling-policy': crd,
  'v1-gray-time': docsV1,
  'v1-confirm': 'sofa-serverless #391, #406',
  'v1-max-unavailable': docsV1,
  'v1-batches': v1,
  'v1-beta': 'sofa-serverless #392',
  'v1-service': 'sofa-serverless #64',
  'v1-ignored': crd,
  'v1-unknown-field': crd,
  'v1-field-type': crd,
  'v1-module-template': crd,
  'v1-duplicate-module': v1,
  'v1-free-bases': seenV1,
  'v2-image': 'virtual-kubelet, common/utils/utils.go',
  'v2-biz-version': 'virtual-kubelet, common/utils/utils.go',
  'v2-container-name': 'koupleless #386',
  'v2-name-label': 'koupleless #386',
  'v2-same-jar': seenV2,
  'v2-label-prefix': docs,
  'v2-component': docs,
  'v2-selector-version': 'module-controller v2.2.0, samples/module',
  'v2-selector-match': docs,
  'v2-spread-version': 'koupleless #289',
  'v2-topology-key': docs,
  'v2-tolerations': docs,
  'v2-node-loss': seenV2,
  'v2-min-ready': seenV2,
  'v2-grace-period': seenV2,
  'v2-peer': 'koupleless #286',
  'v2-replicas-control': 'koupleless #286',
  'v2-old-node-labels': 'virtual-kubelet, model/consts.go',
  'v2-stack-affinity': docs,
  'v2-daemon-nodes': seenV2,
  'role-case': 'module-controller v2.2.0, samples/rbac',
  'v2-role-patch': 'module-controller v2.2.0, samples/rbac',
  'v2-role-logs': docs,
  'v1-role-update': 'module-controller V1.0.0, config/rbac/role.yaml',
  'controller-cluster': sample,
  'controller-dead-env': sample,
  'controller-placeholder': sample,
  'controller-tunnel': 'module-controller v2.2.0, cmd/module-controller/main.go',
  'controller-image': 'module-controller V1.0.0, config/samples',
  'controller-proxy': docs,
  'base-max-modules': 'module-controller V1.0.0, config/samples',
  'base-activation': 'koupleless #289',
  'base-heartbeat': 'runtime, arklet-core',
  'base-arklet-port': 'module-controller V1.0.0, arklet_client.go',
  'base-failed-modules': 'sofa-ark PR #939',
};

/** Traps that a manifest alone cannot show, and what does. */
export const notInAFile: readonly (readonly [trap: string, where: string])[] = [
  [
    "a new address under the old version, for which V1's controller installs nothing",
    '`plan` and `deploy`, against what is live',
  ],
  ['several bases with one hostname', '`plan` and `deploy`, by the nodes'],
  ['a base name, version or cluster that no base has', '`plan` and `deploy`, by the nodes'],
  [
    'a container name that is not the Ark-Biz-Name in the jar (koupleless #386)',
    '`deploy`, by what the base answers',
  ],
];
