import { ago, command, day, now } from './facts.ts';
import { cert, time, answer, asked, web, reply, etcd, ran, type Case } from './samples.ts';

export const networkCases: readonly Case[] = [
  ['ntp', 'over a second', { ntp: [{ ...time, offsetMs: -1_001 }] }, ['fail ntp-off ntp/t:123']],
  ['ntp', 'over 30 ms', { ntp: [{ ...time, offsetMs: 31 }] }, ['warn ntp-off ntp/t:123']],
  [
    'ntp',
    'over 30 ms after a power loss',
    { ntp: [{ ...time, offsetMs: 31 }] },
    ['fail ntp-off ntp/t:123'],
    { clockFail: 30, clockWarn: 15 },
  ],
  [
    'ntp',
    'without a source',
    { ntp: [{ ...time, stratum: 16, source: 'INIT' }] },
    ['fail ntp-no-source ntp/t:123'],
  ],
  ['ntp', 'silent', { ntp: [{ ...time, why: 'x' }] }, ['fail ntp-silent ntp/t:123']],
  ['ntp', 'fine', { ntp: [time] }, ['ok']],
  ['dns', 'silent', asked(answer('a', '', { why: 'x' })), ['fail dns-no-answer dns/a.test@a']],
  [
    'dns',
    'different',
    asked(answer('a', '1.1.1.1'), answer('b', '2.2.2.2')),
    ['fail dns-answers-differ dns/a.test'],
  ],
  [
    'dns',
    'not what is expected',
    {
      dns: [{ name: 'a.test', type: 'A', expect: ['3.3.3.3'], answers: [answer('a', '1.1.1.1')] }],
    },
    ['fail dns-wrong dns/a.test@a'],
  ],
  ['dns', 'slow', asked(answer('a', '1.1.1.1', { tookMs: 201 })), ['warn dns-slow dns/a.test@a']],
  ['dns', 'the same', asked(answer('a', '1.1.1.1'), answer('b', '1.1.1.1')), ['ok']],
  [
    'tcp',
    'closed',
    { tcp: [{ name: 'web', address: 'h:1', why: 'x' }] },
    ['fail tcp-closed tcp/web@h:1'],
  ],
  ['tcp', 'open', { tcp: [{ name: 'web', address: 'h:1', why: '' }] }, ['ok']],
  [
    'virtual-ips',
    'closed',
    { virtualIps: [{ name: 'v', address: 'h:1', why: 'x' }] },
    ['fail virtual-ip-closed virtual-ip/v@h:1'],
  ],
  ['virtual-ips', 'open', { virtualIps: [{ name: 'v', address: 'h:1', why: '' }] }, ['ok']],
  [
    'http',
    'the checkService of the guide with false in it',
    { http: [{ ...reply, body: 'a:true\nb:false' }] },
    ['fail http-has http/web'],
  ],
  ['http', 'another status', { http: [{ ...reply, status: 404 }] }, ['fail http-status http/web']],
  [
    'http',
    'without what it should have',
    { http: [{ ...reply, target: { ...web, contains: 'UP' } }] },
    ['fail http-has-not http/web'],
  ],
  ['http', 'silent', { http: [{ ...reply, why: 'x' }] }, ['fail http-silent http/web']],
  ['http', 'fine', { http: [reply] }, ['ok']],
  [
    'tls',
    'ten days',
    { tls: [{ certificate: cert(now + 10 * day), why: '' }] },
    ['fail certificate-ends secret/shop/web'],
  ],
  [
    'tls',
    'silent',
    { tls: [{ certificate: cert(undefined), why: 'x' }] },
    ['fail tls-silent secret/shop/web'],
  ],
  ['tls', 'a year', { tls: [{ certificate: cert(now + 365 * day), why: '' }] }, ['ok']],
  ['etcd', 'silent', { etcd: [{ ...etcd, why: 'x' }] }, ['fail etcd-silent etcd/e1']],
  [
    'etcd',
    'not healthy, no leader, alarm',
    { etcd: [{ ...etcd, healthy: false, leader: '', alarms: ['NOSPACE'] }] },
    ['fail etcd-unhealthy etcd/e1', 'fail etcd-no-leader etcd/e1', 'fail etcd-alarm etcd/e1'],
  ],
  ['etcd', 'large', { etcd: [{ ...etcd, dbBytes: 1.9 * 2 ** 30 }] }, ['fail etcd-large etcd/e1']],
  [
    'etcd',
    'within its own quota',
    { etcd: [{ ...etcd, dbBytes: 1.9 * 2 ** 30, quotaBytes: 8 * 2 ** 30 }] },
    ['ok'],
  ],
  [
    'etcd',
    'split',
    {
      etcd: [
        etcd,
        { ...etcd, endpoint: 'e2', leader: 'e2', version: '3.5.0', members: ['e1', 'e2'] },
      ],
    },
    ['fail etcd-leaders-differ etcd', 'warn etcd-versions-differ etcd'],
  ],
  [
    'etcd',
    'two members',
    { etcd: [{ ...etcd, members: ['e1', 'e2'] }] },
    ['warn etcd-even-members etcd'],
  ],
  ['etcd', 'healthy', { etcd: [etcd] }, ['ok']],
  ['commands', 'failed', { commands: [{ ...ran, code: 1 }] }, ['fail command-failed command/own']],
  [
    'commands',
    'not run',
    { commands: [{ ...ran, why: 'x' }] },
    ['fail command-not-run command/own'],
  ],
  [
    'commands',
    'old backup',
    {
      commands: [
        {
          ...ran,
          target: command({ ageWarnMs: day, ageFailMs: 2 * day }),
          out: `${(now - 3 * day) / 1_000}\n`,
        },
      ],
    },
    ['fail command-old command/own'],
  ],
  [
    'commands',
    'backup of yesterday',
    {
      commands: [
        {
          ...ran,
          target: command({ ageWarnMs: day, ageFailMs: 2 * day }),
          out: `junk\n${ago(1.5 * day)}\n`,
        },
      ],
    },
    ['warn command-old command/own'],
  ],
  [
    'commands',
    'no time',
    { commands: [{ ...ran, target: command({ ageFailMs: day }), out: 'junk' }] },
    ['fail command-no-time command/own'],
  ],
  [
    'commands',
    'disk at 95%',
    { commands: [{ ...ran, target: command({ numberFail: 90 }), out: '/ 40%\n/data 95%\n' }] },
    ['fail command-number command/own'],
  ],
  [
    'commands',
    'offset of -31',
    {
      commands: [
        { ...ran, target: command({ numberFail: 1_000, numberWarn: 30 }), out: 'offset -31' },
      ],
    },
    ['warn command-number command/own'],
  ],
  [
    'commands',
    'no number',
    { commands: [{ ...ran, target: command({ numberFail: 90 }), out: 'x' }] },
    ['fail command-no-number command/own'],
  ],
  [
    'commands',
    'a word too much, a word too few',
    {
      commands: [
        { ...ran, target: command({ without: 'STOPPED' }), out: 'bind STOPPED' },
        { ...ran, target: command({ contains: 'RUNNING' }) },
      ],
    },
    ['fail command-has command/own', 'fail command-has-not command/own'],
  ],
  [
    'commands',
    'fresh, small, well',
    {
      commands: [
        { ...ran, target: command({ ageFailMs: day }), out: `${now / 1_000 - 60}` },
        { ...ran, target: command({ numberFail: 90 }), out: 'a 12%' },
      ],
    },
    ['ok'],
  ],
];
