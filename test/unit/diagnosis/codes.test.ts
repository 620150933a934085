import { describe, expect, test } from 'vitest';
import { codeTexts, explain } from '../../../src/commands/explain.ts';
import { codesIn, findCodes, type CodeEntry } from '../../../src/diagnosis/find-codes.ts';
import { knownCodes, textKey } from '../../../src/diagnosis/known-code.ts';
import { outcomes } from '../../../src/exit-code.ts';
import { Fault } from '../../../src/fault.ts';
import { messagesOf } from '../../../src/messages/messages.ts';
import type { Language, Line, Listing } from '../../../src/world.ts';

const entries: CodeEntry[] = knownCodes.map((known) => ({
  known,
  texts: (['en', 'zh'] as const).flatMap((language) => Object.values(codeTexts(language)(known))),
}));

const found = (...words: string[]) => findCodes(words, entries);
const keys = (...words: string[]) => found(...words).codes.map(textKey);

interface Said {
  text: string;
  listing: Listing | undefined;
}

async function told(words: string[], more: { language?: Language; component?: 'board' } = {}) {
  const said: Said = { text: '', listing: undefined };
  const flat = (line: Line): string =>
    typeof line === 'string'
      ? line
      : line.map((span) => (typeof span === 'string' ? span : span.text)).join('');
  const reporter = {
    listing: (listing: Listing) => (said.listing = listing),
    document: (_: unknown, lines: readonly Line[]) => (said.text = lines.map(flat).join('\n')),
  };
  const world = { language: more.language ?? 'en', reporter } as unknown as Parameters<
    typeof explain
  >[0];
  await explain(world, { words, component: more.component, whole: true });
  return said;
}

function faultOf(words: string[], component?: 'board'): Fault {
  let caught: unknown;
  try {
    void explain({ language: 'en', reporter: {} } as unknown as Parameters<typeof explain>[0], {
      words,
      component,
      whole: true,
    });
  } catch (error) {
    caught = error;
  }
  if (!(caught instanceof Fault)) throw new Error('no fault');
  return caught;
}

describe('the catalogue of codes', () => {
  test('every code has its own text in both languages, and every text a code', () => {
    for (const language of ['en', 'zh'] as const) {
      const texts = Object.values(messagesOf(language).codes).flatMap((part) => Object.keys(part));
      expect(texts.sort()).toEqual(knownCodes.map(textKey).sort());
      for (const known of knownCodes) {
        const { meaning, advice } = codeTexts(language)(known);
        expect(meaning, textKey(known)).not.toBe('');
        expect(advice, textKey(known)).not.toBe('');
      }
    }
    expect(new Set(knownCodes.map(textKey)).size).toBe(knownCodes.length);
  });

  test('the three documented tables are whole', () => {
    const documented = knownCodes.filter(({ seen }) => seen === 'documented');
    const count = (component: string) =>
      documented.filter((known) => known.component === component).length;
    // InstallModuleFailed is one row of the documentation with two sources.
    expect([count('arklet'), count('module-controller'), count('board')]).toEqual([18, 26, 13]);
    for (const { code } of documented) expect(code).toMatch(/^[A-Z]\w+\.[A-Z]\w+$/);
  });

  test('every outcome is there, by name and by number', () => {
    for (const [name, { code }] of Object.entries(outcomes)) {
      expect(keys(name)).toContain(`outcome:${name}`);
      expect(keys(String(code))).toEqual([`outcome:${name}`]);
      expect(keys('exit', 'code', String(code))).toEqual([`outcome:${name}`]);
    }
  });
});

describe('looking codes up', () => {
  test('by Source.Type: once per table that has it', () => {
    expect(keys('Arklet.PullBizError')).toEqual(['arklet:Arklet.PullBizError']);
    expect(keys('otherupstream.decodeurlfailed')).toEqual([
      'arklet:OtherUpstream.DecodeURLFailed',
      'module-controller:OtherUpstream.DecodeURLFailed',
    ]);
  });

  test('by Type alone: every source and table', () => {
    expect(keys('NetworkError')).toEqual([
      'module-controller:Arklet.NetworkError',
      'board:KouplelessBoard.NetworkError',
    ]);
    expect(keys('installmodulefailed')).toEqual([
      'module-controller:Arklet.InstallModuleFailed',
      'module-controller:User.InstallModuleFailed',
    ]);
  });

  test('a word that is said in several places has an answer for each', () => {
    expect(keys('FAILED')).toEqual([
      'answer:FAILED',
      'result:FAILED',
      'operation:FAILED',
      'outcome:failed',
    ]);
    expect(keys('Available')).toEqual(['v1-module:Available', 'v1-condition:Available']);
    expect(keys('BROKEN')).toEqual(['biz-state:broken']);
    expect(keys('Install', 'Failed')).toEqual(['state-reason:Install Failed']);
    expect(keys('00002')).toEqual(['tracker:00002']);
    expect(keys('E100003')).toEqual(['runtime:100003']);
    expect(keys('api_not_exist')).toEqual(['gateway:API_NOT_EXIST']);
  });

  test('by words, in either language, those with the word in their name first', () => {
    expect(found('disk', 'full').by).toBe('words');
    expect(keys('disk', 'full')).toEqual([
      'arklet:User.DiskFull',
      'module-controller:User.DiskFull',
    ]);
    expect(keys('磁盘已满')).toEqual(['arklet:User.DiskFull', 'module-controller:User.DiskFull']);
    expect(keys('unfinished command')).toEqual(['answer:FAILED']);
    expect(keys('metaspace')[0]).toBe('arklet:User.MetaspaceFull');
    expect(keys('元空间')).toEqual(['arklet:User.MetaspaceFull']);
    expect(keys('no such thing as this')).toEqual([]);
  });
});

describe('what is told', () => {
  test('a documented code: that nobody sends it', async () => {
    const { text } = await told(['Arklet.PullBizError']);
    expect(text).toBe(
      [
        'Arklet.PullBizError  Arklet, at an install',
        '  meaning: the package could not be pulled',
        '  to do: retry',
        '  seen: never seen on the wire: documented only, no open component sends it',
      ].join('\n'),
    );
  });

  test('in Chinese', async () => {
    const { text } = await told(['REPEAT_BIZ'], { language: 'zh' });
    expect(text).toContain('含义: 该模块版本已在基座上');
    expect(text).toContain('出现情况: 实际会出现');
  });

  test('an exit code', async () => {
    expect((await told(['12'])).text).toMatch(
      /^unhealthy {2}koupctl, how koupctl ends, exit code 12/,
    );
  });

  test('of koupctl itself nobody asks whether it is ever said', async () => {
    expect((await told(['12'])).text).not.toContain('seen');
  });

  test('many are a table; all of them without a word', async () => {
    const { listing } = await told([]);
    expect(listing?.items).toHaveLength(knownCodes.length);
    expect(listing?.items[0]).toMatchObject({ code: 'SUCCESS', component: 'arklet', seen: 'sent' });
    const board = await told([], { component: 'board' });
    expect(new Set(board.listing?.items.map(({ component }) => component))).toEqual(
      new Set(['board']),
    );
  });

  test('nothing known: the nearest, another source, another component', () => {
    expect(faultOf(['PulBizEror'])).toMatchObject({
      outcome: 'invalid',
      message: 'nothing is known of "PulBizEror"',
      fix: 'did you mean PullBizError? Then: koupctl explain PullBizError',
    });
    expect(faultOf(['User.PullBizError']).fix).toContain('Arklet.PullBizError');
    expect(faultOf(['REPEAT_BIZ'], 'board').fix).toContain('without --component');
    expect(faultOf(['qqqqqqqqqqqqq']).fix).toContain('koupctl explain lists all');
  });
});

test.each([
  ['CMD_PROCESS_INTERNAL_ERROR: install biz not success!', ['CMD_PROCESS_INTERNAL_ERROR']],
  ['broken', ['broken']],
  ['the module is broken', []],
  ['HTTP_CLIENT 12345 MiB of 100000', []],
  ['reason 100001', ['100001']],
])('what explain knows of %j', (text, codes) => {
  expect(codesIn(text, knownCodes)).toEqual(codes);
});
