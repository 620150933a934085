import type { SpreadRule } from '../messages/en/plans-v2.ts';
import { moduleVersion } from '../modules/labels.ts';
import { prefersApart, spreadOf } from '../modules/spread.ts';
import type { KubeObject } from '../world.ts';
import { roomFor } from './room-v2.ts';
import { say, type PlanSaying } from './saying.ts';

/** What a template's anti-affinity means for how many bases it can run on. */
export interface SpreadV2 {
  /** For the plan. */
  readonly said: PlanSaying;
  /** Pods of it that will find no base of their own; 0 where there are enough. */
  readonly tooMany: number;
  /** How many of its pods the bases can take, each base once. */
  readonly places: number;
  /** The scheduler leaves the surplus Pending; else it puts two on one base. */
  readonly strict: boolean;
}

interface Around {
  readonly namespace: string;
  /** Every base there is. */
  readonly nodes: readonly KubeObject[];
  /** The template of the pods that run now; undefined where none do. */
  readonly running: unknown;
}

/** Pods of other versions, and other workloads, are left out: whether they are in the way is the policy's matter. Pure. */
export function spreadV2(template: unknown, replicas: number, around: Around): SpreadV2 {
  const { namespace, nodes, running } = around;
  const room = roomFor(template, { namespace, nodes, pods: [], leaving: [] });
  const places = room.free.length;
  const labels = nodes.map((node) => node.metadata.labels ?? {});
  const surroundings = { namespace, nodes: labels };
  const soft = prefersApart(template, surroundings);
  const other = running ?? ofAnotherVersion(template);
  const versionsMeet = spreadOf(template, other, surroundings) !== 'exclusive';
  const tooMany = Math.max(0, replicas - places);
  const rule = ruleOf(room.kept, soft, versionsMeet);
  return {
    said: say('spread', rule, places, replicas, room.unknown[0]),
    tooMany,
    places,
    strict: room.kept,
  };
}

function ofAnotherVersion(template: unknown): unknown {
  const { metadata } = (template ?? {}) as { metadata?: { labels?: Record<string, string> } };
  return { metadata: { labels: { ...metadata?.labels, [moduleVersion]: 'another' } } };
}

function ruleOf(hard: boolean, soft: boolean, versionsMeet: boolean): SpreadRule {
  if (hard) return versionsMeet ? 'version-apart' : 'all-apart';
  return soft ? 'soft' : 'none';
}
