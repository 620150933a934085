import { Fault } from '../../fault.ts';
import type { ClusterTarget } from '../../world.ts';
import { sayAction, type Action } from './action.ts';
import type { NetworkTrouble } from './transport.ts';

interface Words {
  readonly message: string;
  readonly fix: string;
}

/** A connection that failed, as what it means for the user. */
export function faultOfTrouble(
  trouble: NetworkTrouble,
  action: Action,
  target: ClusterTarget,
): Fault {
  const { message, fix } = explain(trouble.code, trouble.message, target);
  const details = [trouble.message];
  if (action.writes && trouble.sent) {
    details.unshift(`whether it did ${sayAction(action)} is not known: look before repeating it`);
  }
  return new Fault(message, { outcome: 'unreachable', details, fix, cause: trouble });
}

function explain(code: string, message: string, { server, context }: ClusterTarget): Words {
  const address = `check the server of context ${context}, VPN and proxy settings`;
  const renew = 'fetch a new kubeconfig for this cluster';
  switch (code) {
    case 'ECONNREFUSED':
      return {
        message: `${server} refuses the connection`,
        fix: `is the API server up? ${address}`,
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { message: `the host of ${server} is not known`, fix: `check DNS; ${address}` };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { message: `there is no way to ${server}`, fix: address };
    case 'ETIMEDOUT':
    case 'TIMEOUT':
      return { message: `${server} does not answer: ${message}`, fix: address };
    case 'CERT_HAS_EXPIRED':
      return {
        message: `the certificate of ${server} has expired`,
        fix: "renew the API server's certificate, and check this machine's clock",
      };
    case 'CERT_NOT_YET_VALID':
      return {
        message: `the certificate of ${server} is not valid yet`,
        fix: "check this machine's clock",
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        message: `the certificate of ${server} is for other names`,
        fix: 'use a name it is for, or set tls-server-name in the kubeconfig',
      };
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_SIGNATURE_FAILURE':
      return {
        message: `the certificate of ${server} is not from the kubeconfig's certificate authority`,
        fix: `${renew}: the cluster behind this address may be another one`,
      };
    default:
      return explainOthers(code, server, { address, renew });
  }
}

function explainOthers(
  code: string,
  server: string,
  { address, renew }: { address: string; renew: string },
): Words {
  if (code.startsWith('HPE_') || code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    const message = `what answers at ${server} is not a Kubernetes API server`;
    return { message, fix: address };
  }
  if (code.startsWith('ERR_SSL_')) {
    return { message: `${server} and this machine can't agree on TLS`, fix: renew };
  }
  return { message: `the connection to ${server} broke`, fix: `try again; ${address}` };
}
