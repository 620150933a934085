/** Places in the fixture v2-good, and pieces to put there. */
export const pod = 'spec/template/spec';
export const podLabels = 'spec/template/metadata/labels';
export const container = `${pod}/containers/0`;
export const tolerations = `${pod}/tolerations`;
export const required = `${pod}/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution`;
export const expressions = `${pod}/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchExpressions`;
export const component = 'virtual-kubelet.koupleless.io~1component';
export const versionKey = 'module.koupleless.io~1version';
export const termLabels = (labels: object) => [
  { labelSelector: { matchLabels: labels }, topologyKey: 'kubernetes.io/hostname' },
];
export const base = (labels: Record<string, string> = {}) => ({
  'base.koupleless.io/name': 'shop-base',
  'kubernetes.io/hostname': 'a',
  ...labels,
});
