import { inspect } from 'node:util';
import type { OutcomeName } from '../exit-code.ts';
import type { Fault } from '../fault.ts';
import { frameIn } from '../messages/frame.ts';
import type { Outcome } from '../outcome.ts';
import type { Language, Line, Tone } from '../world.ts';
import { cleanBlock } from './text/clean.ts';
import { toned } from './text/line.ts';

const tones: Record<OutcomeName, Tone> = {
  done: 'good',
  changes: 'warn',
  'awaiting-confirm': 'warn',
  'timed-out': 'warn',
  interrupted: 'warn',
  terminated: 'warn',
  bug: 'bad',
  invalid: 'bad',
  refused: 'bad',
  failed: 'bad',
  superseded: 'bad',
  unreachable: 'bad',
  'rolled-back': 'bad',
  'rollback-failed': 'bad',
  unhealthy: 'bad',
};

/** How a command ended: what, why, and what may be typed now. */
export function outcomeLines(outcome: Outcome, language: Language): Line[] {
  const { name, message, causes = [], next = [] } = outcome;
  return [
    [toned(`${name}: `, tones[name]), message],
    ...causes.flatMap(indented),
    ...next.map((command): Line => [toned(`  ${frameIn(language).next}`, 'dim'), command]),
  ];
}

/** What the user can mend: what is wrong, where, the evidence, and how to mend it. */
export function faultLines(fault: Fault, language: Language): Line[] {
  const { message, at, details, fix } = fault.in(language);
  const say = frameIn(language);
  return [
    [toned(say.error, 'bad'), message],
    ...(at === undefined ? [] : [`  ${say.at(`${at.file}:${at.line}:${at.column}`)}`]),
    ...details.flatMap(indented),
    ...(fix === undefined ? [] : [[toned(`  ${say.fix}`, 'good'), fix]]),
  ];
}

/** What a bug report must say about where it happened. */
export interface About {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
}

/** Anything else that was thrown: the stack, its causes, and what to do with them. */
export function bugLines(error: unknown, about: About, language: Language): Line[] {
  const say = frameIn(language);
  return [
    [toned(say.bug, 'bad'), firstLine(error)],
    ...stackLines(error, say.causedBy).map((line): Line => [toned(`  ${line}`, 'dim')]),
    say.ours(about.version, about.node, about.platform),
    say.report,
    say.written,
  ];
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : inspected(error);
  return text.split('\n')[0] ?? text;
}

function inspected(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 1 });
}

function stackLines(error: unknown, causedBy: (what: string) => string, depth = 0): string[] {
  if (!(error instanceof Error)) return [];
  const own = cleanBlock(error.stack ?? '')
    .split('\n')
    .slice(depth === 0 ? 1 : 0);
  const { cause } = error;
  // Chains of causes may loop.
  if (cause === undefined || depth >= 5) return own;
  const below =
    cause instanceof Error ? stackLines(cause, causedBy, depth + 1) : [inspected(cause)];
  return [...own, ...below.map((line, index) => (index === 0 ? causedBy(line) : line))];
}

function indented(text: string): Line[] {
  return cleanBlock(text)
    .split('\n')
    .map((line) => `  ${line}`);
}
