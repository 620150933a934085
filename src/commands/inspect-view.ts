import type { CheckResult, Finding, Params, Status } from '../inspect/check.ts';
import type { Trend } from '../inspect/history.ts';
import type { Report, ReportCheck, ReportFinding } from '../inspect/report/report.ts';
import { messagesOf, type Messages } from '../messages/messages.ts';
import type { Line, Tone } from '../world.ts';
import type { World } from './world.ts';

/** Of one code of one check in a table; JSON, JUnit and HTML have all. */
const mostObjects = 5;
const mostFacts = 3;

const tones: Readonly<Record<Status, Tone>> = {
  fail: 'bad',
  warn: 'warn',
  ok: 'good',
  skipped: 'dim',
};
const order: readonly Status[] = ['fail', 'warn', 'skipped', 'ok'];

export interface Inspected {
  readonly results: readonly CheckResult[];
  readonly trends: ReadonlyMap<string, Trend>;
  readonly mended: readonly string[];
  readonly profile: string;
  readonly cluster: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly tookMs: number;
}

/** In the user's words, what fails first. */
export function reportOf({ language }: Pick<World, 'language'>, seen: Inspected): Report {
  const messages = messagesOf(language);
  const words = messages.inspect;
  const counts = countsOf(seen.results);
  const { fail, warn, ok, skipped } = counts;
  const summary = fail > 0 ? words.wrong(fail, warn, ok, skipped) : words.fine(warn, ok, skipped);
  return {
    title: words.title,
    profile: seen.profile,
    cluster: seen.cluster,
    at: new Date(seen.at).toISOString(),
    tookMs: Math.round(seen.tookMs),
    summary,
    counts,
    checks: order.flatMap((status) =>
      seen.results
        .filter((one) => one.status === status)
        .map((one) => checkOf(messages, one, seen.trends.get(one.check))),
    ),
    mended: seen.mended.length === 0 ? '' : words.mended(seen.mended.join(', ')),
  };
}

export function countsOf(results: readonly CheckResult[]): Record<Status, number> {
  const counts = { fail: 0, warn: 0, ok: 0, skipped: 0 };
  for (const { status } of results) counts[status] += 1;
  return counts;
}

function checkOf(messages: Messages, one: CheckResult, trend: Trend | undefined): ReportCheck {
  const words = messages.inspect;
  const { check, status, looked, skip, findings } = one;
  const notes =
    skip === undefined
      ? [words.lookedAt(looked), ...trendNotes(words, trend)]
      : [words.skips[skip.code](skip.what)];
  return {
    check,
    title: words.checks[check] ?? check,
    status,
    statusText: words.statuses[status],
    note: notes.join('; '),
    findings: findings.map((each) => findingOf(messages, each)),
  };
}

function trendNotes(words: Messages['inspect'], trend: Trend | undefined): string[] {
  if (trend === undefined) return [];
  if (trend.since === undefined) return [words.new];
  const since = words.since(trend.since.slice(0, 16).replace('T', ' '), trend.runs);
  return trend.fresh === 0 ? [since] : [since, words.fresh(trend.fresh)];
}

function findingOf(messages: Messages, one: Finding): ReportFinding {
  const { status, code, object, seen, accepted } = one;
  const words = messages.inspect;
  const text = textOf(messages, one);
  return {
    status,
    code,
    object,
    text: accepted === undefined ? text : `${text} (${words.accepted(accepted)})`,
    seen,
    mend: status === 'ok' ? '' : (words.remedies[code] ?? ''),
  };
}

/** A finding in one line; states and reasons of modules in the words of `modules --live`. */
export function textOf(
  messages: Messages,
  { code, params }: Pick<Finding, 'code' | 'params'>,
): string {
  const text = messages.inspect.texts[code];
  if (text === undefined) return code;
  return typeof text === 'string' ? text : text(worded(messages, code, params));
}

function worded(messages: Messages, code: string, params: Params): Params {
  const state = params['state'];
  if (code !== 'module-fault' || state === undefined) return params;
  const words = messages.states as Readonly<Record<string, string>>;
  return { ...params, state: words[state] ?? state };
}

/** Calm: what is wrong, what could not be judged, and the rest in a line. */
export function reportLines({ language }: Pick<World, 'language'>, report: Report): Line[] {
  const words = messagesOf(language).inspect;
  const of = (status: Status): ReportCheck[] =>
    report.checks.filter((one) => one.status === status);
  const unset = of('skipped').filter(({ note }) => isUnset(words, note));
  const unseen = of('skipped').filter(({ note }) => !isUnset(words, note));
  return [
    report.summary,
    ...[...of('fail'), ...of('warn')].flatMap((one) => checkLines(words, one)),
    ...unseen.map((one): Line => [...headOf(words, one), ` ${one.note}`]),
    ...names(words, 'skipped', unset, `${words.notConfigured}: `),
    ...names(words, 'ok', of('ok'), ''),
    ...(report.mended === '' ? [] : [[{ text: report.mended, tone: 'good' as const }]]),
  ];
}

function isUnset(words: Messages['inspect'], note: string): boolean {
  const [start = '', end = ''] = words.skips['not-configured']('\n').split('\n');
  return note.startsWith(start) && note.endsWith(end);
}

function headOf(words: Messages['inspect'], { status, check }: ReportCheck): Exclude<Line, string> {
  const title = words.statuses[status].padEnd(words.statusWidth);
  return ['  ', { text: title, tone: tones[status] }, ` ${check}:`];
}

export function checkLines(words: Messages['inspect'], one: ReportCheck): Line[] {
  const head: Line = [
    ...headOf(words, one),
    ` ${one.title}`,
    { text: ` (${one.note})`, tone: 'dim' },
  ];
  const wrong = one.findings.filter(({ status }) => status !== 'ok');
  const codes = [...new Set(wrong.map(({ code }) => code))];
  return [
    head,
    ...codes.flatMap((code) =>
      codeLines(
        words,
        wrong.filter((each) => each.code === code),
      ),
    ),
  ];
}

function codeLines(words: Messages['inspect'], findings: readonly ReportFinding[]): Line[] {
  const more = findings.length - mostObjects;
  const [first] = findings;
  return [
    ...findings
      .slice(0, mostObjects)
      .flatMap(({ object, text, seen, status }): Line[] => [
        ['      ', { text: object, tone: tones[status] }, `: ${text}`],
        ...seen
          .slice(0, mostFacts)
          .map(({ field, value }): Line => [
            { text: `        ${words.seen}`, tone: 'dim' },
            `${field}: ${value}`,
          ]),
      ]),
    ...(more > 0 ? [[{ text: `      … ${words.more(more)}`, tone: 'dim' as const }]] : []),
    ...(first === undefined || first.mend === ''
      ? []
      : [[{ text: `      ${words.mend}`, tone: 'dim' as const }, first.mend]]),
  ];
}

function names(
  words: Messages['inspect'],
  status: Status,
  checks: readonly ReportCheck[],
  before: string,
): Line[] {
  if (checks.length === 0) return [];
  const title = words.statuses[status].padEnd(words.statusWidth);
  const all = checks.map(({ check }) => check).join(', ');
  return [['  ', { text: title, tone: tones[status] }, ` ${before}${all}`]];
}
