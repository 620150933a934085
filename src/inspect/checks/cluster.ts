import { check, found, judgeEach, type Check, type Finding } from '../check.ts';
import type { BaseFinding } from '../../modules/base-row.ts';
import type { Params } from '../check.ts';
import { lingering } from './pods.ts';

/** What of a base stops it from serving; the rest is worth a look. */
const grave: readonly BaseFinding['code'][] = [
  'not-ready',
  'gone',
  'unreachable',
  'lease-expired',
  'health-down',
  'module-broken',
];

export const clusterChecks: readonly Check[] = [
  check('cluster-dns', ['clusterDns'], ({ clusterDns }) => {
    const { service, claims, forwards, upstreams, readyEndpoints } = clusterDns;
    const findings: Finding[] = [];
    if (service !== undefined && readyEndpoints === 0) {
      findings.push(found('fail', 'dns-no-endpoints', service.where));
    }
    for (const { where, addresses } of service === undefined ? [] : claims) {
      if (addresses.some((one) => service?.addresses.includes(one))) continue;
      const wanted = service?.addresses.join(', ') ?? '';
      const says = addresses.join(', ');
      findings.push(found('fail', 'dns-differs', where, { says, wanted }, [['says', says]]));
    }
    // Without a Service the places have to agree with each other.
    const all = new Set(claims.map(({ addresses }) => addresses.join(', ')));
    if (service === undefined && all.size > 1) {
      const seen = claims.map(({ where, addresses }) => [where, addresses.join(', ')] as const);
      findings.push(found('fail', 'dns-places-differ', 'cluster DNS', { places: all.size }, seen));
    }
    const strays = forwards.filter(
      (one) => one !== '/etc/resolv.conf' && !upstreams.some((each) => isAt(one, each)),
    );
    if (upstreams.length > 0 && strays.length > 0) {
      const params = { forwards: strays.join(', '), wanted: upstreams.join(', ') };
      const object = 'configmap/kube-system/coredns';
      findings.push(found('fail', 'dns-forwards-elsewhere', object, params));
    }
    return { looked: claims.length + (service === undefined ? 0 : 1), findings };
  }),
  check('custom-resources', ['customs'], ({ customs }, situation) => {
    const rules = new Map(customs.rules.map((one) => [one.name, one]));
    const judged = judgeEach(
      customs.objects,
      ({ object, rule: name, value, leaving }): Finding[] => {
        const rule = rules.get(name);
        const held = leaving && lingering(object, leaving, situation);
        if (held !== undefined) return [held];
        if (rule === undefined || rule.path.length === 0 || leaving !== undefined) return [];
        if (value !== undefined && rule.equals.includes(value)) return [];
        const path = rule.path.join('.');
        const wanted = rule.equals.join(' | ');
        const params = { rule: name, path, wanted, value: value ?? '-' };
        return [
          found(rule.level, 'custom-differs', object, params, [[path, value ?? 'not there']]),
        ];
      },
    );
    const unread = customs.unread.map(({ resource, absent, why }) =>
      absent
        ? found('fail', 'custom-kind-absent', resource, {}, [['why', why]])
        : found('warn', 'custom-unread', resource, { why }),
    );
    return { ...judged, findings: [...unread, ...judged.findings] };
  }),
  check('bases', ['bases'], ({ bases }) =>
    judgeEach(bases, (base) =>
      base.findings.map((one) => {
        const { code, ...rest } = one;
        const status = grave.includes(code) ? 'fail' : 'warn';
        const object = ['base', ...(base.namespace === '' ? [] : [base.namespace]), base.name].join(
          '/',
        );
        return found(status, `base-${code}`, object, flat(rest), [
          ['address', `${base.ip}:${base.port}`],
          ...pairs(rest),
        ]);
      }),
    ),
  ),
  check('modules', ['modules'], ({ modules }) => ({
    looked: modules.length,
    findings: modules
      .filter(({ fault }) => fault)
      .map((row) =>
        found(
          'fail',
          'module-fault',
          `module/${row.module}:${row.version}@${row.base || '-'}`,
          { state: row.live },
          [
            ['state', row.live],
            ['why', JSON.stringify(row.reason)],
            ['object', row.object === '' ? '' : `${row.namespace}/${row.object}`],
            ['base', `${row.base} ${row.baseIp}`.trim()],
          ],
        ),
      ),
  })),
];

/** `10.0.0.1` and `10.0.0.1:53` are the same place. */
function isAt(forward: string, upstream: string): boolean {
  return forward.replace(/^dns:\/\//, '').replace(/:53$/, '') === upstream.replace(/:53$/, '');
}

function flat(rest: Readonly<Record<string, unknown>>): Params {
  return Object.fromEntries(pairs(rest));
}

function pairs(rest: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(rest).map(([key, value]) => [
    key,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
}
