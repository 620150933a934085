import { X509Certificate } from 'node:crypto';
import type { KubeObject } from '../../world.ts';
import { timeOf } from '../../modules/time-of.ts';
import { conditionOf, nameOf, specOf, statusOf } from './object-fields.ts';

/** The one of a bundle that ends first. Keys are never kept. */
export interface CertificateFact {
  /** Where it lies: `secret/shop/web-tls`, `validatingwebhookconfiguration/x webhook a.b`. */
  readonly object: string;
  readonly subject: string;
  readonly endsAt: number | undefined;
  /** Why it can't be read; '' where it could. */
  readonly unreadable: string;
}

/** Of a PEM text with one certificate or many. */
export function firstToEnd(object: string, pem: string): CertificateFact {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) return unreadable(object, 'no certificate in it');
  try {
    const [first] = blocks
      .map((block) => new X509Certificate(block))
      .map((one) => ({ subject: shortName(one.subject), endsAt: timeOf(one.validTo) ?? 0 }))
      .sort((a, b) => a.endsAt - b.endsAt);
    return { object, subject: first?.subject ?? '', endsAt: first?.endsAt, unreadable: '' };
  } catch (error) {
    return unreadable(object, error instanceof Error ? error.message : String(error));
  }
}

function unreadable(object: string, why: string): CertificateFact {
  return { object, subject: '', endsAt: undefined, unreadable: why };
}

/** The common name of `C=..\nO=..\nCN=..`, else the last part. */
function shortName(subject: string | undefined): string {
  const parts = (subject ?? '').split('\n');
  return parts.find((part) => part.startsWith('CN=')) ?? parts.at(-1) ?? '';
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

/** Only the public part is looked at. */
export function tlsSecretFactOf(secret: KubeObject): CertificateFact {
  const { namespace, name } = secret.metadata;
  const data = (secret['data'] ?? {}) as Record<string, string>;
  return firstToEnd(nameOf('secret', namespace, name), decoded(data['tls.crt'] ?? ''));
}

interface ClientConfig {
  caBundle?: string;
}

/** Of admission webhooks, of converted kinds, and of aggregated APIs: what has a caBundle. */
export function bundlesOf(object: KubeObject): CertificateFact[] {
  const owner = nameOf(object.kind.toLowerCase(), undefined, object.metadata.name);
  const { caBundle, conversion } = specOf(object) as {
    caBundle?: string;
    conversion?: { webhook?: { clientConfig?: ClientConfig } };
  };
  const hooks = (object['webhooks'] ?? []) as { name?: string; clientConfig?: ClientConfig }[];
  const bundles: [string, string | undefined][] = [
    [owner, caBundle],
    [owner, conversion?.webhook?.clientConfig?.caBundle],
    ...hooks.map(({ name = '', clientConfig }): [string, string | undefined] => [
      `${owner} webhook ${name}`,
      clientConfig?.caBundle,
    ]),
  ];
  return bundles.flatMap(([where, bundle]) => {
    const text = decoded(bundle ?? '');
    // The API server takes "\n" for no bundle at all.
    return text.trim() === '' ? [] : [firstToEnd(where, text)];
  });
}

/** A kubelet's, or anybody's, request for a certificate. */
export interface RequestFact {
  readonly name: string;
  readonly who: string;
  readonly signer: string;
  readonly createdAt: number;
  readonly state: 'pending' | 'issued' | 'denied' | 'failed';
  readonly why: string;
  readonly certificate: CertificateFact | undefined;
}

export function requestFactOf(request: KubeObject): RequestFact {
  const { username = '', signerName = '' } = specOf(request) as {
    username?: string;
    signerName?: string;
  };
  const { certificate } = statusOf(request) as { certificate?: string };
  const { name, creationTimestamp } = request.metadata;
  const denied = conditionOf(request, 'Denied');
  const failed = conditionOf(request, 'Failed');
  const state = denied ? 'denied' : failed ? 'failed' : certificate ? 'issued' : 'pending';
  const why = denied ?? failed ?? conditionOf(request, 'Approved');
  return {
    name,
    who: username,
    signer: signerName,
    createdAt: timeOf(creationTimestamp) ?? 0,
    state,
    why: why === undefined ? '' : why.message || why.reason,
    certificate: certificate
      ? firstToEnd(`certificatesigningrequest/${name}`, decoded(certificate))
      : undefined,
  };
}
