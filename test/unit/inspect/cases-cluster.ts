import type { Sources } from '../../../src/inspect/sources.ts';
import { day, now } from './facts.ts';
import {
  leaving,
  cert,
  request,
  dns,
  claimed,
  rule,
  zone,
  customs,
  baseRow,
  sick,
  live,
  type Case,
} from './samples.ts';

export const clusterCases: readonly Case[] = [
  [
    'cert-api-server',
    '29 days',
    { apiCertificate: { certificate: cert(now + 29 * day), why: '' } },
    ['fail certificate-ends secret/shop/web'],
  ],
  [
    'cert-api-server',
    'silent',
    { apiCertificate: { certificate: cert(undefined), why: 'refused' } },
    ['fail tls-silent secret/shop/web'],
  ],
  [
    'cert-api-server',
    'a year',
    { apiCertificate: { certificate: cert(now + 365 * day), why: '' } },
    ['ok'],
  ],
  [
    'cert-secrets',
    '59 days',
    { tlsSecrets: [cert(now + 59 * day)] },
    ['warn certificate-ends secret/shop/web'],
  ],
  [
    'cert-secrets',
    'ended',
    { tlsSecrets: [cert(now - day)] },
    ['fail certificate-ended secret/shop/web'],
  ],
  [
    'cert-secrets',
    'no certificate',
    { tlsSecrets: [cert(undefined, 'no')] },
    ['warn certificate-unreadable secret/shop/web'],
  ],
  ['cert-secrets', '61 days', { tlsSecrets: [cert(now + 61 * day)] }, ['ok']],
  [
    'cert-webhooks',
    '10 days',
    { bundles: [cert(now + 10 * day)] },
    ['fail certificate-ends secret/shop/web'],
  ],
  ['cert-webhooks', 'a year', { bundles: [cert(now + 365 * day)] }, ['ok']],
  [
    'cert-requests',
    'unanswered',
    { requests: [{ ...request, createdAt: now - day }] },
    ['fail request-pending certificatesigningrequest/r'],
  ],
  [
    'cert-requests',
    'denied',
    { requests: [{ ...request, state: 'denied' }] },
    ['warn request-denied certificatesigningrequest/r'],
  ],
  [
    'cert-requests',
    'failed',
    { requests: [{ ...request, state: 'failed' }] },
    ['warn request-failed certificatesigningrequest/r'],
  ],
  [
    'cert-requests',
    'issued for a year, ten days left',
    {
      requests: [
        {
          ...request,
          state: 'issued',
          createdAt: now - 355 * day,
          certificate: cert(now + 10 * day),
        },
      ],
    },
    ['fail certificate-ends secret/shop/web'],
  ],
  [
    'cert-requests',
    'issued for a day',
    { requests: [{ ...request, state: 'issued', certificate: cert(now + day) }] },
    ['ok'],
  ],
  [
    'cluster-dns',
    'a kubelet says another',
    { clusterDns: { ...dns, claims: [claimed('10.0.0.99')] } },
    ['fail dns-differs configmap/10.0.0.99'],
  ],
  [
    'cluster-dns',
    'nobody behind it',
    { clusterDns: { ...dns, readyEndpoints: 0 } },
    ['fail dns-no-endpoints service/kube-system/kube-dns'],
  ],
  [
    'cluster-dns',
    'places differ without a Service',
    {
      clusterDns: { ...dns, service: undefined, claims: [claimed('1.1.1.1'), claimed('2.2.2.2')] },
    },
    ['fail dns-places-differ cluster DNS'],
  ],
  [
    'cluster-dns',
    'forwards elsewhere',
    { clusterDns: { ...dns, forwards: ['8.8.8.8'], upstreams: ['10.0.0.2'] } },
    ['fail dns-forwards-elsewhere configmap/kube-system/coredns'],
  ],
  [
    'cluster-dns',
    'all agree',
    {
      clusterDns: {
        ...dns,
        claims: [claimed('10.0.0.10')],
        forwards: ['10.0.0.2:53', '/etc/resolv.conf'],
        upstreams: ['10.0.0.2'],
      },
    },
    ['ok'],
  ],
  [
    'custom-resources',
    'not Created',
    customs({ ...zone, value: 'Failed' }),
    ['fail custom-differs zone/a'],
  ],
  [
    'custom-resources',
    'no status at all',
    customs({ ...zone, value: undefined }),
    ['fail custom-differs zone/a'],
  ],
  [
    'custom-resources',
    'stuck in deletion',
    customs({ ...zone, leaving: leaving(day) }),
    ['fail stuck-terminating zone/a'],
  ],
  [
    'custom-resources',
    'kind absent, another unread',
    {
      customs: {
        rules: [rule],
        objects: [],
        unread: [
          { resource: 'zones', absent: true, why: '' },
          { resource: 'ips', absent: false, why: 'x' },
        ],
      },
    },
    ['fail custom-kind-absent zones', 'warn custom-unread ips'],
  ],
  ['custom-resources', 'Created', customs(zone), ['ok']],
  ['bases', 'unreachable', sick('unreachable', { why: 'x' }), ['fail base-unreachable base/b1']],
  [
    'bases',
    'metaspace',
    sick('metaspace-high', { percent: 90 }),
    ['warn base-metaspace-high base/b1'],
  ],
  [
    'bases',
    'nothing wrong',
    { bases: [{ ...baseRow, findings: [] }] as unknown as Sources['bases'] },
    ['ok'],
  ],
  ['modules', 'at fault', live(true), ['fail module-fault module/biz:1@b1']],
  ['modules', 'fine', live(false), ['ok']],
];
