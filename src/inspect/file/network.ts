import { componentPorts } from '../ports.ts';
import type {
  CommandTarget,
  DnsTarget,
  HttpTarget,
  NetworkSettings,
  TcpTarget,
} from '../settings.ts';
import { duration, number, place, port, url } from './parsers.ts';
import { Mistake, type Section } from './section.ts';

const ports = { ntp: 123, dns: 53, tls: 443 };
const commandMs = 10_000;

const plain = (text: string): string => text;

/** The `probes` of a checks file. */
export function readNetwork(probes: Section): NetworkSettings {
  return {
    ntp: probes.list('ntp', place(ports.ntp)),
    dns: probes.sections('dns', dnsTarget),
    tcp: probes.sections('tcp', tcpTarget),
    http: probes.sections('http', httpTarget),
    tls: probes.list('tls', place(ports.tls)),
    virtualIps: probes.sections('virtualIps', tcpTarget),
    etcd: probes.section('etcd', (one) => {
      if (!one.has('endpoints')) one.wrong((say) => say.missing('endpoints'));
      return {
        endpoints: one.list('endpoints', url),
        ca: one.text('ca'),
        cert: one.text('cert'),
        key: one.text('key'),
      };
    }),
    commands: probes.sections('commands', commandTarget),
  };
}

function dnsTarget(one: Section): DnsTarget {
  if (!one.has('servers')) one.wrong((say) => say.noServers);
  return {
    name: one.needed('name'),
    type: one.read('type', 'A' as const, (text) => {
      if (text !== 'A' && text !== 'AAAA') throw new Mistake((say) => say.notARecordType(text));
      return text;
    }),
    servers: one.list('servers', place(ports.dns)),
    expect: one.list('expect', plain),
  };
}

function tcpTarget(one: Section): TcpTarget {
  const component = one.read('component', undefined, (text) => {
    if (componentPorts[text] !== undefined) return text;
    throw new Mistake((say) => say.unknownComponent(text, Object.keys(componentPorts)));
  });
  const hosts = one.list('hosts', plain);
  const own = one.list('ports', port);
  const onNodes = one.flag('onNodes');
  const known = component === undefined ? [] : (componentPorts[component] ?? []);
  if (own.length + known.length === 0 && !one.has('component')) {
    one.wrong((say) => say.noPort);
  }
  if (hosts.length === 0 && !onNodes) one.wrong((say) => say.noHost);
  const name = one.text('name', component ?? hosts[0] ?? '');
  return { name, hosts, onNodes, ports: own.length > 0 ? own : known };
}

function httpTarget(one: Section): HttpTarget {
  if (!one.has('url')) one.wrong((say) => say.missing('url'));
  const at = one.read('url', '', url);
  return {
    name: one.text('name', at === '' ? '' : new URL(at).host),
    url: at,
    status: one.read('status', 200, number),
    contains: one.text('contains'),
    without: one.text('without'),
    insecure: one.flag('insecure'),
  };
}

function commandTarget(one: Section): CommandTarget {
  const run = one.list('run', plain);
  const shell = one.read('shell', undefined, plain);
  if (run.length === 0 && shell === undefined) {
    one.wrong((say) => say.noRun);
  }
  if (run.length > 0 && shell !== undefined) one.wrong((say) => say.runAndShell);
  return {
    name: one.needed('name'),
    run,
    shell,
    timeoutMs: one.read('timeout', commandMs, duration),
    contains: one.text('contains'),
    without: one.text('without'),
    ageFailMs: one.read('ageFail', undefined, duration),
    ageWarnMs: one.read('ageWarn', undefined, duration),
    numberFail: one.read('numberFail', undefined, number),
    numberWarn: one.read('numberWarn', undefined, number),
  };
}
