import { faultOf } from '../messages/fault-of.ts';
import type { Base } from '../modules/base.ts';
import type { ModulePod } from '../modules/module-pod.ts';
import { core } from '../modules/surface.ts';
import { meets, type LabelSelector } from '../modules/selector.ts';
import type { ReplaceFacts } from '../plan/plan-replace.ts';
import { roomFor } from '../plan/room-v2.ts';
import { BaseWatch } from '../rollout/base-watch.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { isOpenOn } from '../rollout/record.ts';
import { InPlaceReplacement } from '../rollout/replace-in-place.ts';
import { PodReplacement } from '../rollout/replace-v2.ts';
import type { Cluster, KubeObject } from '../world.ts';
import type { ReplaceDoors } from './replace-find.ts';
import type { PreparedReplace, ReplaceInput } from './replace.ts';
import { readV2 } from './scale-v2.ts';

/** Reads what the replacement of a V2 module pod is planned from. */
export async function preparePodReplacement(
  doors: ReplaceDoors,
  found: { readonly pod: ModulePod; readonly raw: KubeObject; readonly base: Base },
  input: ReplaceInput,
): Promise<PreparedReplace> {
  const { cluster } = doors;
  const { pod, raw, base } = found;
  const owner = await ownerOf(cluster, pod);
  const watch = await answering(doors, base);
  const module = pod.modules.find((one) => one.name === input.module) ?? pod.modules[0];
  if (module === undefined) throw new Error('a module pod without a module');
  const touched = input.inPlace ? [module] : pod.modules;
  const facts: ReplaceFacts = {
    target: cluster.target,
    world: 'v2',
    live: owner?.workload ?? raw,
    module,
    base,
    modules: touched,
    object: `Pod ${pod.namespace}/${pod.name}`,
    listed: touched.map((one) => ({ module: one, state: watch.stateOn(base.id, one) })),
    ...(await placement(cluster, owner, pod, raw)),
    graceSeconds: graceOf(raw),
    forbidden: await forbiddenBy(cluster, raw),
    inPlace: input.inPlace,
  };
  return {
    facts,
    stairs: (ports) =>
      input.inPlace
        ? new InPlaceReplacement(ports, base, touched, undefined)
        : new PodReplacement(ports, pod, base),
  };
}

/** A base that does not answer could prove nothing. */
export async function answering({ bases, clock }: ReplaceDoors, base: Base): Promise<BaseWatch> {
  const watch = new BaseWatch(bases, clock);
  await watch.refresh([base]);
  const answer = watch.answer(base.id);
  if (answer?.ok === true) return watch;
  const name = `${base.name} (${base.ip})`;
  throw faultOf(({ rollouts }) => rollouts.silentBase(name, answer?.why), {
    outcome: 'unreachable',
  });
}

interface Owner {
  /** The Deployment, where a ReplicaSet of one owns the pod; else the owner itself. */
  readonly workload: KubeObject;
}

async function ownerOf(cluster: Cluster, pod: ModulePod): Promise<Owner | undefined> {
  const { owner, namespace } = pod;
  if (owner === undefined) return undefined;
  const types = await cluster.resourceTypes();
  const type = types.find((one) => one.kind === owner.kind && one.group === 'apps');
  const object = type && (await cluster.get({ type, namespace, name: owner.name }));
  if (object === undefined) return undefined;
  const above = object.metadata.ownerReferences?.find((one) => one.kind === 'Deployment');
  const deployment =
    above && (await cluster.get({ type: core.deployment, namespace, name: above.name }));
  return { workload: deployment ?? object };
}

/** Where the new pod can come, and what speaks against it. */
async function placement(
  cluster: Cluster,
  owner: Owner | undefined,
  pod: ModulePod,
  raw: KubeObject,
): Promise<Pick<ReplaceFacts, 'elsewhere' | 'apart' | 'notRemade' | 'open'>> {
  if (owner === undefined) {
    const notRemade: ReplaceFacts['notRemade'] = ({ operations }) => operations.nobodyOwnsIt;
    return { elsewhere: [], apart: true, notRemade, open: await openOn(cluster, raw) };
  }
  const { workload } = owner;
  if (workload.kind === 'DaemonSet') {
    // Its controller makes one pod for each node, when the one before has gone.
    const open = await openOn(cluster, workload);
    return { elsewhere: [], apart: true, notRemade: undefined, open };
  }
  const reading = await readV2(cluster, workload, undefined);
  const { template } = (workload['spec'] ?? {}) as { template?: unknown };
  const room = roomFor(template, {
    namespace: pod.namespace,
    nodes: reading.nodes,
    pods: [...reading.newPods, ...reading.oldPods].filter((one) => one.uid !== pod.uid),
    leaving: reading.leaving,
  });
  const here = [...room.free, ...room.soon].includes(pod.node ?? '');
  return {
    elsewhere: room.free.filter((name) => name !== pod.node),
    apart: room.kept || workload.kind === 'StatefulSet',
    notRemade: here ? undefined : ({ operations }) => operations.fitsNoMore(pod.node ?? ''),
    open: reading.open,
  };
}

/** The rollout that its record says stands on it. */
async function openOn(cluster: Cluster, live: KubeObject): Promise<ReplaceFacts['open']> {
  const { name, namespace = cluster.target.namespace } = live.metadata;
  const store = new RecordStore(cluster, namespace, { kind: live.kind, name });
  const record = (await store.load())?.current;
  if (record === undefined || !isOpenOn(record, live)) return undefined;
  return { version: record.module.version, who: record.who };
}

function graceOf(raw: KubeObject): number {
  const { terminationGracePeriodSeconds } = (raw['spec'] ?? {}) as {
    terminationGracePeriodSeconds?: number;
  };
  return terminationGracePeriodSeconds ?? 30;
}

/** A budget that covers the pod and allows nothing now; an eviction would be refused. */
async function forbiddenBy(cluster: Cluster, raw: KubeObject): Promise<string | undefined> {
  const { namespace = 'default', labels = {} } = raw.metadata;
  const budgets = await cluster.list({ type: core.pdb, namespace, freshness: 'quorum' });
  const budget = budgets.find((one) => {
    const { selector } = (one['spec'] ?? {}) as { selector?: LabelSelector };
    const { disruptionsAllowed } = (one['status'] ?? {}) as { disruptionsAllowed?: number };
    return disruptionsAllowed === 0 && selector !== undefined && selects(selector, labels);
  });
  return budget?.metadata.name;
}

function selects(selector: LabelSelector, own: Record<string, string>): boolean {
  const equal = Object.entries(selector.matchLabels ?? {});
  const sets = selector.matchExpressions ?? [];
  return equal.every(([key, value]) => own[key] === value) && sets.every((one) => meets(own, one));
}
