import { v1Spec } from '../../../src/modules/v1-view.ts';
import { calm, everyRunEnds, harmBase, ordersFor } from '../perform.ts';
import { versions } from '../scenario.ts';
import type { Action } from './scenario.ts';
import { strategyOf } from './truth.ts';
import type { V1World } from './world.ts';

/** Lets one action happen. What has to end before it begins is waited for. */
export async function perform(world: V1World, action: Action): Promise<void> {
  const rolls = action.do === 'deploy' || action.do === 'take-up';
  if (rolls && !action.beside) await everyRunEnds(world);
  await world.pass(action.afterMs);
  if (world.dog.violations.length > 0) return;
  switch (action.do) {
    case 'deploy':
      world.run(ordersFor(world, 'deploy', action.version, action));
      return;
    case 'take-up':
      world.run(ordersFor(world, action.command, '', action));
      return;
    case 'status':
      world.run(ordersFor(world, 'status', '', calm));
      return;
    case 'kubectl':
      kubectl(world, action);
      return;
    case 'base':
      harmBase(world, action);
      return;
    case 'cluster':
      harmCluster(world, action);
  }
}

function kubectl(world: V1World, { verb, number }: Action & { do: 'kubectl' }): void {
  const { kubectl: hand, dog, setup } = world;
  const { live } = hand;
  world.tell(() => `kubectl: ${verb} ${number}`);
  if (live === undefined && verb !== 'recreate') return;
  const version = versions[number] ?? versions[0];
  const manifest = world.manifestOf(version);
  const does: Record<typeof verb, () => void> = {
    scale: () => {
      const wanted = (v1Spec(live).replicas ?? 0) + (number % 2 === 0 ? 1 : -1);
      hand.set('replicas', Math.min(Math.max(1, wanted), setup.bases));
    },
    confirm: () => confirmByHand(world),
    needConfirm: () =>
      hand.set('operationStrategy', { ...strategyOf(live!), needConfirm: number % 2 === 0 }),
    version: () => hand.set('template', v1Spec(manifest).template),
    delete: () => hand.delete(),
    recreate: () => {
      hand.delete();
      hand.create(manifest);
    },
    annotate: () => hand.annotate(String(world.time.now())),
  };
  dog.byHand(verb === 'annotate' ? undefined : `kubectl ${verb}`, does[verb]);
}

/** As V1's documents tell people to. */
export function confirmByHand({ kubectl, setup }: V1World): void {
  if (setup.dialect === 'pause') {
    kubectl.set('pause', false);
    return;
  }
  const status = kubectl.live?.['status'] as
    { releaseStatus?: { currentBatch?: number } } | undefined;
  kubectl.set('confirmBatchNum', status?.releaseStatus?.currentBatch ?? 0);
}

function harmCluster(world: V1World, { fault, ms }: Action & { do: 'cluster' }): void {
  const { network, controller, time } = world;
  world.tell(() => `cluster: ${fault} for ${ms} ms`);
  if (fault === 'outage') {
    network.goAway(ms);
    return;
  }
  controller.kill();
  time.after(ms, () => controller.start());
}
