import { describe, expect, test } from 'vitest';
import { messagesOf } from '../../../src/messages/messages.ts';
import { planText } from '../../../src/messages/plan-text.ts';
import { say as found } from '../../../src/manifest/rule.ts';
import { say } from '../../../src/plan/saying.ts';

const [en, zh] = [messagesOf('en'), messagesOf('zh')];

/** What an entry says of some words; a list of one word reads like the word. */
function said(entry: unknown): string {
  const words = Array.from({ length: 6 }, (_, index) => [`word${index}`]);
  return typeof entry === 'function'
    ? (entry as (...words: unknown[]) => string)(...words)
    : String(entry);
}

describe('what plans say', () => {
  test.each(Object.entries(en.plans))(
    '%s: Chinese, with the same words filled in',
    (code, entry) => {
      const [english, chinese] = [said(entry), said(zh.plans[code as keyof typeof zh.plans])];
      // Punctuation alone, around what another one says.
      if (!['found', 'service'].includes(code)) expect(chinese).toMatch(/\p{Script=Han}/u);
      const words = (text: string) => [...new Set(text.match(/word\d|--[a-z-]+/g))].sort();
      expect(words(chinese)).toEqual(words(english));
    },
  );

  test('no code is a rule’s too', () => {
    expect(Object.keys(en.plans).filter((code) => code in en.findings)).toEqual([]);
  });

  test('one sentence in another, in the same language', () => {
    const saying = say('service', 'shop', say('stale-readiness'));
    expect(planText(saying, en)).toBe(
      'Service shop: it calls whom Kubernetes believes to be ready, which follows the bases by up to 18 s',
    );
    expect(planText(saying, zh)).toBe(
      'Service shop：它调用 Kubernetes 认为就绪的 Pod，这比基座的实际状态最多晚 18 秒',
    );
    const stays = say('stays', [say('autoscaler-stays', 'a'), say('service-stays', 'b')]);
    expect(planText(stays, en)).toBe(
      'stays in the cluster: HorizontalPodAutoscaler a, with nothing to scale, Service b, which koupctl did not make and leads nowhere then',
    );
  });

  test('what a rule has found, with its fix and place', () => {
    const saying = say('found', 'spec.replicas', found('v1-replicas.missing'), ' (m.yaml:3:1)');
    expect(planText(saying, en)).toMatch(
      /^spec\.replicas: .+; set spec\.replicas \(m\.yaml:3:1\)$/,
    );
    expect(planText(saying, zh)).toMatch(
      /^spec\.replicas：.+；设置 spec\.replicas \(m\.yaml:3:1\)$/,
    );
  });
});
