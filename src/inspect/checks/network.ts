import { check, found, judgeEach, type Check, type Finding } from '../check.ts';
import type { DnsAnswer, DnsSeen, HttpSeen, TcpSeen } from '../facts/network.ts';
import type { Limits } from '../limits.ts';
import { judgeCertificate } from './certificates.ts';
import { judgeCommand } from './commands.ts';
import { etcdCheck } from './etcd.ts';
import { podDnsCheck } from './pod-dns.ts';

/** NTP says 0 or 16 of a server that has no source itself. */
const lastStratum = 15;

const ntp = check('ntp', ['ntp'], ({ ntp: seen }, { limits }) =>
  judgeEach(seen, ({ server, offsetMs, delayMs, stratum, source, why }) => {
    const object = `ntp/${server}`;
    if (why !== '') return found('fail', 'ntp-silent', object, { why });
    const facts = [
      ['offset', `${Math.round(offsetMs * 10) / 10} ms`],
      ['delay', `${Math.round(delayMs * 10) / 10} ms`],
      ['stratum', stratum],
      ['source', source],
    ] as const;
    if (stratum === 0 || stratum > lastStratum) {
      return found('fail', 'ntp-no-source', object, { source: source || '-' }, facts);
    }
    const off = Math.abs(offsetMs);
    const status = off > limits.clockFail ? 'fail' : off > limits.clockWarn ? 'warn' : 'ok';
    const code = status === 'ok' ? 'ntp-fine' : 'ntp-off';
    return found(status, code, object, { offset: Math.round(offsetMs) }, facts);
  }),
);

const dns = check('dns', ['dns'], ({ dns: seen }, { limits }) =>
  judgeEach(seen, (one) => judgeDns(one, limits)),
);

function judgeDns({ name, type, expect, answers }: DnsSeen, limits: Limits): Finding[] {
  const object = `dns/${name}`;
  const facts = answers.map(
    ({ server, addresses, why, tookMs }) =>
      [server, why === '' ? `${addresses.join(', ')} in ${Math.round(tookMs)} ms` : why] as const,
  );
  const silent = answers.filter(({ why }) => why !== '');
  const spoke = answers.filter(({ why }) => why === '');
  const slow = spoke.filter(({ tookMs }) => tookMs > limits.dnsSlow);
  const wrong = spoke.filter((one) => expect.length > 0 && !isSame(one.addresses, expect));
  const differ =
    expect.length === 0 && new Set(spoke.map((one) => [...one.addresses].sort().join())).size > 1;
  return [
    ...silent.map(({ server, why }) =>
      found('fail', 'dns-no-answer', `${object}@${server}`, { why }, [[server, why]]),
    ),
    ...wrong.map(({ server, addresses }) => {
      const params = { addresses: addresses.join(', ') || '-', wanted: expect.join(', ') };
      return found('fail', 'dns-wrong', `${object}@${server}`, params, [[type, params.addresses]]);
    }),
    ...(differ
      ? [found('fail', 'dns-answers-differ', object, { servers: spoke.length }, facts)]
      : []),
    ...slow.map(({ server, tookMs }: DnsAnswer) =>
      found('warn', 'dns-slow', `${object}@${server}`, { ms: Math.round(tookMs) }),
    ),
  ];
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join() === [...other].sort().join();
}

function judgeTcp(kind: 'tcp' | 'virtual-ip', { name, address, why }: TcpSeen): Finding[] {
  const object = `${kind}/${name}@${address}`;
  return why === '' ? [] : [found('fail', `${kind}-closed`, object, { why })];
}

function judgeHttp({ target, status, body, why }: HttpSeen): Finding[] {
  const object = `http/${target.name}`;
  const first = body.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
  const facts = [
    ['url', target.url],
    ['status', status],
    ['answer', first],
  ] as const;
  if (why !== '') return [found('fail', 'http-silent', object, { why }, [['url', target.url]])];
  if (status !== target.status) {
    return [found('fail', 'http-status', object, { status, wanted: target.status }, facts)];
  }
  const { contains, without } = target;
  if (without !== '' && body.includes(without)) {
    // The line that has it says which part is not well.
    const line = body.split('\n').find((one) => one.includes(without)) ?? '';
    const seen = [...facts, ['line', line.trim().slice(0, 200)] as const];
    return [found('fail', 'http-has', object, { text: without }, seen)];
  }
  if (contains !== '' && !body.includes(contains)) {
    return [found('fail', 'http-has-not', object, { text: contains }, facts)];
  }
  return [];
}

export const networkChecks: readonly Check[] = [
  ntp,
  dns,
  podDnsCheck,
  check('tcp', ['tcp'], ({ tcp }) => judgeEach(tcp, (one) => judgeTcp('tcp', one))),
  check('http', ['http'], ({ http }) => judgeEach(http, judgeHttp)),
  check('tls', ['tls'], ({ tls }, situation) =>
    judgeEach(tls, ({ certificate, why }) =>
      why === ''
        ? judgeCertificate(certificate, situation)
        : found('fail', 'tls-silent', certificate.object, {}, [['why', why]]),
    ),
  ),
  check('virtual-ips', ['virtualIps'], ({ virtualIps }) =>
    judgeEach(virtualIps, (one) => judgeTcp('virtual-ip', one)),
  ),
  etcdCheck,
  check('commands', ['commands'], ({ commands }, { now }) =>
    judgeEach(commands, (one) => judgeCommand(one, now)),
  ),
];
