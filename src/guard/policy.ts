import type { Position } from '../fault.ts';
import type { Times } from './calendar.ts';

/** Every command that writes to a cluster or to a base; `guard check` and the rules name them so. */
export const writingCommands = [
  'deploy',
  'attach',
  'confirm',
  'resume',
  'rollback',
  'scale',
  'replace',
  'offline',
  'base-limit',
  'co-release',
  'install',
  'upgrade',
  'uninstall',
  'doctor --repair',
  'diagnose --ask',
  'inspect --dns-pod',
  'recover',
  'biz install',
  'biz uninstall',
  'biz switch',
] as const;

export type WritingCommand = (typeof writingCommands)[number];

/** What else writes, and never is kept from it: `pause` only ever stops something. */
export const freeCommands = ['pause', 'approve'] as const;

export type GuardedCommand = WritingCommand | (typeof freeCommands)[number];

/** What a rule asks for. */
export type Demand =
  /** Changes are made within these times only. */
  | { readonly kind: 'window'; readonly times: Times; readonly running: Running }
  /** No change is made within these. */
  | { readonly kind: 'freeze' | 'peak'; readonly times: Times; readonly running: Running }
  /** `person`: somebody at a terminal says yes; `closed`: nothing is written there. */
  | { readonly kind: 'protected'; readonly how: 'person' | 'closed' }
  | { readonly kind: 'ticket'; readonly pattern: string }
  /** Others than who plans it have approved this very plan, no longer ago than that. */
  | { readonly kind: 'approvals'; readonly count: number; readonly validMs: number }
  /** The same module and version has succeeded there, no longer ago than that. */
  | {
      readonly kind: 'rehearsal';
      readonly context: string;
      readonly withinMs: number;
      /** The uid of its namespace kube-system: a context's name is whatever its user calls it. */
      readonly cluster?: string;
    };

export type DemandKind = Demand['kind'];

/** What becomes of a rollout that runs into the time at which nothing may be changed. */
export type Running = 'finish' | 'hold';

export interface Rule {
  readonly name: string;
  readonly at: Position;
  readonly demand: Demand;
  /** Names, with `*` for any letters; empty: all. */
  readonly contexts: readonly string[];
  readonly namespaces: readonly string[];
  readonly commands: readonly string[];
  readonly modules: readonly string[];
}

/** Whether what is written is recorded. `required`: nothing is, unless its record can be. */
export type Audit = 'off' | 'wanted' | 'required';

export interface Policy {
  readonly rules: readonly Rule[];
  /** `--emergency REASON` passes all of its rules. */
  readonly emergency: boolean;
  readonly audit: Audit;
}

/** Where the cluster's own rules are: nobody who uses the tool can name another place. */
export const guardNamespace = 'kube-system';
export const rulesName = 'koupctl-rules';
export const rulesKey = 'rules.yaml';
