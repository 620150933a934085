import { maskUrls } from '../manifest/masked-url.ts';
import { messagesOf } from '../messages/messages.ts';
import type { BaseOrder } from '../plan/biz-order.ts';
import { goodEnds, mayYetBe, type BizEnd } from '../rollout/biz-order.ts';
import type { BizOrder } from '../arklets.ts';
import type { BizInfo, Language } from '../world.ts';
import type { Place } from './biz-bases.ts';
import type { DirectWorld } from './world.ts';

/** How it ended on one base. */
export interface BizRow {
  readonly base: string;
  readonly address: string;
  readonly result: 'done' | 'failed' | 'timed-out' | 'unreachable' | 'changed' | 'not-tried';
  /** The machine's word for how. */
  readonly end: string;
  /** The same for people. */
  readonly detail: string;
}

export type StepResult =
  | { readonly result: 'nothing' | 'not-tried' }
  | { readonly result: 'unreachable'; readonly detail: string }
  /** Since it was shown: it runs this by now. */
  | { readonly result: 'changed'; readonly runs: readonly BizInfo[] }
  | { readonly result: 'blocked'; readonly plan: BaseOrder | undefined }
  | { readonly result: 'ended'; readonly end: BizEnd };

export function resultOf(
  language: Language,
  place: Place,
  step: StepResult,
  order: BizOrder,
): BizRow {
  const texts = messagesOf(language).biz;
  const base = { base: place.name, address: place.address.id };
  switch (step.result) {
    case 'nothing':
      return { ...base, result: 'done', end: 'nothing', detail: texts.nothing };
    case 'not-tried':
      return { ...base, result: 'not-tried', end: 'not-tried', detail: texts.notTried };
    case 'unreachable':
      return {
        ...base,
        result: 'unreachable',
        end: 'no-answer',
        detail: texts.unreachable(step.detail),
      };
    case 'changed': {
      const detail = texts.changed(listOf(step.runs));
      return { ...base, result: 'changed', end: 'changed', detail };
    }
    case 'blocked': {
      const { plan } = step;
      const detail = plan === undefined ? '' : texts.notes[plan.note](plan.versions.join(', '));
      return { ...base, result: 'failed', end: plan?.note ?? 'blocked', detail };
    }
    case 'ended': {
      const { end, detail = '' } = step.end;
      return {
        ...base,
        result: kindOf(end),
        end,
        detail: texts.ends[end](maskUrls(detail), order.verb),
      };
    }
  }
}

/** What a base runs, for people. */
export function listOf(runs: readonly BizInfo[]): string {
  return runs.map(({ name, version, state }) => `${name}:${version} ${state}`).join(', ');
}

function kindOf(end: BizEnd['end']): BizRow['result'] {
  if (goodEnds.has(end)) return 'done';
  return mayYetBe.has(end) ? 'timed-out' : 'failed';
}

export function showResults({ reporter, language }: DirectWorld, rows: readonly BizRow[]): void {
  const { columns, results } = messagesOf(language).biz;
  const cell = (key: keyof BizRow) => (item: Record<string, unknown>) => String(item[key]);
  reporter.listing({
    kind: 'BizResultList',
    items: rows.map((row) => ({ ...row })),
    columns: [
      { title: columns.base, value: cell('base') },
      {
        title: columns.result,
        value: (item) => results[item['result'] as BizRow['result']],
        tone: ({ result }) => (result === 'done' ? 'good' : 'bad'),
      },
      { title: columns.detail, value: cell('detail') },
      { title: columns.address, value: cell('address'), wide: true },
    ],
    empty: '',
    name: cell('base'),
  });
}
