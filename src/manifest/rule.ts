/** What rules see and say. A rule is pure: it changes nothing, it proposes edits. */
import type { Position } from '../fault.ts';
import type { SpreadWish } from '../modules/spread-wish.ts';
import type { Policy } from '../plan/types.ts';
import type { KubeObject } from '../world.ts';
import type { ModuleClaim } from './module-of.ts';
import type { SourceDoc } from './source-doc.ts';
import type { Edit, Path } from './tree.ts';
import type { V1Facts } from './v1-facts.ts';

/** What is known about the cluster. Everything is optional: `lint` works without a cluster too. */
export interface Facts {
  /** Absent while `server` is there means: V1 is not installed. */
  readonly v1?: V1Facts;
  readonly v2?: {
    /** The vnodes' environment, the value of their node-env taint. */
    readonly env?: string;
  };
  /** The labels of every vnode. Rules that judge by them are silent without any. */
  readonly baseLabels?: readonly Readonly<Record<string, string>>[];
  /** The object as it is in the cluster; absent for a new one. */
  readonly live?: KubeObject;
  /** How it will be rolled, where that is decided already. */
  readonly policy?: Policy;
  /** What `--spread` asks for, where it is to be put into the manifest. */
  readonly spread?: SpreadWish;
  /** Absent where no cluster was asked. */
  readonly server?: { readonly major: number; readonly minor: number };
}

export interface Finding {
  /** `error`: koupctl will not deploy it so. */
  readonly level: 'error' | 'warning' | 'info';
  readonly rule: string;
  /** Dotted path. */
  readonly field: string;
  readonly message: string;
  readonly fix?: string;
  readonly at?: Position;
}

export interface Subject {
  /** As the rules before this one left it; `doc.object` is what the user wrote. */
  readonly object: KubeObject;
  readonly doc: SourceDoc;
  readonly claim: ModuleClaim;
  readonly facts: Facts;
  /** Path of the pod template; empty for a Pod and for V1. */
  readonly template: Path;
}

export type Remark =
  | {
      readonly says: 'change';
      readonly path: Path;
      readonly text: string;
      readonly edits: readonly Edit[];
    }
  | {
      readonly says: 'finding';
      readonly level: Finding['level'];
      readonly path: Path;
      readonly message: string;
      readonly fix?: string;
    };

export interface Rule {
  readonly name: string;
  readonly check: (subject: Subject) => readonly Remark[];
}

export function change(path: Path, text: string, ...edits: Edit[]): Remark {
  return { says: 'change', path, text, edits };
}

export function error(path: Path, message: string, fix: string): Remark {
  return { says: 'finding', level: 'error', path, message, fix };
}

export function warning(path: Path, message: string, fix: string): Remark {
  return { says: 'finding', level: 'warning', path, message, fix };
}

export function info(path: Path, message: string): Remark {
  return { says: 'finding', level: 'info', path, message };
}
