import type { Limits } from '../../../src/inspect/limits.ts';
import type { Sources } from '../../../src/inspect/sources.ts';
import { command, minute, now } from './facts.ts';

/** A check, a situation, and what it is to say of it. */
export type Case = readonly [
  check: string,
  what: string,
  facts: Partial<Sources>,
  expected: readonly string[],
  limits?: Partial<Limits>,
];

export const leaving = (ms: number) => ({ since: now - ms, finalizers: ['test.io/x'] });
export const lease = { name: 'n1', holder: 'n1', lastsMs: 40_000 };
export const fresh = { ...lease, renewedAt: now - 1_000, stampedAt: now - 1_000 };
export const cert = (endsAt: number | undefined, unreadable = '') => ({
  object: 'secret/shop/web',
  subject: 'CN=web',
  endsAt,
  unreadable,
});
export const request = {
  name: 'r',
  who: 'system:node:n1',
  signer: 's',
  createdAt: now - minute,
  state: 'pending' as const,
  why: '',
  certificate: undefined,
};
export const event = {
  type: 'Warning',
  reason: 'BackOff',
  object: 'pod/shop/a',
  message: '',
  count: 1,
  lastAt: now - minute,
};
export const dnsService = { where: 'service/kube-system/kube-dns', addresses: ['10.0.0.10'] };
export const dns = {
  service: dnsService,
  readyEndpoints: 1,
  claims: [],
  forwards: [],
  upstreams: [],
};
export const claimed = (address: string) => ({
  where: `configmap/${address}`,
  addresses: [address],
});
export const rule = {
  name: 'zones',
  resource: 'zones',
  path: ['status', 'phase'],
  equals: ['Created'],
  level: 'fail' as const,
};
export const zone = { object: 'zone/a', rule: 'zones', value: 'Created', leaving: undefined };
export const customs = (...objects: Sources['customs']['objects']) => ({
  customs: { rules: [rule], objects, unread: [] },
});
export const time = {
  server: 't:123',
  offsetMs: 3,
  delayMs: 1,
  stratum: 2,
  source: '10.0.0.1',
  why: '',
};
export const answer = (server: string, address: string, more = {}) => ({
  server,
  addresses: [address],
  tookMs: 3,
  why: '',
  ...more,
});
export const asked = (...answers: Sources['dns'][number]['answers']) => ({
  dns: [{ name: 'a.test', type: 'A' as const, expect: [], answers }],
});
export const web = {
  name: 'web',
  url: 'http://web/',
  status: 200,
  contains: '',
  without: 'false',
  insecure: false,
};
export const reply = { target: web, status: 200, body: 'a:true', why: '' };
export const etcd = {
  endpoint: 'e1',
  healthy: true,
  reason: '',
  version: '3.6.0',
  dbBytes: 2 ** 20,
  quotaBytes: undefined,
  leader: 'e1',
  members: ['e1', 'e2', 'e3'],
  alarms: [],
  why: '',
};
export const ran = { target: command(), code: 0, out: '', err: '', why: '' };
export const disk = { node: 'n1', what: 'root' as const, used: 50, capacity: 100 };
export const sidecar = { name: 's', matched: 2, updated: 2, ready: 2, leaving: undefined };
export const baseRow = { name: 'b1', namespace: '', ip: '10.0.0.1', port: 1238 };
export const sick = (code: string, more = {}) =>
  ({ bases: [{ ...baseRow, findings: [{ code, ...more }] }] }) as unknown as Partial<Sources>;
export const row = {
  module: 'biz',
  version: '1',
  base: 'b1',
  baseIp: '',
  namespace: 'a',
  object: 'p',
};
export const live = (fault: boolean) =>
  ({
    modules: [{ ...row, fault, live: 'unreachable', reason: { code: 'no-base' } }],
  }) as unknown as Partial<Sources>;
