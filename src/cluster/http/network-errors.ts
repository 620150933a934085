import type { Fault } from '../../fault.ts';
import { faultOf, type FaultSaying, type FaultTexts } from '../../messages/fault-of.ts';
import type { Told } from '../../messages/told.ts';
import type { ClusterTarget } from '../../world.ts';
import { sayAction, type Action } from './action.ts';
import type { NetworkTrouble } from './transport.ts';

/** A connection that failed, as what it means for the user. */
export function faultOfTrouble(
  trouble: NetworkTrouble,
  action: Action,
  target: ClusterTarget,
): Fault {
  const details = [trouble.message];
  if (action.writes && trouble.sent) {
    details.unshift(`whether it did ${sayAction(action)} is not known: look before repeating it`);
  }
  const say: FaultSaying = ({ cluster: { network } }) => explain(network, trouble, target);
  return faultOf(say, { outcome: 'unreachable', details, cause: trouble });
}

type Words = FaultTexts['cluster']['network'];

function explain(
  say: Words,
  { code, message }: NetworkTrouble,
  { server, context }: ClusterTarget,
): Told {
  switch (code) {
    case 'ECONNREFUSED':
      return say.refused(server, context);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return say.noHost(server, context);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return say.noWay(server, context);
    case 'ETIMEDOUT':
    case 'TIMEOUT':
      return say.silent(server, context, message);
    case 'CERT_HAS_EXPIRED':
      return say.certificateOver(server);
    case 'CERT_NOT_YET_VALID':
      return say.certificateEarly(server);
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return say.otherNames(server);
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_SIGNATURE_FAILURE':
      return say.otherAuthority(server);
    default:
      return explainOthers(say, code, { server, context });
  }
}

function explainOthers(
  say: Words,
  code: string,
  { server, context }: Pick<ClusterTarget, 'server' | 'context'>,
): Told {
  if (code.startsWith('HPE_') || code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return say.notKubernetes(server, context);
  }
  if (code.startsWith('ERR_SSL_')) return say.noTls(server);
  return say.broke(server, context);
}
