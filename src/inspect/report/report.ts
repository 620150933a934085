import type { Seen, Status } from '../check.ts';

/** An inspection in words, as every form of output shows it. */
export interface Report {
  readonly title: string;
  readonly profile: string;
  readonly cluster: string;
  /** ISO time. */
  readonly at: string;
  readonly tookMs: number;
  readonly summary: string;
  readonly counts: Readonly<Record<Status, number>>;
  /** What fails first. */
  readonly checks: readonly ReportCheck[];
  /** What was mended since the run before; '' for nothing. */
  readonly mended: string;
}

export interface ReportCheck {
  readonly check: string;
  readonly title: string;
  readonly status: Status;
  /** The status in the user's language. */
  readonly statusText: string;
  /** How much was looked at, since when it is so, or why it was skipped. */
  readonly note: string;
  readonly findings: readonly ReportFinding[];
}

export interface ReportFinding {
  readonly status: 'fail' | 'warn' | 'ok';
  readonly code: string;
  readonly object: string;
  readonly text: string;
  readonly seen: readonly Seen[];
  readonly mend: string;
}

/** Nothing in a text from a cluster is markup, or moves what stands beside it. */
export function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}
