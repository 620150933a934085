import type { Cause, Code, Fact } from '../diagnosis/cause.ts';
import type { Evidence } from '../diagnosis/evidence.ts';
import { codesIn } from '../diagnosis/find-codes.ts';
import { knownCodes } from '../diagnosis/known-code.ts';
import type { Messages } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Line, Tone } from '../world.ts';
import type { World } from './world.ts';
import { messagesOf } from '../messages/messages.ts';

/** More bases than these are counted, not named. */
const mostNames = 5;
/** So many codes of a cause are pointed to. */
const mostCodes = 2;
/** Faults of the package show on all bases alike. */
const ofPackage: readonly Code[] = [
  'bad-url',
  'not-a-module',
  'module-throws',
  'install-rejected',
  'name-mismatch',
  'context-path-twice',
  'install-left-no-trace',
  'v1-stuck-upgrading',
];

type Words = Messages['diagnosis'];

/** What was found: the one line that matters, each cause with what was seen, what was not looked at. */
export function tellDiagnosis(
  { reporter, language }: World,
  what: string,
  evidence: Evidence,
  causes: readonly Cause[],
): Outcome {
  const words = messagesOf(language).diagnosis;
  const headline = headlineOf(words, what, evidence, causes);
  const [first] = causes;
  const end = outcome(isWell(causes) ? 'done' : 'unhealthy', headline, {
    ...(first === undefined ? {} : { next: first.next }),
  });
  const lines = [
    headline,
    ...aroundLines(words, evidence, causes),
    ...causes.flatMap((cause, index) => causeLines(words, cause, index + 1)),
    ...evidence.unread.map((one): Line => [
      { text: words.unread(words.whats[one.what], one.why), tone: 'dim' },
    ]),
  ];
  reporter.document(documentOf(words, { what, end, evidence, causes }), lines);
  return end;
}

/** A weak point has done no harm yet. */
function isWell(causes: readonly Cause[]): boolean {
  return causes.every(({ confidence }) => confidence === 'possible');
}

function headlineOf(
  words: Words,
  what: string,
  evidence: Evidence,
  causes: readonly Cause[],
): string {
  const [first] = causes;
  if (first !== undefined && isWell(causes)) return words.weak(what, causes.length);
  if (first !== undefined) return words.wrong(what, textOf(words, first));
  const answered = evidence.bases.filter(({ answer }) => answer?.ok === true).length;
  return words.fine(what, evidence.places.length, answered);
}

export function textOf(
  { causes }: Words,
  { code, params }: Pick<Cause, 'code' | 'params'>,
): string {
  const text = causes[code];
  return typeof text === 'string' ? text : text(params);
}

/** What of koupctl's own stands or goes on, before all else; and how far the look reached. */
function aroundLines(words: Words, evidence: Evidence, causes: readonly Cause[]): Line[] {
  const { rollout, bases } = evidence;
  const lines: Line[] = [];
  if (rollout?.holder !== undefined) {
    lines.push([{ text: words.goesOn(rollout.version, rollout.holder), tone: 'warn' }]);
  } else if (rollout !== undefined && causes[0]?.code !== 'rollout-stands') {
    const { version, who, attach } = rollout;
    lines.push([{ text: words.stands(version, who, attach), tone: 'warn' }]);
  }
  const asked = bases.filter(({ answer }) => answer !== undefined);
  const silent = asked.length > 0 && asked.every(({ answer }) => answer?.ok === false);
  if (silent && causes[0]?.code !== 'bases-silent') {
    lines.push([{ text: words.nobodyAnswers, tone: 'warn' }]);
  }
  return lines;
}

const tones: Record<Cause['confidence'], Tone> = {
  certain: 'bad',
  likely: 'warn',
  possible: 'dim',
};

function causeLines(words: Words, cause: Cause, number: number): Line[] {
  const { confidence, code, evidence, next } = cause;
  const compare = comparisonOf(words, cause);
  const entry = (title: string, text: string): Line => [
    { text: `     ${title}`, tone: 'dim' },
    text,
  ];
  return [
    [
      `  ${number}. `,
      { text: words[confidence], tone: tones[confidence] },
      ` ${textOf(words, cause)} `,
      { text: `(${code})`, tone: 'dim' },
    ],
    ...evidence.map((fact) => entry(words.seen, factText(fact))),
    ...compare.map((text) => entry(words.compare, text)),
    entry(words.mend, words.mends[code]),
    ...next.map((command) => entry(words.next, command)),
    ...codesOf(cause).map((known) => entry(words.explain, `koupctl explain ${known}`)),
  ];
}

/** Words of other products (OK, TIMEOUT) mean something else here. */
const ofKoupleless = knownCodes.filter(({ group }) => group !== 'gateway');

/** What was seen that `koupctl explain` knows more about. */
function codesOf({ evidence }: Cause): string[] {
  const codes = evidence.flatMap(({ value }) => codesIn(value, ofKoupleless));
  return [...new Set(codes)].slice(0, mostCodes);
}

function factText({ object, field, value }: Fact): string {
  return `${object}: ${field}: ${value}`;
}

/** Whether it is one base or all of them. */
export function comparisonOf(words: Words, { comparison, code }: Cause): string[] {
  if (comparison === undefined || comparison.of < 2) return [];
  const { bases, of, fine, again } = comparison;
  const lines =
    bases.length >= of
      ? [ofPackage.includes(code) ? words.allAlike(of) : words.allBases(of)]
      : fine === 0
        ? [words.noneFine(bases.length, of, namesOf(words, bases))]
        : [words.someFine(fine, of, namesOf(words, bases))];
  return again.length > 0 && bases.length < of
    ? [...lines, words.failedBefore(namesOf(words, again))]
    : lines;
}

function namesOf(words: Words, names: readonly string[]): string {
  const rest = names.length - mostNames;
  const shown = names.slice(0, mostNames).join(', ');
  return rest > 0 ? `${shown} ${words.andMore(rest)}` : shown;
}

function documentOf(
  words: Words,
  seen: {
    readonly what: string;
    readonly end: Outcome;
    readonly evidence: Evidence;
    readonly causes: readonly Cause[];
  },
): object {
  const { what, end, evidence, causes } = seen;
  const { rollout, workload } = evidence;
  const { holder, version, who } = rollout ?? {};
  return {
    apiVersion: 'koupctl.koupleless.io/v1',
    kind: 'Diagnosis',
    about: what,
    ...(workload === undefined
      ? {}
      : {
          workload: {
            kind: workload.kind,
            namespace: workload.metadata.namespace,
            name: workload.metadata.name,
          },
        }),
    outcome: end.name,
    message: end.message,
    ...(rollout === undefined
      ? {}
      : { rollout: { version, who, ...(holder === undefined ? {} : { holder }) } }),
    causes: causes.map((cause) => ({
      ...cause,
      text: textOf(words, cause),
      mend: words.mends[cause.code],
      explain: codesOf(cause),
    })),
    next: end.next ?? [],
    unread: evidence.unread,
  };
}
