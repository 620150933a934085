import { deleteLeases } from '../diagnosis/rules/controller-v2.ts';
import { messagesOf, type Messages } from '../messages/messages.ts';
import { baseOfVnode } from '../modules/base.ts';
import { controllerOf, controllerSelector } from '../modules/controller.ts';
import { groupBy } from '../modules/group-by.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { ControllerPlan } from '../plan/plan-install.ts';
import { refOf, untilReady, whyNotReady } from '../rollout/install.ts';
import { untilTended, vnodesOf, type Tended, type Untended } from '../rollout/vnode-leases.ts';
import type { Cluster, ObjectRef } from '../world.ts';
import type { World } from './world.ts';

interface Applied {
  readonly plan: ControllerPlan;
  /** V2: of its vnodes. */
  readonly env: string;
  readonly timeoutMs: number;
}

/** So many vnodes are named for each holder. */
const named = 5;

/** What is seen of the controller after it was applied, never what was hoped for. */
export async function verdict(world: World, cluster: Cluster, applied: Applied): Promise<Outcome> {
  const { plan, env, timeoutMs } = applied;
  const deployment = plan.objects.find(({ kind }) => kind === 'Deployment');
  if (deployment === undefined) throw new Error('a controller without a Deployment');
  const say = messagesOf(world.language).install;
  const ref = refOf(deployment);
  const doors = { cluster, clock: world.clock, signal: world.signal };
  const deadline = world.clock.now() + timeoutMs;
  const state = await untilReady(doors, ref, timeoutMs);
  const live = await cluster.get(ref);
  if (state.state !== 'ready' || live === undefined) {
    const { available, replicas } =
      state.state === 'coming' ? state : { available: 0, replicas: 0 };
    return outcome(
      world.signal.aborted ? 'interrupted' : 'timed-out',
      say.coming(available, replicas, Math.round(timeoutMs / 1_000)),
      {
        causes: live === undefined ? [] : await whyNotReady(cluster, live),
        next: [`kubectl describe deployment/${ref.name} -n ${plan.namespace}`],
      },
    );
  }
  const vnodes = plan.controller === 'v2' ? await vnodesOf(cluster, env) : [];
  const ready = say.ready(plan.controller, controllerOf(live)?.image ?? '', state.replicas);
  if (vnodes.length === 0) return outcome('done', ready);
  world.reporter.say(say.awaitsLeases(vnodes.length));
  const tended = await untilTended(doors, ref, { env, deadline });
  if (tended.untended.length === 0) {
    const bases = (await vnodesOf(cluster, env)).flatMap((node) => baseOfVnode(node) ?? []);
    const well = bases.filter((base) => base.ready).length;
    return outcome('done', ready, { causes: [say.vnodes(well, bases.length)] });
  }
  const name = world.signal.aborted ? 'interrupted' : tended.settled ? 'unhealthy' : 'timed-out';
  return outcome(name, say.untended(tended.untended.length, tended.vnodes, state.replicas), {
    causes: [...causesOf(say, tended), ...(await whyNotReady(cluster, live))],
    next: nextOf(tended, ref),
  });
}

/** One line for each holder, with the vnodes that it has. */
function causesOf({ leases, andMore }: Messages['install'], { untended }: Tended): string[] {
  const groups = groupBy(untended, ({ lease, holder }) => `${lease} ${holder}`);
  return [...groups.values()].map((group) => {
    const [first] = group;
    const shown = group.slice(0, named).map(({ node }) => node);
    const more = group.length > named ? [andMore(group.length - named)] : [];
    return leases[first.lease]([...shown, ...more].join(', '), first.holder);
  });
}

function nextOf({ untended }: Tended, { name, namespace = 'default' }: ObjectRef): string[] {
  const ofKind = (lease: Untended['lease']): string[] =>
    untended.flatMap((one) => (one.lease === lease ? [one.node] : []));
  const stale = ofKind('stale');
  return [
    ...(stale.length > 0 ? [deleteLeases(stale)] : []),
    ...(ofKind('other').length > 0 ? [`kubectl get pods -A -l ${controllerSelector}`] : []),
    ...(ofKind('none').length > 0 ? [`kubectl logs deployment/${name} -n ${namespace}`] : []),
  ];
}
