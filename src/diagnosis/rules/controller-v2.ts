import type { Finding } from '../cause.ts';
import type { ControllerSeen, Evidence, LeaseSeen, Rule } from '../evidence.ts';
import { fact } from '../facts.ts';

/** Clocks of two machines may differ by so much, ms. */
const skewMs = 5_000;
/** So many leases are named as evidence. */
const named = 3;

/** Who tends the vnodes: their leases tell, and their Ready conditions follow. */
export const v2Controller: Rule = {
  name: 'v2-controller',
  find: (evidence) => {
    const ours = evidence.bases.filter(({ base }) => base.world === 'v2').map(({ base }) => base);
    if (ours.length === 0) return [];
    const names = new Set(ours.map(({ name }) => name));
    const leases = evidence.leases?.filter(({ name }) => names.has(name)) ?? [];
    if (leases.length === 0) return byNodes(evidence);
    const expired = leases.filter(({ expiresAt }) => evidence.now - expiresAt > skewMs);
    if (expired.length === 0) return [];
    const facts = expired.slice(0, named).map((lease) => leaseFact(lease));
    // Those of one controller run out one after the other: who lives has renewed since.
    const since = Math.min(...expired.map(({ expiresAt }) => expiresAt)) + skewMs;
    const fresh = leases.filter(({ renewedAt }) => renewedAt > since);
    if (fresh.length > 0)
      return [notTakenOver(evidence, expired, [...facts, ...fresh.slice(0, 1).map(leaseFact)])];
    if (expired.length < leases.length) return [];
    const alive = controllersOf(evidence).filter(({ ready }) => ready);
    if (alive.length > 0) {
      const pods = alive.slice(0, 1).map(({ object }) => fact(object, 'status', 'Ready'));
      return [notTakenOver(evidence, expired, [...facts, ...pods])];
    }
    return [dead(evidence, [...facts, ...nodeFacts(evidence), ...podFacts(evidence)], 'certain')];
  },
};

/** Without a look at the leases: all nodes at once are not lost by chance. */
function byNodes(evidence: Evidence): Finding[] {
  const ours = evidence.bases.filter(({ base }) => base.world === 'v2');
  if (ours.length < 2 || ours.some(({ base }) => base.ready)) return [];
  return [dead(evidence, [...nodeFacts(evidence), ...podFacts(evidence)], 'likely')];
}

function dead(
  evidence: Evidence,
  facts: Finding['evidence'],
  confidence: Finding['confidence'],
): Finding {
  const ours = evidence.bases.filter(({ base }) => base.world === 'v2');
  const serving = evidence.bases.filter(({ answer }) => answer?.ok === true).length;
  return {
    code: 'controller-dead',
    confidence,
    subject: 'controller',
    params: { bases: ours.length, serving },
    evidence: facts,
    next: ['kubectl get pods -A -l app=module-controller'],
  };
}

function notTakenOver(
  { bases }: Evidence,
  expired: readonly LeaseSeen[],
  evidence: Finding['evidence'],
): Finding {
  const names = expired.map(({ name }) => name);
  return {
    code: 'leases-not-taken-over',
    confidence: 'certain',
    subject: 'controller',
    params: { leases: expired.length, of: bases.length },
    evidence,
    next: [deleteLeases(names)],
  };
}

/** The command after which a controller makes them anew, and tends their vnodes. */
export function deleteLeases(names: readonly string[]): string {
  const more = names.length > 5 ? ' …' : '';
  return `kubectl delete lease -n kube-node-lease ${names.slice(0, 5).join(' ')}${more}`;
}

function leaseFact({ name, holder, expiresAt }: LeaseSeen): Finding['evidence'][number] {
  const until = new Date(expiresAt).toISOString().replace(/\.\d+/, '');
  return fact(
    `lease/${name}`,
    'spec',
    `held by ${holder === '' ? 'nobody' : holder} until ${until}`,
  );
}

/** Each tends the bases of one environment. */
function controllersOf({ controllers, bases }: Evidence): ControllerSeen[] {
  const envs = new Set(bases.map(({ base }) => base.env));
  return controllers.filter(
    ({ world, env }) => world === 'v2' && (env === undefined || envs.has(env)),
  );
}

function nodeFacts({ bases }: Evidence): Finding['evidence'] {
  const away = bases.filter(({ base }) => base.world === 'v2' && !base.ready);
  return away
    .slice(0, 1)
    .map(({ base }) => fact(`node/${base.name}`, 'status.conditions Ready', 'not True'));
}

function podFacts(evidence: Evidence): Finding['evidence'] {
  return controllersOf(evidence)
    .filter(({ ready }) => !ready)
    .slice(0, named)
    .map((one) => fact(one.object, 'status', one.trouble ?? 'not Ready'));
}
