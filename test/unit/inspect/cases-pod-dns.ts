import type { PodDnsSeen } from '../../../src/inspect/facts/pod-dns.ts';
import { answer, asked, type Case } from './samples.ts';

const own = 'kubernetes.default.svc.cluster.local';
const conf = `resolv.conf
nameserver 10.0.0.10
search shop.svc.cluster.local svc.cluster.local cluster.local
options ndots:5
`;
const ownAnswer = `ask ${own}\nAddress: 10.0.0.10:53\nName:\t${own}\nAddress: 10.0.0.1\n`;
const named = (address: string): string =>
  `ask a.test\nAddress: 10.0.0.10#53\nName:\ta.test\nAddress: ${address}\n`;
const well = conf + ownAnswer + named('1.1.1.1');

function seen(said: string, more: Partial<PodDnsSeen> = {}) {
  const podDns: PodDnsSeen = {
    namespace: 'shop',
    image: 'busybox',
    node: 'n1',
    names: ['a.test'],
    end: { ran: true, said },
    service: ['10.0.0.10'],
    serviceUnread: '',
    fromHere: asked(answer('s', '1.1.1.1')).dns,
    ...more,
  };
  return { podDns };
}

const wanted = (expect: readonly string[]): Partial<PodDnsSeen> => ({
  fromHere: [{ name: 'a.test', type: 'A', expect, answers: [] }],
});
const ended = (late: boolean): Partial<PodDnsSeen> => ({
  end: { ran: false, late, why: 'ImagePullBackOff' },
});

export const podDnsCases: readonly Case[] = [
  ['pod-dns', 'as it should be', seen(well), ['ok']],
  ['pod-dns', 'with what is expected', seen(well, wanted(['1.1.1.1'])), ['ok']],
  [
    'pod-dns',
    "a node's own cache",
    seen(well.replace('nameserver 10.0.0.10', 'nameserver 169.254.20.10')),
    ['ok'],
  ],
  [
    'pod-dns',
    "docker's own DNS",
    seen(well.replace('nameserver 10.0.0.10', 'nameserver 127.0.0.11')),
    ['fail pod-dns-nameserver dns-pod/shop'],
  ],
  ['pod-dns', 'no Service to compare', seen(well, { service: [] }), ['ok']],
  [
    'pod-dns',
    'a Service that may not be read',
    seen(well, { service: [], serviceUnread: 'user "u" may not list services' }),
    ['warn pod-dns-service-unread dns-pod/shop'],
  ],
  [
    'pod-dns',
    "another namespace's search list",
    seen(well.replace('shop.svc', 'web.svc')),
    ['fail pod-dns-search dns-pod/shop'],
  ],
  ['pod-dns', 'not run', seen('', ended(false)), ['fail pod-dns-not-run dns-pod/shop']],
  ['pod-dns', 'not ended', seen('', ended(true)), ['fail pod-dns-late dns-pod/shop']],
  [
    'pod-dns',
    'an image without nslookup',
    seen(`${conf}no nslookup\n`),
    ['fail pod-dns-no-nslookup dns-pod/shop'],
  ],
  [
    'pod-dns',
    'nothing but what is expected',
    seen(well, wanted(['3.3.3.3'])),
    ['fail pod-dns-wrong dns/a.test@pod'],
  ],
  [
    'pod-dns',
    'other than from here',
    seen(conf + ownAnswer + named('2.2.2.2')),
    ['fail pod-dns-differs dns/a.test@pod'],
  ],
  [
    'pod-dns',
    'from here nobody answered',
    seen(well, { fromHere: asked(answer('s', '', { why: 'x' })).dns }),
    ['ok'],
  ],
  [
    'pod-dns',
    'no address',
    seen(`${conf}${ownAnswer}ask a.test\n** server can't find a.test: NXDOMAIN\n`),
    ['fail pod-dns-no-answer dns/a.test@pod'],
  ],
  [
    'pod-dns',
    'addresses of the other family alone',
    seen(conf + ownAnswer + named('fd00::1')),
    ['fail pod-dns-no-answer dns/a.test@pod'],
  ],
  [
    'pod-dns',
    'the one is not there, the other never came',
    seen(`${conf}ask ${own}\n;; connection timed out; no servers could be reached\n`),
    ['fail pod-dns-no-answer dns/kubernetes.default.svc@pod', 'fail pod-dns-silent dns/a.test@pod'],
  ],
  [
    'pod-dns',
    'more names than a pod can tell of',
    seen(well, {
      fromHere: [
        ...asked(answer('s', '1.1.1.1')).dns,
        { name: 'b.test', type: 'A', expect: [], answers: [] },
      ],
    }),
    ['warn pod-dns-left-out dns-pod/shop'],
  ],
];
