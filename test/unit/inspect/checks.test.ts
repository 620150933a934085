import { describe, expect, test } from 'vitest';
import { textOf } from '../../../src/commands/inspect-view.ts';
import { allChecks } from '../../../src/inspect/checks/all.ts';
import { builtInProfiles } from '../../../src/inspect/profiles.ts';
import { messagesOf } from '../../../src/messages/messages.ts';
import { nodesCases } from './cases-nodes.ts';
import { podsCases } from './cases-pods.ts';
import { workloadsCases } from './cases-workloads.ts';
import { clusterCases } from './cases-cluster.ts';
import { networkCases } from './cases-network.ts';
import { podDnsCases } from './cases-pod-dns.ts';
import { judged, said } from './facts.ts';
import type { Case } from './samples.ts';

/** Of each check a situation that fails and one that passes. */
const cases: readonly Case[] = [
  ...nodesCases,
  ...podsCases,
  ...workloadsCases,
  ...clusterCases,
  ...networkCases,
  ...podDnsCases,
];

describe('each check', () => {
  test.each(cases.map((one) => [one[0], one[1], one] as const))('%s: %s', (name, _what, one) => {
    const [, , facts, expected, limits] = one;
    expect(said(judged(name, facts, limits))).toEqual(expected);
  });

  test('has a case that is wrong and one that passes', () => {
    for (const { name } of allChecks) {
      const own = cases.filter(([check]) => check === name);
      expect(
        own.some(([, , , expected]) => expected[0] === 'ok'),
        name,
      ).toBe(true);
      expect(
        own.some(([, , , expected]) => expected[0] !== 'ok'),
        name,
      ).toBe(true);
    }
  });

  test.each(['en', 'zh'] as const)('has its title and its texts in %s', (language) => {
    const messages = messagesOf(language);
    for (const { name } of allChecks) expect(messages.inspect.checks, name).toHaveProperty(name);
    for (const [name, , facts, , limits] of cases) {
      for (const finding of judged(name, facts, limits).findings) {
        const text = textOf(messages, finding);
        expect(text).not.toBe(finding.code);
        expect(text, finding.code).not.toMatch(/undefined|\[object/);
        if (finding.status !== 'ok')
          expect(messages.inspect.remedies, finding.code).toHaveProperty(finding.code);
      }
    }
  });

  test('is in a profile', () => {
    const weekly = builtInProfiles.find(({ name }) => name === 'weekly');
    expect(weekly?.checks).toEqual(allChecks.map(({ name }) => name));
  });
});
