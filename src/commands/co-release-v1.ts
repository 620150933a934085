import { faultOf } from '../messages/fault-of.ts';
import { diffText } from '../manifest/diff-text.ts';
import { v1Labels } from '../modules/labels.ts';
import type { V1Surface } from '../modules/surface.ts';
import { v1ModuleOf, v1Spec } from '../modules/v1-view.ts';
import { refuseV1Joint } from '../plan/co-release-v1-refusals.ts';
import type { LeavingBase } from '../plan/co-release-steps.ts';
import { unifiedDiff } from '../plan/diff.ts';
import { labelOf } from '../plan/operate-plan.ts';
import { makeCoReleasePlanV1 } from '../plan/plan-co-release-v1.ts';
import type { OtherModule } from '../plan/plan-co-release.ts';
import type { V1Reading } from '../plan/scale-v1.ts';
import type { RolloutOptions } from '../plan/types.ts';
import { CoReleaseV1Stairs } from '../rollout/co-release-v1-stairs.ts';
import { deploymentSpec } from '../rollout/kinds/deployment-view.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { Workload } from '../rollout/workload.ts';
import type { Bases, Clock, Cluster, KubeObject } from '../world.ts';
import { readBase, refuseBusyBase, type BaseFlags, type BaseReading } from './co-release-base.ts';
import { recordOf, type PreparedJoint } from './co-release-joint.ts';
import { packageOf, type Package } from './co-release-v1-source.ts';
import type { Source } from './module-source.ts';
import { readingV1 } from './scale-v1.ts';

interface Parts {
  readonly cluster: Cluster;
  readonly bases: Bases;
  readonly clock: Clock;
  readonly surface: V1Surface;
  /** The ModuleDeployment. */
  readonly live: KubeObject;
}

interface Wanted {
  readonly source: Source;
  readonly base: BaseFlags;
  readonly options: RolloutOptions;
}

/** Reads a ModuleDeployment and its base and plans both. Writes nothing. */
export async function prepareCoReleaseV1(
  parts: Parts,
  { source, base: flags, options }: Wanted,
  stdin: () => Promise<string>,
): Promise<PreparedJoint> {
  const { cluster, surface, live, bases, clock } = parts;
  const wanted = await packageOf(source, live, stdin);
  const ask = options.proof === 'base' ? { bases, clock } : undefined;
  const { reading: all, target } = await readingV1({ cluster, surface, live, ask });
  const { name, namespace = 'default' } = live.metadata;
  const store = new RecordStore(cluster, namespace, { kind: 'ModuleDeployment', name });
  await store.load();
  // A co-release that was cut off before its first step begins anew.
  const cutOff = store.current?.coRelease !== undefined;
  const { open, ...rest } = all;
  const reading: V1Reading = { ...rest, open: cutOff ? undefined : open };
  const named = baseNamed(flags, reading.live);
  const base = await readBase(cluster, { ...flags, deployment: named }, namespace, options.batches);
  refuseBusyBase(base.live);
  refuseV1Joint(reading, basesOf(base), wanted.url);
  refuseSameBase(base);
  const plan = makeCoReleasePlanV1(await factsOf(cluster, reading, { base, wanted }), options);
  const record = recordOf(base);
  return {
    plan,
    record,
    resumes: undefined,
    stairs: (ports, assignment) => {
      const ref = { type: surface.moduleDeployment, namespace, name };
      const workload = new Workload(ports.cluster, ref, ports.emit);
      const stood = { resumed: false as const, spec: v1Spec(reading.live) };
      const through = store.through(ports.cluster);
      return new CoReleaseV1Stairs(ports, assignment, {
        target,
        workload,
        record,
        store: through,
        stood,
      });
    },
  };
}

/** A ModuleDeployment knows its base, which is in its own namespace. */
function baseNamed(flags: BaseFlags, live: KubeObject): string {
  const { baseDeploymentName = '' } = v1Spec(live);
  const { deployment = baseDeploymentName, namespace } = flags;
  const own = live.metadata.namespace ?? 'default';
  if (deployment === baseDeploymentName && (namespace ?? own) === own) return deployment;
  const [is, named] = [`${own}/${baseDeploymentName}`, `${namespace ?? own}/${deployment}`];
  throw faultOf(({ coRelease }) => coRelease.otherBase(labelOf(live), is, named));
}

function basesOf({ live, pods }: BaseReading): Parameters<typeof refuseV1Joint>[1] {
  return { label: labelOf(live), replicas: deploymentSpec(live).replicas ?? 1, pods };
}

function refuseSameBase({ diff, live }: BaseReading): void {
  if (diff !== '') return;
  throw faultOf(({ coRelease }) => coRelease.sameBase(labelOf(live)));
}

async function factsOf(
  cluster: Cluster,
  reading: V1Reading,
  { base, wanted }: { readonly base: BaseReading; readonly wanted: Package },
): Promise<Parameters<typeof makeCoReleasePlanV1>[0]> {
  const { live } = reading;
  const before = v1ModuleOf(live);
  const after = withUrl(live, wanted.url);
  const { leaving, others } = await modulesOn(cluster, reading, base);
  const { name, namespace = 'default' } = base.live.metadata;
  return {
    target: cluster.target,
    world: 'v1',
    live,
    module: { ...before, url: wanted.url },
    from: { version: before.version, url: before.url },
    replicas: v1Spec(live).replicas ?? 0,
    diff: unifiedDiff(diffText(live), diffText(after)),
    silent: reading.silent,
    others,
    base: {
      name,
      namespace,
      diff: base.diff,
      newVersion: base.newVersion,
      policy: base.how.policy,
      batches: base.how.batches,
      warnings: base.warnings,
      leaving,
    },
  };
}

function withUrl(live: KubeObject, url: string): KubeObject {
  const spec = v1Spec(live);
  const module = { ...spec.template?.spec?.module, url };
  const template = { ...spec.template, spec: { ...spec.template?.spec, module } };
  return { ...live, spec: { ...spec, template } };
}

/** What is on the bases, base by base, and which of it is of others: it moves with them. */
async function modulesOn(
  cluster: Cluster,
  { surface, live }: V1Reading,
  { live: base, pods }: BaseReading,
): Promise<{ readonly leaving: readonly LeavingBase[]; readonly others: readonly OtherModule[] }> {
  const words = v1Labels(surface.group);
  const modules = await cluster.list({
    type: surface.module,
    namespace: live.metadata.namespace ?? 'default',
    labels: `${words.deploymentName}=${base.metadata.name}`,
    freshness: 'quorum',
  });
  const labelsOf = modules.map((one) => one.metadata.labels ?? {});
  const named = (own: Readonly<Record<string, string>>): string =>
    `${own[words.moduleName] ?? ''} ${own[words.moduleVersion] ?? ''}`;
  const owners = new Map<string, string[]>();
  for (const own of labelsOf) {
    const owner = own[words.moduleDeployment] ?? '';
    if (owner === live.metadata.name) continue;
    const label = `${named(own)} (ModuleDeployment ${owner})`;
    owners.set(label, [...(owners.get(label) ?? []), own[words.baseName] ?? '']);
  }
  return {
    leaving: pods.map(({ name }) => ({
      name,
      modules: labelsOf.filter((own) => own[words.baseName] === name).map(named),
    })),
    others: [...owners].map(([label, on]) => ({
      label,
      pods: on.length,
      here: on.length,
      fits: true,
    })),
  };
}
