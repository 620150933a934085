import type { Limits } from './limits.ts';
import type { SourceName, Sources } from './sources.ts';

/** `skipped` is what could not be judged: it is never well. */
export type Status = 'fail' | 'warn' | 'ok' | 'skipped';

export type Params = Readonly<Record<string, string | number>>;

/** What was seen, as it stands there. */
export interface Seen {
  readonly field: string;
  readonly value: string;
}

export interface Finding {
  readonly status: 'fail' | 'warn' | 'ok';
  /** A machine's word; the catalogue's `inspect.texts` has the sentence. */
  readonly code: string;
  /** `node/n1`, `pod/shop/biz-0`, or what was asked over the network. */
  readonly object: string;
  readonly params: Params;
  readonly seen: readonly Seen[];
  /** Why the user said that this is no fault. */
  readonly accepted?: string;
}

/** Why a check was not judged. */
export interface Skip {
  readonly code: SkipCode;
  /** The right that is missing, the kind that is not served, the section to configure. */
  readonly what: string;
}

export const skipCodes = ['forbidden', 'absent', 'not-configured', 'not-reached'] as const;
export type SkipCode = (typeof skipCodes)[number];

/** What a source came to. `broken`: it should have answered, and did not. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly skip: Skip }
  | { readonly ok: false; readonly broken: string };

export type Readings = { readonly [S in SourceName]?: Reading<Sources[S]> };

export interface Judged {
  /** How many objects, or answers, were judged. */
  readonly looked: number;
  readonly findings: readonly Finding[];
}

export interface Situation {
  readonly limits: Limits;
  /** ms since the epoch, by the API server's clock. */
  readonly now: number;
}

/** A named check: what it reads, and a pure judgement of that. */
export interface Check {
  readonly name: string;
  readonly reads: readonly SourceName[];
  judge(facts: Sources, situation: Situation): Judged;
}

/** `judge` gets what it reads and nothing else. */
export function check<S extends SourceName>(
  name: string,
  reads: readonly S[],
  judge: (facts: Pick<Sources, S>, situation: Situation) => Judged,
): Check {
  return { name, reads, judge };
}

type Value = string | number;

/** One finding; `seen` in pairs of field and value. */
export function found(
  status: Finding['status'],
  code: string,
  object: string,
  params: Params = {},
  seen: readonly (readonly [field: string, value: Value])[] = [],
): Finding {
  return {
    status,
    code,
    object,
    params,
    seen: seen
      .filter(([, value]) => value !== '')
      .map(([field, value]) => ({ field, value: String(value) })),
  };
}

/** Judges each of a list by itself. */
export function judgeEach<T>(
  items: readonly T[],
  judge: (item: T) => readonly Finding[] | Finding | undefined,
): Judged {
  return { looked: items.length, findings: items.flatMap((item) => judge(item) ?? []) };
}

export interface CheckResult {
  readonly check: string;
  readonly status: Status;
  readonly looked: number;
  readonly findings: readonly Finding[];
  readonly skip?: Skip;
}
