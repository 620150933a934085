import { faultFrom, faultOf } from '../messages/fault-of.ts';
import { diffText } from '../manifest/diff-text.ts';
import { inOrderOfName, vnodeOfPod } from '../modules/base-pod.ts';
import * as labels from '../modules/labels.ts';
import { core } from '../modules/surface.ts';
import { baseBatches, type BaseBatches } from '../plan/base-batches.ts';
import { unifiedDiff } from '../plan/diff.ts';
import { labelOf, typedName } from '../plan/operate-plan.ts';
import { refuseAutoscaler } from '../plan/refuse-v2.ts';
import type { BatchSpec } from '../plan/types.ts';
import { rolloutManager } from '../rollout/context.ts';
import { isHeld } from '../rollout/hold.ts';
import { deploymentSpec } from '../rollout/kinds/deployment-view.ts';
import { readDeployment } from '../rollout/kinds/deployment-watch.ts';
import type { BasePod } from '../rollout/base-roll.ts';
import type { Cluster, JsonPatchOp, KubeObject } from '../world.ts';

/** What becomes of the base, as flags say it. */
export interface BaseFlags {
  /** The base's own Deployment; a ModuleDeployment says itself which. */
  readonly deployment: string | undefined;
  /** The module's namespace where absent. */
  readonly namespace: string | undefined;
  /** What the new bases call their version; V1 knows none. */
  readonly version: string | undefined;
  readonly image: string | undefined;
  /** Which container gets image and variables; the only one where absent. */
  readonly container: string | undefined;
  /** `NAME=value`. */
  readonly env: readonly string[];
}

/** The base's own Deployment: as it is, as it is to be, and what runs on its pods. */
export interface BaseReading {
  readonly live: KubeObject;
  /** As the server would store it. */
  readonly stored: KubeObject;
  readonly diff: string;
  readonly warnings: readonly string[];
  readonly newVersion: string;
  /** Versions that its virtual nodes have now. */
  readonly oldVersions: readonly string[];
  readonly how: BaseBatches;
  /** Its pods, in the order in which they leave. */
  readonly pods: readonly BasePod[];
  /** Their virtual nodes as they are, and as the new bases' will be. */
  readonly nodes: readonly KubeObject[];
  readonly future: readonly KubeObject[];
}

/** Reads the base and asks the server what it would make of the change. Writes nothing. */
export async function readBase(
  cluster: Cluster,
  flags: BaseFlags & { readonly deployment: string },
  namespace: string,
  asked: BatchSpec | undefined,
): Promise<BaseReading> {
  const ref = { type: core.deployment, namespace, name: flags.deployment };
  const live = await cluster.get(ref);
  if (live === undefined) {
    throw faultOf(({ coRelease }) => coRelease.noBase(`${namespace}/${flags.deployment}`));
  }
  const [view, hpas, nodes, dry] = await Promise.all([
    readDeployment(cluster, live),
    cluster.list({ type: core.hpa, namespace, freshness: 'quorum' }),
    cluster.list({
      type: core.node,
      labels: `${labels.component}=${labels.componentVnode}`,
      freshness: 'quorum',
    }),
    cluster.patch(ref, templateChange(live, flags), { manager: rolloutManager, dryRun: true }),
  ]);
  refuseAutoscaler({ stored: live, hpas });
  const bases = [...view.bases.values()];
  const pods = inOrderOfName([...view.newPods, ...view.oldPods]).map((pod) => ({
    ...pod,
    vnode: vnodeOfPod(pod, bases),
  }));
  const mine = new Set(pods.flatMap((pod) => pod.vnode?.name ?? []));
  const own = nodes.filter((node) => mine.has(node.metadata.name));
  const newVersion = flags.version ?? flags.image ?? flags.env.join(', ');
  return {
    live,
    stored: dry.object,
    diff: unifiedDiff(diffText(live), diffText(dry.object)),
    warnings: dry.warnings,
    newVersion,
    oldVersions: [...new Set(pods.flatMap((pod) => pod.vnode?.version ?? []))],
    how: baseBatches(live, asked),
    pods,
    nodes: own,
    future: futureNodes(own, newVersion, deploymentSpec(live).replicas ?? 1),
  };
}

/** Throws a Fault for a base whose Deployment somebody else is at. */
export function refuseBusyBase(live: KubeObject): void {
  const spec = deploymentSpec(live);
  const label = labelOf(live);
  if (spec.paused === true) {
    throw faultOf(({ coRelease }) => coRelease.basePaused(label, typedName(live)), {
      outcome: 'refused',
    });
  }
  if (isHeld(spec as Record<string, unknown>)) {
    const by = live.metadata.annotations?.[labels.rolloutAnnotation];
    throw faultOf(({ coRelease }) => coRelease.baseHeld(label, by), { outcome: 'refused' });
  }
}

/** Throws a Fault for a base that can't be rolled, or whose bases could not be told apart. */
export function refuseBase({ live, pods, nodes, newVersion, oldVersions }: BaseReading): void {
  refuseBusyBase(live);
  const spec = deploymentSpec(live);
  const label = labelOf(live);
  if ((spec.replicas ?? 1) === 0 || nodes.length === 0) {
    const command = `kubectl get nodes -L ${labels.baseName},${labels.baseVersion}`;
    throw faultOf(({ coRelease }) => coRelease.noVnode(label, command), {
      details: ({ coRelease }) =>
        pods.map(({ name, ip = coRelease.noAddress }) => `${name} (${ip})`),
    });
  }
  if (!oldVersions.includes(newVersion)) return;
  throw faultFrom((_, { coRelease }) => {
    const { text, fix } = coRelease.sameVersion(label, newVersion);
    return { message: text, fix, details: [coRelease.versionsThere(oldVersions)] };
  });
}

/** The virtual nodes of bases that are still to come. Pods are told apart by host name. */
function futureNodes(own: readonly KubeObject[], version: string, count: number): KubeObject[] {
  return Array.from({ length: own.length === 0 ? 0 : count }, (_, index) => {
    const like = own[index % own.length] as KubeObject;
    const name = `new-base-${index + 1}`;
    return {
      ...like,
      metadata: {
        name,
        labels: {
          ...like.metadata.labels,
          [labels.baseVersion]: version,
          [labels.hostname]: name,
          [labels.baseHost]: name,
        },
      },
    };
  });
}

interface Container {
  name: string;
  image?: string;
  env?: { name: string; value?: string }[];
}

/** The change of the pod template that the flags ask for. */
function templateChange(live: KubeObject, flags: BaseFlags): JsonPatchOp[] {
  const template = deploymentSpec(live).template as { spec?: { containers?: Container[] } };
  const containers = template.spec?.containers ?? [];
  const index = containerIndex(live, containers, flags.container);
  const path = `/spec/template/spec/containers/${index}`;
  const env = flags.env.length === 0 ? undefined : withVariables(containers[index], flags.env);
  return [
    { op: 'test', path: '/metadata/uid', value: live.metadata.uid },
    ...(flags.image === undefined
      ? []
      : [{ op: 'add' as const, path: `${path}/image`, value: flags.image }]),
    ...(env === undefined ? [] : [{ op: 'add' as const, path: `${path}/env`, value: env }]),
  ];
}

function containerIndex(
  live: KubeObject,
  containers: readonly Container[],
  wanted: string | undefined,
): number {
  const names = containers.map((one) => one.name);
  if (wanted === undefined && names.length === 1) return 0;
  const index = wanted === undefined ? -1 : names.indexOf(wanted);
  if (index !== -1) return index;
  throw faultOf(({ coRelease }) =>
    wanted === undefined
      ? coRelease.whichContainer(labelOf(live), names.length, names)
      : coRelease.noContainer(labelOf(live), wanted, names),
  );
}

/** The variables that are there, with those that were given in their place or behind them. */
function withVariables(container: Container | undefined, given: readonly string[]): object[] {
  const wanted = new Map(given.map(variable));
  const kept = (container?.env ?? []).filter((one) => !wanted.has(one.name));
  return [...kept, ...[...wanted].map(([name, value]) => ({ name, value }))];
}

function variable(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw faultOf(({ coRelease }) => coRelease.oddVariable(text));
}
