import { said } from '../messages/said-of.ts';
import type { Base } from '../modules/base.ts';
import { baseOfPod } from '../modules/base.ts';
import * as labels from '../modules/labels.ts';
import { modulePodOf, type PodModule } from '../modules/module-pod.ts';
import { modulesOf } from '../modules/release.ts';
import { core } from '../modules/surface.ts';
import { v1ModuleOf } from '../modules/v1-view.ts';
import { basesByNode } from '../modules/vnodes.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { makeLeftoverPlan } from '../plan/plan-offline.ts';
import type { Ports } from '../rollout/context.ts';
import type { Departure } from '../rollout/departures.ts';
import { LeftBehind } from '../rollout/offline-left.ts';
import { closeOffline, offlineHash } from '../rollout/offline-record.ts';
import type { RecordStore } from '../rollout/record-store.ts';
import { removeServices } from '../rollout/own-services.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import type { Bases, Cluster, KubeObject } from '../world.ts';
import { portsOf, refusalOf } from './deploy.ts';
import { findRecords } from './gone.ts';
import { finished, operating, walkHeld, type OperateInput } from './operate.ts';
import { asking, assignmentOf } from './scale.ts';
import type { Surface } from './surface.ts';
import type { World } from './world.ts';

/** What was taken offline before, and not seen to be gone from everywhere. */
export interface Leftover {
  readonly store: RecordStore;
  readonly record: RolloutRecord;
  readonly namespace: string;
}

/** The record of a workload that is not there any more; undefined where none tells of unfinished business. */
export async function findLeftover(
  cluster: Cluster,
  name: string,
  namespace: string,
): Promise<Leftover | undefined> {
  const all = await findRecords(cluster, name, namespace);
  const left = all.find(
    ({ file: { current } }) =>
      current.templateHash === offlineHash && current.phase === 'abandoned',
  );
  return left && { store: left.store, record: left.file.current, namespace };
}

/** Takes off the bases what an earlier run of `offline` had to leave there. */
export async function finishOffline(
  world: World,
  doors: { readonly cluster: Cluster; readonly bases: Bases; readonly surface: Surface },
  left: Leftover,
  input: OperateInput,
): Promise<Outcome> {
  const { cluster, bases } = doors;
  const { record, store, namespace } = left;
  const departures = await departuresOf(doors, left);
  const { kind, name } = record.workload;
  const live: KubeObject = { apiVersion: 'v1', kind, metadata: { name, namespace } };
  const facts = {
    target: cluster.target,
    world: kind === 'ModuleDeployment' ? ('v1' as const) : ('v2' as const),
    live,
    module: record.module,
    places: departures.map(({ base }, rank) => ({ name: base.name, rank })),
  };
  const options = { ...input.options, batches: undefined, proof: 'base' as const };
  const plan = makeLeftoverPlan(facts, options);
  await input.show(plan);
  const ports = portsOf(world, cluster, bases);
  const all = record.outcomes[0]?.bases.length ?? 0;
  const { name: module } = record.module;
  const done = said(({ commanded }) => commanded.restOffline(module, all));
  const question = said(({ asks }) => asks.offlineRest(module, departures.length));
  // Where it is gone from all bases, only what koupctl keeps of it is left to close.
  const agreed = departures.length === 0 ? { ...input, yes: true, protectedContexts: [] } : input;
  const refusal = await refusalOf(asking(world, question), agreed, plan, cluster);
  if (refusal) return refusal;
  const assignment = assignmentOf(world, plan, options);
  const operation = { plan, takeOver: input.takeOver, open: undefined };
  const end = await operating(world, ports, operation, async (held) => {
    const now = await store.through(held.cluster).load();
    if (now?.current.id !== record.id) return cameBack(record);
    const rest =
      departures.length === 0
        ? outcome('done', done)
        : await walkHeld(held, assignment, new LeftBehind(held, departures), {
            done: () => done,
            doing: said(({ commanded }) => commanded.takingRest(module)),
            back: undefined,
          });
    if (rest.name === 'done') await removeServices(held, record.services ?? [], plan.workload);
    await closeUnlessLost(held, store, rest);
    return rest;
  });
  return finished(ports, end);
}

/** Somebody has deployed it again since: what is on the bases is no longer left over. */
function cameBack({ workload: { kind, name }, module }: RolloutRecord): Outcome {
  return outcome(
    'superseded',
    said(({ commanded }) => commanded.cameBack(`${kind} ${name}`, module.name)),
  );
}

/** Whoever has taken it over writes the record from then on, and a write of ours would make theirs fail. */
export async function closeUnlessLost(
  ports: Ports,
  store: RecordStore,
  end: Outcome,
): Promise<void> {
  if ((await ports.lost?.()) === undefined) await closeOffline(ports, store, end);
}

/** Bases of the record that still list the module, or do not answer, where nothing wants it. */
async function departuresOf(
  { cluster, bases, surface }: { cluster: Cluster; bases: Bases; surface: Surface },
  { record, namespace }: Leftover,
): Promise<Departure[]> {
  const known = new Set(record.outcomes.flatMap((one) => one.bases));
  const v1 = record.workload.kind === 'ModuleDeployment';
  const there = v1 ? await v1Places(cluster, surface, namespace) : await v2Places(cluster);
  const own = modulesOf(record.module);
  const names = own.map(({ name }) => name);
  const departures = await Promise.all(
    there
      .filter(({ base }) => known.has(base.name))
      .map(async ({ base, wanted }): Promise<Departure[]> => {
        const answer = await bases.query(base);
        if (!answer.ok) return [{ base, modules: own, objectLeft: false }];
        const left = answer.value
          .filter((biz) => names.includes(biz.name))
          .filter(
            (biz) => !wanted.some((one) => one.name === biz.name && one.version === biz.version),
          );
        if (left.length === 0) return [];
        const modules = left.map(({ name, version }) => ({ name, version, url: '' }));
        return [{ base, modules, objectLeft: false }];
      }),
  );
  return departures.flat();
}

interface Place {
  readonly base: Base;
  /** What pods or Modules want there now. */
  readonly wanted: readonly PodModule[];
}

async function v2Places(cluster: Cluster): Promise<Place[]> {
  const freshness = 'quorum' as const;
  const [nodes, raw] = await Promise.all([
    cluster.list({
      type: core.node,
      labels: `${labels.component}=${labels.componentVnode}`,
      freshness,
    }),
    cluster.list({
      type: core.pod,
      labels: `${labels.component}=${labels.componentModule}`,
      freshness,
    }),
  ]);
  const pods = raw.map(modulePodOf);
  return [...basesByNode(nodes, raw).values()].map((base) => ({
    base,
    wanted: pods.filter((pod) => pod.node === base.name).flatMap((pod) => pod.modules),
  }));
}

async function v1Places(cluster: Cluster, { v1 }: Surface, namespace: string): Promise<Place[]> {
  if (v1 === undefined) return [];
  const words = labels.v1Labels(v1.group);
  const freshness = 'quorum' as const;
  const [pods, modules] = await Promise.all([
    cluster.list({ type: core.pod, namespace, freshness }),
    cluster.list({ type: v1.module, namespace, freshness }),
  ]);
  return pods.flatMap((pod) => {
    const base = baseOfPod(pod);
    if (base === undefined) return [];
    const here = modules.filter((one) => one.metadata.labels?.[words.baseName] === base.name);
    return [{ base, wanted: here.map(v1ModuleInModule) }];
  });
}

/** A Module has its module right under spec. */
function v1ModuleInModule(object: KubeObject): PodModule {
  return v1ModuleOf({ ...object, spec: { template: { spec: object['spec'] } } });
}
