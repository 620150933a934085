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
  const say: FaultSaying = (words) => explain(words, trouble, target);
  const details = (words: FaultTexts): string[] => {
    const why = trouble.in(words);
    return [
      ...(action.writes && trouble.sent ? [words.cluster.unsure(sayAction(action))] : []),
      // Said by the message already where nothing came.
      ...(say(words).text.includes(why) ? [] : [why]),
    ];
  };
  return faultOf(say, { outcome: 'unreachable', details, cause: trouble });
}

function explain(
  words: FaultTexts,
  trouble: NetworkTrouble,
  { server, context }: ClusterTarget,
): Told {
  const say = words.cluster.network;
  const { code } = trouble;
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
      return say.silent(server, context, trouble.in(words));
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
  say: FaultTexts['cluster']['network'],
  code: string,
  { server, context }: Pick<ClusterTarget, 'server' | 'context'>,
): Told {
  if (code.startsWith('HPE_') || code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return say.notKubernetes(server, context);
  }
  if (code.startsWith('ERR_SSL_')) return say.noTls(server);
  return say.broke(server, context);
}
