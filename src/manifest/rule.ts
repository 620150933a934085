/** What rules see and say. A rule is pure: it changes nothing, it proposes edits. */
import type { Position } from '../fault.ts';
import type { SpreadWish } from '../modules/spread-wish.ts';
import type { Policy } from '../plan/types.ts';
import type { Messages } from '../messages/messages.ts';
import type { Told } from '../messages/told.ts';
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

type Texts = Messages['findings'];

/** Which of its findings a rule means. */
export type FindingCode = keyof Texts;

type ParamsOf<Entry> = Entry extends (...params: infer Params) => Told ? Params : [];

/** What a rule has to say, as data; the catalogue makes words of it (messages/finding-text.ts). */
export interface Saying {
  readonly code: FindingCode;
  readonly params: readonly unknown[];
}

/** The parameters are those that the catalogue's entry takes. */
export function say<Code extends FindingCode>(
  code: Code,
  ...params: ParamsOf<Texts[Code]>
): Saying {
  return { code, params };
}

export interface Finding {
  /** `error`: koupctl will not deploy it so. */
  readonly level: 'error' | 'warning' | 'info';
  readonly rule: string;
  /** Dotted path. */
  readonly field: string;
  readonly at?: Position;
  /** `lint --fix` can write it. */
  readonly fixable?: true;
  readonly message: Saying;
  /** `deploy` mends it by itself. */
  readonly isChange?: true;
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
      readonly message: Saying;
      readonly edits: readonly Edit[];
      /** How bad it is where a file is applied as it is; a warning when not said. */
      readonly inFile?: Finding['level'];
      /** Right for one rollout, and not for the file: more than one answer would do there. */
      readonly deployOnly?: true;
    }
  | {
      readonly says: 'finding';
      readonly level: Finding['level'];
      readonly path: Path;
      readonly message: Saying;
      /** What mends the file; a rollout leaves it alone. */
      readonly edits?: readonly Edit[];
      /** Where a file is applied as it is, if that is worse than for a rollout. */
      readonly inFile?: Finding['level'];
    };

export interface Rule {
  readonly name: string;
  readonly check: (subject: Subject) => readonly Remark[];
}

export function change(path: Path, message: Saying, ...edits: Edit[]): Remark {
  return { says: 'change', path, message, edits };
}

/** A change without which the file, applied as it is, would not work or do harm. */
export function vital(path: Path, message: Saying, ...edits: Edit[]): Remark {
  return { says: 'change', path, message, edits, inFile: 'error' };
}

/** `edits` are for `lint --fix`, where there is one right answer. */
export function error(path: Path, message: Saying, ...edits: Edit[]): Remark {
  return { says: 'finding', level: 'error', path, message, ...mending(edits) };
}

export function warning(path: Path, message: Saying, ...edits: Edit[]): Remark {
  return { says: 'finding', level: 'warning', path, message, ...mending(edits) };
}

function mending(edits: readonly Edit[]): { readonly edits?: readonly Edit[] } {
  return edits.length > 0 ? { edits } : {};
}

export function info(path: Path, message: Saying): Remark {
  return { says: 'finding', level: 'info', path, message };
}
