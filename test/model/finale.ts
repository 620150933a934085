import { isOpenOn } from '../../src/rollout/record.ts';
import { rolloutManager } from '../../src/rollout/context.ts';
import { deletionCost } from '../../src/rollout/deletion-order.ts';
import { closing, failed, mayRefuse, saying, unclosed } from './closing.ts';
import { calm, everyRunEnds, heal, ordersFor } from './perform.ts';
import { nodeOf } from './kube/replica-set-controller.ts';
import { containerOf, versionOf } from './koupleless/pod-status.ts';
import { held, marked, specOf, versionIn } from './truth.ts';
import type { ModelWorld } from './world.ts';

const lastVersion = '9.0.0';

/**
 * All faults end. One command then finishes or undoes what stands, nothing of
 * koupctl's is left but a closed record, and a new version can be deployed.
 */
export async function finale(world: ModelWorld): Promise<void> {
  if (world.random.chance(0.5)) for (const run of world.runs) run.kill();
  await everyRunEnds(world);
  await bringToRest(world);
  if (failed(world)) return;
  await readStatus(world);
  await closeWhatStands(world);
  if (failed(world)) return;
  // What did not work before can't be proven after: such an undo stays open.
  const { record, deployment } = world.truth;
  const open = record && isOpenOn(record, deployment) && !world.dog.begunSettled;
  if (world.dog.excuses('left', open ? 'not settled' : undefined)) return;
  nothingIsLeft(world);
  // What did not run everywhere before may keep another from it.
  if (failed(world) || !world.truth.isSettled() || !world.random.chance(0.25)) return;
  await deployAnother(world);
}

/** Bases up, controllers up, no quota, nobody's pause: as a person leaves it who has mended all else. */
async function bringToRest(world: ModelWorld): Promise<void> {
  const { network, kube, bases, controller, kubectl, dog } = world;
  world.tell(() => 'all faults end');
  network.comeBack();
  kube.quota = Infinity;
  bases.forEach((base, index) => {
    heal(world, index);
    base.hidden = false;
    base.traits.installMs = Math.min(base.traits.installMs, 2_500);
    base.traits.room = 50;
  });
  // A new process of the controller takes everything on its nodes anew: what was lost is installed.
  controller.kill();
  await world.pass(120_000);
  controller.start();
  await world.pass(60_000);
  const { live } = kubectl;
  // koupctl's own pause comes before its hold, with its mark.
  if (live && (held(live) || !marked(live)) && specOf(live).paused === true) {
    dog.byHand(undefined, () => kubectl.resume());
  }
  // Server-side apply can't take Recreate where a hand has left the numbers of a rolling update.
  const wanted = world.setup.strategy as { type?: string } | undefined;
  const { live: now } = kubectl;
  if (now && !held(now) && wanted?.type === 'Recreate' && specOf(now).strategy.rollingUpdate) {
    const value = { type: 'Recreate' };
    dog.byHand(undefined, () => kubectl.edit([{ op: 'replace', path: '/spec/strategy', value }]));
  }
  await world.pass(60_000);
  renewForgotten(world);
  await world.pass(60_000);
}

/** Pods that no controller looks at any more, or whose module failed: deleting them is the known cure. */
function renewForgotten({ kube, bases }: ModelWorld): void {
  for (const pod of kube.store.all('pods')) {
    const base = bases.find(({ node }) => node === nodeOf(pod));
    const version = versionOf(containerOf(pod));
    const biz = base?.bizList.find((one) => one.version === version);
    if (base && (biz === undefined || biz.state === 'broken')) kube.api.remove('pods', pod, 0);
  }
}

async function readStatus(world: ModelWorld): Promise<void> {
  world.run(ordersFor(world, 'status', '', calm));
  await everyRunEnds(world);
}

/** By the command that fits, or by the other one where the first refuses to touch anything. */
async function closeWhatStands(world: ModelWorld): Promise<void> {
  const { record, deployment } = world.truth;
  if (record === undefined || !isOpenOn(record, deployment)) return;
  const { version } = record.module;
  const good = world.setup.bad[version] === undefined;
  // Killed before it created anything, and nobody wants it any more: there is nothing to close.
  if (deployment === undefined && !good) return;
  const either = world.random.chance(0.5) || deployment === undefined;
  const onwards = good && record.phase !== 'undoing' && either;
  // Who was told to pause goes on when told so.
  const forward = world.truth.orders.paused === undefined ? 'deploy' : 'resume';
  const own = { policy: record.policy };
  const run = await closing(world, onwards ? forward : 'rollback', version, own);
  const first = failed(world) ? undefined : unclosed(world, run);
  if (first === undefined) return;
  const refused = mayRefuse(world, first);
  const second = refused && (await closing(world, onwards ? 'rollback' : forward, version, own));
  if (refused && !second) {
    world.dog.excuses('one command', 'the other one');
    return;
  }
  // After what a hand has done there may be no base left to go back on without a gap.
  const gap = { policy: 'uninstall-then-install' } as const;
  if (world.dog.tainted !== undefined && !(await closing(world, 'rollback', version, gap))) {
    world.dog.excuses('one command', 'with a gap');
    return;
  }
  world.dog.accuse('one command', `${saying(first)}${second ? `; ${saying(second)}` : ''}`);
}

/** Nothing of koupctl's but a closed record. */
function nothingIsLeft(world: ModelWorld): void {
  const { truth, dog, kube } = world;
  const { record, deployment } = truth;
  if (deployment === undefined) return;
  const left = (is: boolean, what: string) => {
    dog.holds('left', !is, () => what);
  };
  const open = record !== undefined && isOpenOn(record, deployment);
  left(open, `the record is ${record?.phase ?? ''}`);
  left(held(deployment), 'the hold');
  left(marked(deployment) && dog.tainted === undefined, 'the mark');
  left(specOf(deployment).paused === true, 'the pause');
  const managers = (deployment.metadata.managedFields ?? []).map(({ manager }) => manager);
  left(managers.includes(rolloutManager), 'ownership of fields');
  const costly = kube.store
    .all('pods')
    .filter((pod) => !pod.metadata.deletionTimestamp && pod.metadata.annotations?.[deletionCost]);
  left(costly.length > 0, `the deletion cost of ${costly.length} pod(s)`);
}

/** What was left behind stands in nobody's way. */
async function deployAnother(world: ModelWorld): Promise<void> {
  const policy =
    world.setup.spread === 'exclusive' ? ('uninstall-then-install' as const) : undefined;
  const { deployment } = world.truth;
  const before = deployment && versionIn(specOf(deployment).template);
  const run = await closing(world, 'deploy', lastVersion, { policy });
  if (failed(world)) return;
  const text = (): string => `after ${before ?? 'nothing'}: ${run ? saying(run) : ''}`;
  world.dog.holds('another', run === undefined, text);
  await world.pass(60_000);
  nothingIsLeft(world);
}
