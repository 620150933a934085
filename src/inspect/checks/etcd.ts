import { check, found, type Finding } from '../check.ts';
import type { EtcdSeen } from '../facts/network.ts';
import type { Limits } from '../limits.ts';
import { percentOf } from '../../modules/quantity.ts';

/** etcd's own default for `--quota-backend-bytes`. */
const usualQuota = 2 * 2 ** 30;

export const etcdCheck = check('etcd', ['etcd'], ({ etcd }, { limits }) => ({
  looked: etcd.length,
  findings: [...etcd.flatMap((one) => judgeMember(one, limits)), ...together(etcd)],
}));

function judgeMember(one: EtcdSeen, limits: Limits): Finding[] {
  const object = `etcd/${one.endpoint}`;
  if (one.why !== '') return [found('fail', 'etcd-silent', object, { why: one.why })];
  const findings: Finding[] = [];
  if (!one.healthy) {
    findings.push(found('fail', 'etcd-unhealthy', object, { reason: one.reason || '-' }));
  }
  if (one.leader === '') findings.push(found('fail', 'etcd-no-leader', object));
  for (const alarm of one.alarms) findings.push(found('fail', 'etcd-alarm', object, { alarm }));
  const percent = percentOf(one.dbBytes, one.quotaBytes ?? usualQuota) ?? 0;
  if (percent > limits.etcdWarn) {
    const status = percent > limits.etcdFail ? 'fail' : 'warn';
    const mib = Math.round(one.dbBytes / 2 ** 20);
    const quota = Math.round((one.quotaBytes ?? usualQuota) / 2 ** 20);
    findings.push(
      found(status, 'etcd-large', object, { percent, mib }, [
        ['database', `${mib} MiB`],
        ['quota', `${quota} MiB${one.quotaBytes === undefined ? ' (the default)' : ''}`],
      ]),
    );
  }
  return findings;
}

/** What only a comparison shows. */
function together(all: readonly EtcdSeen[]): Finding[] {
  const spoke = all.filter(({ why }) => why === '');
  const findings: Finding[] = [];
  const leaders = new Set(
    spoke.map(({ leader }) => leader).filter((one) => one !== '' && one !== '?'),
  );
  if (leaders.size > 1) {
    const seen = spoke.map(({ endpoint, leader }) => [endpoint, leader] as const);
    findings.push(found('fail', 'etcd-leaders-differ', 'etcd', { count: leaders.size }, seen));
  }
  const versions = new Set(spoke.map(({ version }) => version));
  if (versions.size > 1) {
    const seen = spoke.map(({ endpoint, version }) => [endpoint, version] as const);
    findings.push(found('warn', 'etcd-versions-differ', 'etcd', { count: versions.size }, seen));
  }
  const members = Math.max(0, ...spoke.map((one) => one.members.length));
  if (members > 0 && members % 2 === 0) {
    const seen = [['members', spoke[0]?.members.join(', ') ?? '']] as const;
    findings.push(found('warn', 'etcd-even-members', 'etcd', { members }, seen));
  }
  return findings;
}
