import * as labels from '../modules/labels.ts';
import { modulePodOf } from '../modules/module-pod.ts';
import { core } from '../modules/surface.ts';
import { asWorkload, podFrom, templateOf } from '../modules/workload-template.ts';
import { basesByNode } from '../modules/vnodes.ts';
import { unifiedDiff } from '../plan/diff.ts';
import type { V2Facts } from '../plan/plan-v2.ts';
import { diffText } from '../manifest/diff-text.ts';
import { intentManager } from '../rollout/context.ts';
import { isOpen, isOpenOn, type RolloutRecord } from '../rollout/record.ts';
import { templateHash } from '../rollout/template-hash.ts';
import type { Bases, Cluster, KubeObject, Written } from '../world.ts';
import { refuseDropped } from './dry-run.ts';
import { covers, mayHost, openAs, whoAnswers } from './gather-v2.ts';
import type { PrepareParts } from './prepared.ts';

/** Reads what the plan of a bare Pod is made from, in the shape of a workload; what decides a write with a quorum. */
export async function gatherPod(
  cluster: Cluster,
  bases: Bases | undefined,
  { manifest, live, notes }: Pick<PrepareParts, 'manifest' | 'live' | 'notes'>,
  record: RolloutRecord | undefined,
): Promise<V2Facts> {
  const { namespace = 'default', name } = manifest.metadata;
  const quorum = 'quorum' as const;
  const vnodes = `${labels.component}=${labels.componentVnode}`;
  const [nodes, pdbs, dry] = await Promise.all([
    cluster.list({ type: core.node, labels: vnodes, freshness: quorum }),
    cluster.list({ type: core.pdb, namespace, freshness: quorum }),
    dryRunCreate(cluster, manifest, live !== undefined),
  ]);
  const stored = named(asWorkload(dry.object), name);
  const storedHash = templateHash(templateOf(stored));
  const stands = record !== undefined && standsOn(record, live);
  const open = stands ? openAs(record, record.phase === 'preparing') : undefined;
  const found = live ? asWorkload(live) : stands ? standIn(record, namespace) : undefined;
  const pods = live ? [live] : [];
  const byNode = basesByNode(nodes, pods);
  const rolling = open?.phase === 'rolling';
  return {
    target: cluster.target,
    live: found,
    // Either version may be there, or none: that is what going on from the record is for.
    liveHash: rolling ? open.templateHash : found && templateHash(templateOf(found)),
    running: (stands ? record.oldTemplate : undefined) ?? templateOf(found),
    oldPods: [],
    livePods: pods.map(modulePodOf),
    held: false,
    nodes,
    bases: byNode,
    hpas: [],
    pdbs: pdbs.filter((budget) => covers(budget, templateOf(stored))),
    manifest,
    stored,
    storedHash,
    warnings: dry.warnings,
    notes,
    takenOver: [],
    forced: false,
    diff: unifiedDiff(found ? textOf(found) : '', textOf(stored)),
    open,
    answered: bases && (await whoAnswers(bases, mayHost(nodes, byNode, templateOf(stored)))),
  };
}

/** Whether its rollout is about the pod that is there, or about one that is between two. */
export function standsOn(record: RolloutRecord, live: KubeObject | undefined): boolean {
  return live === undefined ? isOpen(record) && isBetween(record) : isOpenOn(record, live);
}

/** It may have taken the old pod away, or was about to create the first. */
function isBetween({ oldTemplate, outcomes, template }: RolloutRecord): boolean {
  return template !== undefined && (oldTemplate !== undefined || outcomes.length > 0);
}

/** In place of a pod that is gone while its rollout stands: what it was, as far as the record tells. */
export function standIn(record: RolloutRecord, namespace: string): KubeObject {
  const { uid, name } = record.workload;
  const template = record.oldTemplate ?? record.template;
  const { labels: own } = ((template ?? {}) as { metadata?: { labels?: Record<string, string> } })
    .metadata ?? { labels: {} };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      ...(own === undefined ? {} : { labels: own }),
      ...(uid === undefined ? {} : { uid }),
    },
    spec: { replicas: 1, template },
  };
}

/** A pod that runs takes no other spec, not even for a trial: the trial is of one beside it. */
async function dryRunCreate(
  cluster: Cluster,
  manifest: KubeObject,
  beside: boolean,
): Promise<Written> {
  const { name } = manifest.metadata;
  const trial = beside ? named(manifest, `${name.slice(0, 240)}-next`) : manifest;
  const options = { manager: intentManager, dryRun: true };
  const written = await cluster.create(trial, core.pod, options);
  refuseDropped(trial, written.object);
  return written;
}

function named(object: KubeObject, name: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, name } };
}

function textOf(workload: KubeObject): string {
  return diffText(podFrom(templateOf(workload), workload.metadata));
}
