import { namesFor } from '../../bed/stand-in-v1/names.ts';
import { v1Spec } from '../../../src/modules/v1-view.ts';
import { isMarked } from '../../../src/rollout/ownership.ts';
import { isOpen, isOpenOn } from '../../../src/rollout/record.ts';
import { rolloutManager } from '../../../src/rollout/context.ts';
import type { KubeObject } from '../../../src/world.ts';
import { closing, failed, mayRefuse, saying, unclosed } from '../closing.ts';
import { calm, everyRunEnds, heal, ordersFor } from '../perform.ts';
import { moduleName } from '../manifest.ts';
import { group } from './controller.ts';
import { confirmByHand } from './perform.ts';
import type { V1World } from './world.ts';

const lastVersion = '9.0.0';
/** In the batches that its ModuleDeployment asks for. */
const asAsked = { batches: undefined };

/**
 * All faults end. One command then finishes or undoes what stands, nothing of
 * koupctl's is left but a closed record, and a new version can be deployed.
 */
export async function finale(world: V1World): Promise<void> {
  if (world.random.chance(0.5)) for (const run of world.runs) run.kill();
  await everyRunEnds(world);
  await bringToRest(world);
  if (failed(world)) return;
  world.run(ordersFor(world, 'status', '', calm));
  await everyRunEnds(world);
  await closeWhatStands(world);
  if (failed(world)) return;
  const { record, deployment } = world.truth;
  const open = record && isOpenOn(record, deployment) && !world.dog.begunSettled;
  if (world.dog.excuses('left', open ? 'not settled' : undefined)) return;
  nothingIsLeft(world);
  // Without a free base V1 refuses whatever comes.
  const { replicas = 0 } = v1Spec(deployment);
  const room = world.setup.bases > Math.max(replicas, world.setup.replicas);
  if (failed(world) || !room || !world.truth.isSettled() || !world.random.chance(0.25)) return;
  await deployAnother(world);
}

/** Bases and controller up and well, nothing waits for a person's word. */
async function bringToRest(world: V1World): Promise<void> {
  const { network, bases, controller, truth } = world;
  world.tell(() => 'all faults end');
  network.comeBack();
  bases.forEach((base, index) => {
    heal(world, index);
    base.hidden = false;
    base.traits.installMs = Math.min(base.traits.installMs, 2_500);
    base.traits.room = 50;
  });
  controller.kill();
  await world.pass(20_000);
  controller.start();
  await world.pass(120_000);
  takeMarkersOff(world);
  // What a person has begun, a person brings to its end.
  for (let count = 0; count < 8; count += 1) {
    const { record, deployment } = truth;
    if (deployment === undefined || (record && isOpenOn(record, deployment))) return;
    const status = deployment['status'] as { releaseStatus?: { progress?: string } } | undefined;
    if (status?.releaseStatus?.progress !== 'Paused') return;
    world.dog.byHand('kubectl confirm', () => confirmByHand(world));
    await world.pass(60_000);
  }
}

/** A controller that dies as it takes a module's marker off leaves it for ever: koupctl names the cure. */
function takeMarkersOff({ kube }: V1World): void {
  const { marker, label } = namesFor(group);
  for (const pod of kube.store.all('pods')) {
    const { [marker(moduleName)]: marked, ...labels } = pod.metadata.labels ?? {};
    const isOn = (module: KubeObject): boolean =>
      module.metadata.labels?.[label.baseName] === pod.metadata.name;
    if (marked === undefined || kube.store.all('modules').some(isOn)) continue;
    kube.store.put('pods', { ...pod, metadata: { ...pod.metadata, labels } });
  }
}

/** By the command that fits, or by the other one where the first refuses to touch anything. */
async function closeWhatStands(world: V1World): Promise<void> {
  const { record, deployment } = world.truth;
  if (record === undefined || !isOpenOn(record, deployment)) return;
  const { version } = record.module;
  // A deletion that waits for a release is brought to its end; there is no way back from it.
  if (deployment?.metadata.deletionTimestamp !== undefined) {
    const run = await closing(world, 'offline', version, asAsked);
    if (!failed(world)) {
      world.dog.holds('one command', run === undefined, () => (run ? saying(run) : ''));
    }
    return;
  }
  const good = world.setup.bad[version] === undefined;
  const onwards = good && record.phase !== 'undoing' && world.random.chance(0.5);
  const forward = world.truth.orders.paused === undefined ? 'deploy' : 'resume';
  const run = await closing(world, onwards ? forward : 'rollback', version, asAsked);
  const first = failed(world) ? undefined : unclosed(world, run);
  if (first === undefined) return;
  const refused = mayRefuse(world, first);
  const second =
    refused && (await closing(world, onwards ? 'rollback' : forward, version, asAsked));
  if (refused && !second) {
    world.dog.excuses('one command', 'the other one');
    return;
  }
  world.dog.accuse('one command', `${saying(first)}${second ? `; ${saying(second)}` : ''}`);
}

/** Nothing of koupctl's but a closed record. */
function nothingIsLeft({ truth, dog }: V1World): void {
  const { record, deployment } = truth;
  if (deployment === undefined) return;
  const open = record !== undefined && isOpenOn(record, deployment);
  dog.holds('left', !open, () => `the record is ${record?.phase ?? ''}`);
  const closed = record === undefined || !isOpen(record);
  if (dog.excuses('left', closed ? undefined : 'open elsewhere')) return;
  dog.holds('left', !isMarked(deployment), () => 'the mark');
  const managers = (deployment.metadata.managedFields ?? []).map(({ manager }) => manager);
  dog.holds('left', !managers.includes(rolloutManager), () => 'ownership of fields');
}

/** What was left behind stands in nobody's way. */
async function deployAnother(world: V1World): Promise<void> {
  const run = await closing(world, 'deploy', lastVersion, asAsked);
  if (failed(world)) return;
  world.dog.holds('another', run === undefined, () => (run ? saying(run) : ''));
  await world.pass(60_000);
  nothingIsLeft(world);
}
