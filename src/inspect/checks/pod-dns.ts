import { check, found, type Check, type Finding, type Judged } from '../check.ts';
import { askSeconds, mostNames, podSeconds } from '../dns-pod.ts';
import type { DnsSeen } from '../facts/network.ts';
import { podDnsOf, type PodDns, type PodDnsAnswer, type PodDnsSeen } from '../facts/pod-dns.ts';

/** What every container has to find. */
const ownName = 'kubernetes.default';

export const podDnsCheck: Check = check('pod-dns', ['podDns'], ({ podDns }) => judge(podDns));

function judge(seen: PodDnsSeen): Judged {
  const { namespace, image, node, end, names, fromHere } = seen;
  const object = `dns-pod/${namespace}`;
  const about = [
    ['image', image],
    ['node', node],
  ] as const;
  if (!end.ran) {
    const { late, why } = end;
    const params = { why, seconds: podSeconds };
    const code = late ? 'pod-dns-late' : 'pod-dns-not-run';
    return { looked: 0, findings: [found('fail', code, object, params, [['why', why], ...about])] };
  }
  const dns = podDnsOf(end.said);
  const findings = judgeConf(object, dns, seen);
  if (!dns.hasNslookup) {
    findings.push(found('fail', 'pod-dns-no-nslookup', object, { image }));
    return { looked: 1, findings };
  }
  findings.push(...judgeOwn(dns.answers));
  const asked = fromHere.filter(({ name }) => names.includes(name));
  findings.push(...asked.flatMap((one) => judgeName(one, dns.answers)));
  const count = fromHere.length - asked.length;
  if (count > 0) {
    findings.push(found('warn', 'pod-dns-left-out', object, { count, most: mostNames }));
  }
  return { looked: 2 + asked.length, findings };
}

function judgeConf(object: string, dns: PodDns, seen: PodDnsSeen): Finding[] {
  const { nameservers, search } = dns;
  const { service, serviceUnread, namespace, node } = seen;
  const says = nameservers.join(', ') || '-';
  const conf = [
    ['nameserver', says],
    ['search', search.join(' ')],
    ['node', node],
  ] as const;
  const findings: Finding[] = [];
  // Link-local is a cache on the node itself, before the cluster DNS.
  const isRight = nameservers.some((one) => service.includes(one) || one.startsWith('169.254.'));
  if (serviceUnread !== '') {
    findings.push(found('warn', 'pod-dns-service-unread', object, { why: serviceUnread }));
  } else if (service.length > 0 && !isRight) {
    const params = { says, wanted: service.join(', ') };
    findings.push(found('fail', 'pod-dns-nameserver', object, params, conf));
  }
  const wanted = `${namespace}.svc.`;
  if (!search.some((one) => one.startsWith(wanted))) {
    const params = { search: search.join(' ') || '-', wanted: `${wanted}…` };
    findings.push(found('fail', 'pod-dns-search', object, params, conf));
  }
  return findings;
}

function judgeOwn(answers: readonly PodDnsAnswer[]): Finding[] {
  const own = answers.find(({ name }) => name.startsWith(`${ownName}.`));
  return own?.why === '' ? [] : [unanswered(`${ownName}.svc`, own)];
}

function judgeName(
  { name, type, expect, answers: servers }: DnsSeen,
  answers: readonly PodDnsAnswer[],
): Finding[] {
  const answer = answers.find((one) => one.name === name);
  const own = (answer?.addresses ?? []).filter((one) => one.includes(':') === (type === 'AAAA'));
  if (own.length === 0) return [unanswered(name, answer)];
  const object = objectOf(name);
  const addresses = own.join(', ');
  if (expect.some((one) => !own.includes(one))) {
    return [found('fail', 'pod-dns-wrong', object, { addresses, wanted: expect.join(', ') })];
  }
  const spoke = servers.filter(({ why }) => why === '');
  const isKnown = spoke.some((one) => [...one.addresses].sort().join() === [...own].sort().join());
  if (spoke.length === 0 || isKnown) return [];
  const seen = spoke.map((one) => [one.server, one.addresses.join(', ')] as const);
  const wanted = spoke[0]?.addresses.join(', ') || '-';
  return [found('fail', 'pod-dns-differs', object, { addresses, wanted }, seen)];
}

function unanswered(name: string, answer: PodDnsAnswer | undefined): Finding {
  const object = objectOf(name);
  if (answer === undefined) return found('fail', 'pod-dns-silent', object, { seconds: askSeconds });
  return found('fail', 'pod-dns-no-answer', object, { why: answer.why || 'NODATA' });
}

function objectOf(name: string): string {
  return `dns/${name}@pod`;
}
