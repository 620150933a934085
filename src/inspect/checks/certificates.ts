import { check, found, judgeEach, type Check, type Finding, type Situation } from '../check.ts';
import type { CertificateFact } from '../facts/certificate.ts';
import { times } from '../limits.ts';

/** The guide: what ends within 60 days is to be signed anew; under 30 it is late. */
export function judgeCertificate(
  { object, subject, endsAt, unreadable }: CertificateFact,
  { limits, now }: Situation,
): Finding | undefined {
  if (endsAt === undefined) {
    return found('warn', 'certificate-unreadable', object, {}, [['why', unreadable]]);
  }
  const left = endsAt - now;
  if (left > limits.certificateWarn) return undefined;
  const days = Math.floor(left / times.day);
  const date = new Date(endsAt).toISOString();
  const seen = [
    ['subject', subject],
    ['notAfter', date],
  ] as const;
  if (left <= 0) {
    return found('fail', 'certificate-ended', object, { days: -days, date }, seen);
  }
  const status = left > limits.certificateFail ? 'warn' : 'fail';
  return found(status, 'certificate-ends', object, { days, date }, seen);
}

export const certificateChecks: readonly Check[] = [
  check('cert-api-server', ['apiCertificate'], ({ apiCertificate }, situation) => {
    const { certificate, why } = apiCertificate;
    if (why !== '') {
      const failed = found('fail', 'tls-silent', certificate.object, {}, [['why', why]]);
      return { looked: 1, findings: [failed] };
    }
    return judgeEach([certificate], (one) => judgeCertificate(one, situation));
  }),
  check('cert-secrets', ['tlsSecrets'], ({ tlsSecrets }, situation) =>
    judgeEach(tlsSecrets, (one) => judgeCertificate(one, situation)),
  ),
  check('cert-webhooks', ['bundles'], ({ bundles }, situation) =>
    judgeEach(bundles, (one) => judgeCertificate(one, situation)),
  ),
  check('cert-requests', ['requests'], ({ requests }, situation) => {
    const { limits, now } = situation;
    return judgeEach(requests, (request) => {
      const { name, who, signer, state, why, certificate, createdAt } = request;
      const object = `certificatesigningrequest/${name}`;
      const params = { who, signer };
      const seen = [
        ['requestor', who],
        ['signer', signer],
        ['why', why],
      ] as const;
      if (state === 'denied' || state === 'failed') {
        return found('warn', `request-${state}`, object, params, seen);
      }
      if (certificate !== undefined) {
        // A client's certificate of a day is renewed in time by its kubelet; only its end counts.
        return isShort(request.createdAt, certificate, limits.certificateWarn)
          ? undefined
          : judgeCertificate(certificate, situation);
      }
      if (now - createdAt <= limits.requestPending) return undefined;
      const minutes = Math.floor((now - createdAt) / 60_000);
      return found('fail', 'request-pending', object, { ...params, minutes }, seen);
    });
  }),
];

/** Made to live for less than the limit: it would be called late from its first day. */
function isShort(madeAt: number, { endsAt }: CertificateFact, limit: number): boolean {
  return endsAt !== undefined && endsAt - madeAt <= limit;
}
