import type { Fault } from '../fault.ts';
import { lint } from '../manifest/lint.ts';
import type { Reading } from '../manifest/yaml.ts';
import { toldFinding, type ToldFinding } from '../messages/finding-text.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Line } from '../world.ts';
import { nameOfPath } from './module-source.ts';
import type { World } from './world.ts';

/** What was written into a file, for the JSON document. */
export interface Fixed {
  readonly file: string;
  readonly diff: string;
}

export function findingsDocument(
  world: World,
  findings: readonly ToldFinding[],
  fixed?: readonly Fixed[],
): unknown {
  const items = findings.map((finding) => ({
    ...finding,
    ...whyOf(world, finding.rule),
    fixable: finding.fixable === true,
  }));
  const done = fixed === undefined ? {} : { fixed };
  return { apiVersion: 'koupctl.koupleless.io/v1', kind: 'FindingList', ...done, items };
}

/** Error findings are exit code 2; where nothing was found that is said. */
export function lintOutcome(
  world: World,
  paths: readonly string[],
  findings: readonly ToldFinding[],
): Outcome {
  const say = messagesOf(world.language).lint;
  const errors = findings.filter((finding) => finding.level === 'error').length;
  if (findings.length === 0) world.reporter.say(say.clean);
  if (errors === 0) return outcome('done', say.noError(findings.length));
  const where = paths.map(nameOfPath).join(', ');
  return outcome('invalid', say.errors(errors, findings.length, where));
}

/** All that is wrong with what was read, in the user's language. */
export function findingsOf({ language }: World, { docs, faults }: Reading): ToldFinding[] {
  const messages = messagesOf(language);
  return [
    ...faults.map((fault) => findingOfFault(fault.in(language))),
    ...lint(docs).map((finding) => toldFinding(finding, messages)),
  ];
}

function findingOfFault(fault: Fault): ToldFinding {
  return {
    level: 'error',
    rule: 'syntax',
    field: '',
    message: fault.message,
    ...(fault.fix === undefined ? {} : { fix: fault.fix }),
    ...(fault.at === undefined ? {} : { at: fault.at }),
  };
}

/** As compilers do, so that editors find the place; a table would cut the words that matter. */
export function findingLines(world: World, finding: ToldFinding): Line[] {
  const { level, rule, message, fix, at, field } = finding;
  const say = messagesOf(world.language).lint;
  const where = at === undefined ? '' : `${at.file}:${at.line}:${at.column}: `;
  const what = field === '' ? message : `${field}: ${message}`;
  const word = { text: say.levels[level], tone: tones[level] };
  return [
    [where, word, `: ${what} `, { text: `(${rule})`, tone: 'dim' }],
    ...(fix === undefined ? [] : [`    ${say.fix}: ${fix}`]),
  ];
}

function whyOf(world: World, rule: string): { why?: string } {
  const texts: Readonly<Record<string, { readonly why: string }>> = messagesOf(
    world.language,
  ).lintRules;
  return Object.hasOwn(texts, rule) ? { why: texts[rule]?.why ?? '' } : {};
}

const tones = { error: 'bad', warning: 'warn', info: 'dim' } as const;
