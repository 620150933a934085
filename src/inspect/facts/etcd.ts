import { listAt, textAt, valueAt, wordOf } from '../../manifest/tree.ts';
import type { HttpReply } from '../../world.ts';
import type { EtcdSeen } from './network.ts';

/** What one member said to each question. */
export interface EtcdAnswers {
  readonly health: HttpReply;
  readonly status: HttpReply;
  readonly members: HttpReply;
  readonly alarms: HttpReply;
}

/** The gateway writes numbers of 64 bits as text. */
export function etcdSeenOf(
  endpoint: string,
  { health, status, members, alarms }: EtcdAnswers,
): EtcdSeen {
  const said = bodyOf(health);
  const stand = bodyOf(status);
  const why = health.ok ? '' : health.why;
  const listed = listAt(bodyOf(members), ['members']);
  const ids = new Map(listed.map((one) => [textAt(one, ['ID']), textAt(one, ['name'])]));
  const leader = textAt(stand, ['leader']);
  return {
    endpoint,
    healthy: textAt(said, ['health']) === 'true' || valueAt(said, ['health']) === true,
    reason:
      textAt(said, ['reason']) || (health.ok && health.status >= 400 ? `${health.status}` : ''),
    version: textAt(stand, ['version']),
    dbBytes: Number(valueAt(stand, ['dbSize']) ?? 0) || 0,
    quotaBytes: Number(valueAt(stand, ['dbSizeQuota']) ?? 0) || undefined,
    // Members without a gateway (before 3.4) still say whether they are healthy.
    leader: status.ok && status.status === 200 ? ids.get(leader) || leader.replace(/^0$/, '') : '?',
    members: listed.map((one) => textAt(one, ['name']) || textAt(one, ['ID'])),
    alarms: listAt(bodyOf(alarms), ['alarms']).map((one) => wordOf(valueAt(one, ['alarm']))),
    why,
  };
}

function bodyOf(reply: HttpReply): unknown {
  if (!reply.ok) return undefined;
  try {
    return JSON.parse(reply.body);
  } catch {
    return undefined;
  }
}
