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
      if (!one.has('endpoints')) one.wrong('endpoints is missing');
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
  if (!one.has('servers')) one.wrong('servers is missing', 'name the servers that are asked');
  return {
    name: one.needed('name'),
    type: one.read('type', 'A' as const, (text) => {
      if (text !== 'A' && text !== 'AAAA') throw new Mistake(`"${text}" is not A or AAAA`);
      return text;
    }),
    servers: one.list('servers', place(ports.dns)),
    expect: one.list('expect', plain),
  };
}

function tcpTarget(one: Section): TcpTarget {
  const component = one.read('component', undefined, (text) => {
    if (componentPorts[text] !== undefined) return text;
    throw new Mistake(
      `no ports of "${text}" are known`,
      `known: ${Object.keys(componentPorts).join(', ')}`,
    );
  });
  const hosts = one.list('hosts', plain);
  const own = one.list('ports', port);
  const onNodes = one.flag('onNodes');
  const known = component === undefined ? [] : (componentPorts[component] ?? []);
  if (own.length + known.length === 0 && !one.has('component')) {
    one.wrong('no port is named', 'write ports, or the component that has them');
  }
  if (hosts.length === 0 && !onNodes)
    one.wrong('no host is named', 'write hosts, or onNodes: true');
  const name = one.text('name', component ?? hosts[0] ?? '');
  return { name, hosts, onNodes, ports: own.length > 0 ? own : known };
}

function httpTarget(one: Section): HttpTarget {
  if (!one.has('url')) one.wrong('url is missing');
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
    one.wrong('run is missing', 'write the program and its words as a list: [ssh, ops1, uptime]');
  }
  if (run.length > 0 && shell !== undefined) one.wrong('run and shell exclude each other');
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
