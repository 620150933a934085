/** How sure a cause is: seen as such, the only explanation that fits, or a weak point that may be one. */
export type Confidence = 'certain' | 'likely' | 'possible';

/** Whose fault it is, and so where it is mended. */
export type Subject = 'package' | 'base' | 'workload' | 'controller' | 'cluster';

/** What was seen, and where: an object's field, an event, or what a base answered. */
export interface Fact {
  /** `pod/NAME`, `node/NAME`, `base IP`. */
  readonly object: string;
  readonly field: string;
  readonly value: string;
}

/**
 * Every cause there is, the root before what follows from it and the special before the general:
 * of two that are equally sure the earlier one is told first.
 */
export const codes = [
  'v1-no-labels',
  'v1-half-deleted',
  'leases-not-taken-over',
  'controller-dead',
  'v1-controller-dead',
  'quota-exceeded',
  'creation-forbidden',
  'pods-not-created',
  'v1-no-base-deployment',
  'name-mismatch',
  'context-path-twice',
  'metaspace-full',
  'bad-url',
  'not-a-module',
  'module-throws',
  'version-unchanged',
  'install-rejected',
  'base-gone',
  'base-down',
  'base-restarted',
  'base-came-back',
  'never-picked-up',
  'no-bases',
  'wrong-env',
  'untolerated-taint',
  'wrong-label',
  'version-dark',
  'none-active',
  'orphan',
  'v1-namesake',
  'v1-confirm-mismatch',
  'v1-gray-stall',
  'v1-bases-full',
  'v1-half-done',
  'v1-no-free-base',
  'v1-left-marked',
  'no-free-base',
  'v1-stuck-upgrading',
  'base-hangs',
  'install-unanswered',
  'install-left-no-trace',
  'unschedulable',
  'start-hangs',
  'status-late',
  'bases-silent',
  'paused',
  'min-ready-seconds',
  'v1-awaits-confirm',
  'rollout-stands',
  'rbac-peer-patch',
  'rbac-mis-cased',
  'short-grace-period',
  'node-loss-toleration',
] as const;

export type Code = (typeof codes)[number];

/** What the text of a cause is filled in with. */
export type Params = Readonly<Record<string, string | number>>;

/** One rule's finding at one place, or about the whole. */
export interface Finding {
  readonly code: Code;
  readonly confidence: Confidence;
  readonly subject: Subject;
  readonly params: Params;
  readonly evidence: readonly Fact[];
  /** Commands to type next, most useful first. */
  readonly next: readonly string[];
  /** The base it was found on, where it is one base's. */
  readonly base?: string;
}

/** On how many of the bases that were looked at a cause was found. */
export interface Comparison {
  readonly bases: readonly string[];
  readonly of: number;
  /** Seen to run all that they should; those with another cause, and those that are silent, are not. */
  readonly fine: number;
  /** Of these bases those that an earlier release failed on too. */
  readonly again: readonly string[];
}

/** A finding, the same one on several bases told once. */
export interface Cause extends Omit<Finding, 'base'> {
  readonly comparison?: Comparison;
}

const ofInstall: readonly Code[] = [
  'install-left-no-trace',
  'install-unanswered',
  'module-throws',
  'v1-stuck-upgrading',
];

/** Only the base can tell why, or whether it is so: asked to repeat the install it does. */
export function isAskable({ code, confidence }: Pick<Cause, 'code' | 'confidence'>): boolean {
  return ofInstall.includes(code) || (code === 'name-mismatch' && confidence === 'likely');
}

const ofRollout: readonly Code[] = [
  ...ofInstall,
  'name-mismatch',
  'context-path-twice',
  'metaspace-full',
  'bad-url',
  'not-a-module',
  'install-rejected',
  'base-gone',
  'base-down',
  'base-hangs',
  'version-dark',
  'start-hangs',
  'quota-exceeded',
  'creation-forbidden',
  'pods-not-created',
  'rollout-stands',
  'bases-silent',
  'unschedulable',
  'orphan',
];

/** What a rollout that fails does not say of itself, base by base: its root may lie elsewhere. */
export function isBeyondRollout({ code, confidence }: Pick<Cause, 'code' | 'confidence'>): boolean {
  return confidence !== 'possible' && !ofRollout.includes(code);
}

const sureness: readonly Confidence[] = ['certain', 'likely', 'possible'];
/** What stands because somebody, koupctl, or an install that failed stopped it: why it did is told before. */
const standing: readonly Code[] = [
  'paused',
  'v1-awaits-confirm',
  'rollout-stands',
  'v1-stuck-upgrading',
];

function rankOf({ code, confidence }: Pick<Cause, 'code' | 'confidence'>): number {
  return standing.includes(code) ? sureness.indexOf('likely') + 0.5 : sureness.indexOf(confidence);
}

/** The surest first; of equally sure ones the root. */
export function bySureness(
  a: Pick<Cause, 'code' | 'confidence'>,
  b: Pick<Cause, 'code' | 'confidence'>,
): number {
  return rankOf(a) - rankOf(b) || codes.indexOf(a.code) - codes.indexOf(b.code);
}
