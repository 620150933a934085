import { nearest } from '../config/nearest.ts';
import { findCodes, underOtherSource, type CodeEntry } from '../diagnosis/find-codes.ts';
import { knownCodes, textKey, type Component, type KnownCode } from '../diagnosis/known-code.ts';
import { Fault } from '../fault.ts';
import type { CodeText } from '../messages/code.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Language, Line, Listing } from '../world.ts';
import type { World } from './world.ts';

export interface ExplainInput {
  /** None: all there are. */
  readonly words: readonly string[];
  readonly component: Component | undefined;
  /** Few of them are told whole, rather than as a table. */
  readonly whole: boolean;
}

/** More than these are a table. */
const mostWhole = 5;

/** What a code means and what to do about it; needs no cluster. */
export function explain(
  { language, reporter }: Pick<World, 'language' | 'reporter'>,
  { words, component, whole }: ExplainInput,
): Promise<Outcome> {
  const texts = messagesOf(language).explain;
  const among = knownCodes.filter((known) => (component ?? known.component) === known.component);
  const { codes } = findCodes(words, entriesOf(among));
  if (codes.length === 0) throw unknownCode(language, words, component);
  const listing = listingOf(language, codes);
  if (whole && codes.length <= mostWhole) {
    reporter.document(
      undefined,
      codes.flatMap((known) => linesOf(language, known)),
    );
  } else {
    reporter.listing(listing);
  }
  return Promise.resolve(outcome('done', texts.found(codes.length)));
}

function entriesOf(codes: readonly KnownCode[]): CodeEntry[] {
  const [en, zh] = [codeTexts('en'), codeTexts('zh')];
  return codes.map((known) => ({
    known,
    texts: [en(known), zh(known)].flatMap(({ meaning, advice }) => [meaning, advice]),
  }));
}

/** The catalogue has a text for every code that is known; a test sees to that. */
export function codeTexts(language: Language): (known: KnownCode) => CodeText {
  const { base, controller, documented, gateway, outcomes } = messagesOf(language).codes;
  const all: Record<string, CodeText> = {
    ...base,
    ...controller,
    ...documented,
    ...gateway,
    ...outcomes,
  };
  return (known) => all[textKey(known)] ?? { meaning: '', advice: '' };
}

function unknownCode(
  language: Language,
  words: readonly string[],
  component: Component | undefined,
): Fault {
  const texts = messagesOf(language).explain;
  const typed = words.join(' ');
  const elsewhere = findCodes(words, entriesOf(knownCodes)).codes;
  if (component !== undefined && elsewhere.length > 0) {
    const others = someNames(elsewhere);
    return new Fault(texts.unknown(typed), { fix: texts.otherComponent(component, others) });
  }
  const misplaced = underOtherSource(words, knownCodes);
  if (misplaced.length > 0) {
    return new Fault(texts.unknown(typed), { fix: texts.otherSource(someNames(misplaced)) });
  }
  const names = knownCodes.flatMap(({ code, type }) => [code, type]);
  const near = nearest(typed, names);
  return new Fault(texts.unknown(typed), {
    fix: near === undefined ? texts.all : texts.didYouMean(near),
  });
}

function someNames(codes: readonly KnownCode[]): string {
  return [...new Set(codes.map(({ code }) => code))].slice(0, 3).join(', ');
}

function linesOf(language: Language, known: KnownCode): Line[] {
  const texts = messagesOf(language).explain;
  const { meaning, advice } = codeTexts(language)(known);
  const number = known.exitCode === undefined ? [] : [texts.exitCode(known.exitCode)];
  const where = [texts.components[known.component], texts.groups[known.group], ...number];
  return [
    [{ text: known.code, tone: 'good' }, `  ${where.join(', ')}`],
    [{ text: `  ${texts.meaning}: `, tone: 'dim' }, meaning],
    [{ text: `  ${texts.advice}: `, tone: 'dim' }, advice],
    ...(known.component === 'koupctl'
      ? []
      : [[{ text: `  ${texts.seenTitle}: `, tone: 'dim' }, texts.seen[known.seen]] satisfies Line]),
  ];
}

function listingOf(language: Language, codes: readonly KnownCode[]): Listing {
  const { columns, components, groups, seen } = messagesOf(language).explain;
  const textOf = codeTexts(language);
  const cell = (key: string) => (item: Record<string, unknown>) => String(item[key] ?? '');
  return {
    kind: 'CodeList',
    items: codes.map((known) => ({ ...known, ...textOf(known) })),
    columns: [
      { title: columns.code, value: cell('code') },
      {
        title: columns.component,
        value: ({ component, group, seen: how }) => {
          const place = groups[group as KnownCode['group']];
          const only = how === 'documented' ? ` (${seen.documented.split(/[:：]/)[0] ?? ''})` : '';
          return `${components[component as Component]}, ${place}${only}`;
        },
      },
      { title: columns.meaning, value: cell('meaning') },
      { title: columns.advice, value: cell('advice'), wide: true },
    ],
    empty: '',
    name: cell('code'),
  };
}
