import type { FailureSeen, RolloutSeen } from '../diagnosis/evidence.ts';
import { holderNow } from '../rollout/lease.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { isOpenOn, type RecordFile } from '../rollout/record.ts';
import type { KubeObject } from '../world.ts';
import type { Scene } from './diagnose-scene.ts';
import { standsOn } from './gather-pod.ts';
import { waysOn } from './ways-on.ts';

/** A holder that has not renewed for so long is gone; it renews every 5 s. */
const silentMs = 20_000;

/** What koupctl itself remembers of a workload. */
export interface Remembered {
  readonly rollout: RolloutSeen | undefined;
  readonly failures: readonly FailureSeen[];
  readonly reached: readonly string[];
}

export async function readRecord(scene: Scene, object: KubeObject): Promise<Remembered> {
  const { kind, metadata } = object;
  const { name, namespace = 'default' } = metadata;
  const workload = { kind, name };
  const file = await new RecordStore(scene.cluster, namespace, workload).load();
  if (file === undefined) return { rollout: undefined, failures: [], reached: [] };
  const { current } = file;
  const isOpen = kind === 'Pod' ? standsOn(current, object) : isOpenOn(current, object);
  const own = current.workload.uid === undefined || current.workload.uid === metadata.uid;
  return {
    rollout: isOpen ? await rolloutOf(scene, object, file) : undefined,
    failures: failuresIn(file, isOpen),
    reached: own ? current.outcomes.flatMap(({ bases }) => bases) : [],
  };
}

async function rolloutOf(
  scene: Scene,
  object: KubeObject,
  { current }: RecordFile,
): Promise<RolloutSeen> {
  const { name, namespace = 'default' } = object.metadata;
  const claim = { namespace, workload: { kind: object.kind, name }, isAlive: scene.isAlive };
  // Who may not read leases does not learn that nobody is at it.
  const unread = { holder: current.who, alive: true, heardOf: '' };
  const at = await holderNow(scene.cluster, claim).catch(() => unread);
  const heardOf = Date.parse(at?.heardOf ?? '');
  const alive = at?.alive === true || scene.clock.now() - heardOf < silentMs;
  return {
    version: current.module.version,
    who: current.who,
    undoing: current.phase === 'undoing',
    holder: alive ? at?.holder : undefined,
    ...waysOn(object),
  };
}

/** Of the release before the one that is looked at: on which bases it failed. */
function failuresIn({ current, history }: RecordFile, isOpen: boolean): FailureSeen[] {
  const earlier = isOpen ? history : [current, ...history];
  return earlier
    .slice(0, 1)
    .map(({ module, failedOn = [] }) => ({ version: module.version, bases: failedOn }));
}
