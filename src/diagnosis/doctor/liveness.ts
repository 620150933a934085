import type { Base } from '../../modules/base.ts';
import { groupBy } from '../../modules/group-by.ts';
import { leaseNamespace } from '../../modules/vnode-lease.ts';
import type { Finding } from '../cause.ts';
import type { Evidence, LeaseSeen } from '../evidence.ts';
import { fact } from '../facts.ts';
import { v1Controller, v1Killers } from '../rules/v1-controller.ts';
import { v2Controller } from '../rules/controller-v2.ts';
import { finding, type CheckFinding } from './checkup.ts';
import type { ControllerOnSite } from './controllers.ts';
import type { Repair } from './repair.ts';

/** A vnode has its lease a moment after it is made, and a new one within a renewal's 10 s, ms. */
export const leaseGraceMs = 15_000;
/** So many nodes are named. */
const named = 3;

/** V2, environment by environment: who tends the vnodes, as diagnose judges it. `strict`: every vnode has to have its lease by now. */
export function judgeV2Liveness(
  evidence: Evidence,
  installed: readonly ControllerOnSite[],
  strict = false,
): CheckFinding[] {
  const vnodes = evidence.bases.filter(({ base }) => base.world === 'v2');
  if (vnodes.length === 0) {
    return [
      finding('liveness', 'warn', 'no-bases', {
        next: ['kubectl get nodes -l virtual-kubelet.koupleless.io/component=vnode'],
      }),
    ];
  }
  const byEnv = groupBy(vnodes, ({ base }) => base.env ?? '');
  return [...byEnv].flatMap(([env, bases]) => {
    const names = new Set(bases.map(({ base }) => base.name));
    const own: Evidence = {
      ...evidence,
      bases,
      leases: evidence.leases?.filter(({ name }) => names.has(name)),
      controllers: evidence.controllers.filter((one) => one.env === undefined || one.env === env),
    };
    const theirs = installed.filter(
      (one) => one.installed.generation === 'v2' && one.installed.env === env,
    );
    return inEnv(own, env, { installed: theirs, strict });
  });
}

function inEnv(
  evidence: Evidence,
  env: string,
  around: { readonly installed: readonly ControllerOnSite[]; readonly strict: boolean },
): CheckFinding[] {
  const { installed } = around;
  const found = v2Controller.find(evidence).map((one) => ({
    ...fromCause(one, { env }),
    // Where none is known that could come, a lease that is gone mends nothing.
    repairs:
      installed.length > 0 || one.code === 'leases-not-taken-over' ? staleLeases(evidence) : [],
  }));
  const missing = missingLeases(evidence, env, around);
  if (found.length > 0 || missing.length > 0) return [...found, ...missing];
  const bases = evidence.bases.map(({ base }) => base);
  const away = bases.filter(({ ready }) => !ready);
  const holders = new Set(evidence.leases?.map(({ holder }) => holder));
  const params = { env, nodes: bases.length, holder: [...holders].slice(0, named).join(', ') };
  return [
    ...(evidence.leases === undefined
      ? []
      : [finding('liveness', 'ok', 'leases-renewed', { params })]),
    ...(away.length === 0
      ? []
      : [
          finding('liveness', 'warn', 'vnodes-not-ready', {
            params: { env, nodes: away.length, of: bases.length },
            evidence: away.slice(0, named).map(notReady),
            next: ['koupctl bases --unhealthy'],
          }),
        ]),
  ];
}

/** The expired ones: no controller ever takes one over, whoever holds it (virtual-kubelet v0.3.10). */
function staleLeases({ leases = [], now }: Evidence): Repair[] {
  return leases.flatMap((lease): Repair[] => {
    const { name, uid, resourceVersion, holder } = lease;
    if (!hasExpired(lease, now) || uid === undefined || resourceVersion === undefined) return [];
    return [
      { does: 'delete-lease', namespace: leaseNamespace, name, uid, resourceVersion, holder },
    ];
  });
}

/** More than clocks may differ by, as the rule has it. */
export function hasExpired({ expiresAt }: LeaseSeen, now: number): boolean {
  return now - expiresAt > 5_000;
}

/** Nodes that nobody tends though no lease is in the way: their controller is to make one. */
function missingLeases(
  { leases, bases, now }: Evidence,
  env: string,
  {
    installed,
    strict,
  }: { readonly installed: readonly ControllerOnSite[]; readonly strict: boolean },
): CheckFinding[] {
  if (leases === undefined) return [];
  const has = new Set(leases.map(({ name }) => name));
  const without = bases
    .map(({ base }) => base)
    .filter((base) => !has.has(base.name))
    .filter(({ ready, createdAt = 0 }) => strict || (!ready && now - createdAt > leaseGraceMs));
  if (without.length === 0) return [];
  const alive = installed.filter(({ available }) => available > 0);
  return [
    finding('liveness', 'fail', 'leases-missing', {
      params: { env, nodes: without.length, of: bases.length },
      evidence: without
        .slice(0, named)
        .flatMap((base) => [
          ...(base.ready ? [] : [notReady(base)]),
          fact(`lease/${base.name}`, 'metadata', 'not there'),
        ]),
      next: alive.map(
        ({ installed: { namespace, name } }) =>
          `kubectl rollout restart deployment/${name} -n ${namespace}`,
      ),
      repairs: alive.map(({ installed: { namespace, name, object } }): Repair => {
        const { uid = '', generation = 0 } = object.metadata;
        const annotated = hasAnnotations(object);
        return { does: 'restart', namespace, name, uid, generation, annotated };
      }),
    }),
  ];
}

function hasAnnotations(object: { [field: string]: unknown }): boolean {
  const { template } = (object['spec'] ?? {}) as {
    template?: { metadata?: { annotations?: object } };
  };
  return template?.metadata?.annotations !== undefined;
}

function notReady(base: Base): Finding['evidence'][number] {
  return fact(`node/${base.name}`, 'status.conditions Ready', 'not True');
}

/** V1: objects that end its controller, and work that it leaves lying. `each`: of every ModuleDeployment. */
export function judgeV1Liveness(
  evidence: Evidence,
  each: readonly Evidence[],
  repairable: ReadonlyMap<string, Repair>,
): CheckFinding[] {
  const killers = v1Killers.find(evidence).map((one) => {
    const repair = repairable.get(`${one.code} ${one.params['object'] ?? ''}`);
    return { ...fromCause(one), repairs: repair === undefined ? [] : [repair] };
  });
  const idle = each.flatMap((one) => v1Controller.find(one));
  const [first] = idle;
  if (first !== undefined) {
    const facts = idle.flatMap((one) => one.evidence).slice(0, 2 * named);
    return [...killers, fromCause({ ...first, evidence: facts })];
  }
  if (killers.length > 0) return killers;
  return [finding('liveness', 'ok', 'v1-works', { params: { objects: each.length } })];
}

/** What diagnose's rule found, as doctor tells it. */
function fromCause({ code, params, evidence, next }: Finding, more = {}): CheckFinding {
  return finding('liveness', 'fail', code, { params: { ...params, ...more }, evidence, next });
}
