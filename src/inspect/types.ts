import type { ResourceType } from '../world.ts';

function type(group: string, kind: string, plural: string, namespaced = false): ResourceType {
  return { group, version: 'v1', kind, plural, namespaced };
}

/** Kinds that every server has and that only an inspection reads. */
export const inspected = {
  request: type('certificates.k8s.io', 'CertificateSigningRequest', 'certificatesigningrequests'),
  apiService: type('apiregistration.k8s.io', 'APIService', 'apiservices'),
  validating: type(
    'admissionregistration.k8s.io',
    'ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
  ),
  mutating: type(
    'admissionregistration.k8s.io',
    'MutatingWebhookConfiguration',
    'mutatingwebhookconfigurations',
  ),
} as const;

export const metricsGroup = 'metrics.k8s.io';
export const kruiseGroup = 'apps.kruise.io';

/** The kind that a rule names: `zones.dns.example.com`, a plural, or a kind. */
export function typeNamed(types: readonly ResourceType[], name: string): ResourceType | undefined {
  const wanted = name.toLowerCase();
  const names = ({ group, kind, plural }: ResourceType): string[] => [
    group === '' ? plural : `${plural}.${group}`,
    plural,
    kind.toLowerCase(),
  ];
  return [0, 1, 2]
    .map((at) => types.find((one) => names(one)[at]?.toLowerCase() === wanted))
    .find((one) => one !== undefined);
}
