import { finding, type CheckFinding } from '../diagnosis/doctor/checkup.ts';
import { fact } from '../diagnosis/facts.ts';
import { messagesOf } from '../messages/messages.ts';
import type { Base } from '../modules/base.ts';
import type { Scene } from './diagnose-scene.ts';
import { onSite } from './doctor-controllers.ts';
import { readVnodes } from './doctor-look.ts';
import { findControllers } from './find-controllers.ts';
import type { DirectWorld } from './world.ts';

/** Bases report every 8 to 12 s, ms. */
const heardMs = 15_000;
const lookMs = 1_000;
const patienceMs = 4_000;

/**
 * Waits until the controllers whose leases are to go are ready, and have been long enough to have
 * heard from every base: one that takes a node over before that deletes it, and its pods with it.
 */
export async function hasHeard(
  world: DirectWorld,
  { cluster }: Scene,
  { findings, until }: { readonly findings: readonly CheckFinding[]; readonly until: number },
): Promise<boolean> {
  const say = messagesOf(world.language).doctor;
  const { clock, signal } = world;
  const envs = new Set(findings.filter(freesLeases).map(({ params }) => params['env']));
  const startedAt = clock.now();
  for (let told = false; ; told = true) {
    const all = await findControllers(cluster, 'v2');
    const ours = all.filter(({ env, replicas }) => envs.has(env) && replicas > 0);
    const sites = await Promise.all(ours.map((one) => onSite(cluster, one)));
    // Since when one runs that is no Deployment of this cluster can't be seen.
    const since = sites.length === 0 ? startedAt : Math.max(...sites.map(readyAt));
    if (clock.now() - since >= heardMs) return true;
    if (!told) world.reporter.say(say.hearing);
    if (clock.now() >= until || signal.aborted) {
      world.reporter.say(say.notReady([...envs].join(', ')));
      return false;
    }
    await clock.sleep(lookMs, signal);
  }
}

function freesLeases({ repairs }: CheckFinding): boolean {
  return repairs.some(({ does }) => does === 'delete-lease');
}

function readyAt({ available, readySince }: Awaited<ReturnType<typeof onSite>>): number {
  return available === 0 ? Infinity : (readySince ?? 0);
}

/** Bases that had a node before, have none now, and answer: their nodes are not back yet. */
export async function lostNodes(scene: Scene, before: readonly Base[]): Promise<CheckFinding[]> {
  const there = new Set((await readVnodes(scene.cluster)).map(({ name }) => name));
  const gone = before.filter(({ name }) => !there.has(name));
  if (gone.length === 0) return [];
  await scene.watch.refresh(gone, 0, patienceMs);
  const alive = gone.filter((base) => scene.seen(base).answer?.ok === true);
  if (alive.length === 0) return [];
  return [
    finding('liveness', 'fail', 'vnodes-lost', {
      params: { nodes: alive.length },
      evidence: alive.map(({ name }) => fact(`node/${name}`, 'metadata', 'does not exist')),
    }),
  ];
}
