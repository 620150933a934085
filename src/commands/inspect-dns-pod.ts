import { Fault } from '../fault.ts';
import type { Reading } from '../inspect/check.ts';
import { dnsPodOf, mostNames, podSeconds, type DnsPod } from '../inspect/dns-pod.ts';
import {
  dnsPodEnd,
  dnsPodLate,
  nodeOf,
  type DnsPodEnd,
  type DnsPodSeen,
} from '../inspect/facts/pod-dns.ts';
import { messagesOf } from '../messages/messages.ts';
import { core } from '../modules/surface.ts';
import type { Outcome } from '../outcome.ts';
import { intentManager } from '../rollout/context.ts';
import type { Cluster, ObjectRef } from '../world.ts';
import { changeOfDnsPod } from './change-of.ts';
import { consentByYes, type Consenting } from './consent.ts';
import { isForbidden } from './forbidden.ts';
import { is, reading, skipped } from './inspect-reading.ts';
import type { Inspection } from './inspect.ts';
import type { InspectWorld } from './world.ts';

const lookMs = 500;
/** A pod is not left behind for one request that fails. */
const deletions = 3;

/** What the command line says of the pod. */
export interface DnsPodAsked extends Consenting {
  readonly image: string;
  /** The context's where absent. */
  readonly namespace: string | undefined;
}

export const noDnsPod = skipped('not-configured', '--dns-pod');

/** Has a pod look at DNS, where that is asked for; an Outcome where it was not agreed to. */
export async function lookFromPod(
  world: InspectWorld,
  cluster: Cluster | undefined,
  { input: { dnsPod: asked }, settings }: Pick<Inspection, 'input' | 'settings'>,
): Promise<Reading<DnsPodSeen> | Outcome> {
  if (asked === undefined || cluster === undefined) return noDnsPod;
  const names = [...new Set(settings.network.dns.map(({ name }) => name))].slice(0, mostNames);
  const pod = {
    name: `koupctl-dns-${world.newId()}`,
    namespace: asked.namespace ?? cluster.target.namespace,
    image: asked.image,
    names,
  };
  const refusal = await refused(world, cluster, asked, pod);
  if (refusal !== undefined) return refusal;
  return await reading({ world }, async () => is(await askPod(world, cluster, pod)));
}

async function refused(
  world: InspectWorld,
  cluster: Cluster,
  asked: DnsPodAsked,
  { image, namespace, names }: DnsPod,
): Promise<Outcome | undefined> {
  const say = messagesOf(world.language).inspect.dnsPod;
  world.reporter.say(say.plan(image, namespace, names.length + 1));
  const change = changeOfDnsPod(namespace, { image, names });
  return await consentByYes(world, asked, say, { change, cluster });
}

/** Creates the pod and waits for its end; whatever happens, it is deleted. */
async function askPod(world: InspectWorld, cluster: Cluster, pod: DnsPod): Promise<DnsPodSeen> {
  const { name, namespace, image, names } = pod;
  const ref = { type: core.pod, namespace, name };
  const options = { manager: intentManager };
  const created = cluster.create(dnsPodOf(pod), core.pod, options);
  const { object } = await created.catch(async (error: unknown) => {
    // Any other answer may have been lost on its way back.
    if (!isForbidden(error)) await remove(world, cluster, ref);
    throw error;
  });
  try {
    return { namespace, image, names, ...(await endOf(world, cluster, ref)) };
  } finally {
    await remove(world, cluster, ref, object.metadata.uid);
  }
}

async function endOf(
  { clock, signal }: InspectWorld,
  cluster: Cluster,
  ref: ObjectRef,
): Promise<{ readonly node: string; readonly end: DnsPodEnd }> {
  const until = clock.now() + podSeconds * 1_000;
  for (;;) {
    signal.throwIfAborted();
    const pod = await cluster.get(ref);
    if (pod === undefined) return { node: '', end: { ran: false, late: false, why: 'NotFound' } };
    const end = dnsPodEnd(pod) ?? (clock.now() < until ? undefined : dnsPodLate(pod));
    if (end !== undefined) return { node: nodeOf(pod), end };
    await clock.sleep(lookMs, signal);
  }
}

/** Deletes exactly this pod: nobody else has its name. What fails is said, and stops nothing. */
async function remove(
  world: InspectWorld,
  cluster: Cluster,
  ref: ObjectRef,
  known?: string,
): Promise<void> {
  for (let left = deletions; ; left -= 1) {
    try {
      const uid = known ?? (await cluster.get(ref))?.metadata.uid;
      if (uid !== undefined) await cluster.delete(ref, uid);
      return;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (left > 1) {
        await world.clock.sleep(lookMs);
        continue;
      }
      const say = messagesOf(world.language).inspect.dnsPod;
      const { namespace = '', name } = ref;
      const why = error.in(world.language).message;
      world.reporter.say([{ text: say.left(`pod/${namespace}/${name}`, why), tone: 'warn' }]);
      world.reporter.say(say.leftHint(`kubectl delete pod ${name} -n ${namespace}`));
      return;
    }
  }
}
