import { describe, expect, test } from 'vitest';
import { spreadV2 } from '../../../src/plan/spread-v2.ts';
import { tolerations, vnode } from '../modules/nodes.ts';
import { english } from './in-words.ts';

const version = 'module.koupleless.io/version';
const nodes = (hosts: readonly string[]) =>
  hosts.map((host, index) => {
    const { metadata, ...node } = vnode({ labels: { 'kubernetes.io/hostname': host } });
    return { ...node, metadata: { ...metadata, name: `n${index}` } };
  });

type Affinity = 'required' | 'preferred' | 'none';

function template(affinity: Affinity, matchLabels: object, more: object = {}) {
  const term = { labelSelector: { matchLabels }, topologyKey: 'kubernetes.io/hostname' };
  const podAntiAffinity = {
    required: { requiredDuringSchedulingIgnoredDuringExecution: [term] },
    preferred: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }],
    },
    none: {},
  }[affinity];
  const labels = { app: 'stock', [version]: '2.0.0' };
  return { metadata: { labels }, spec: { tolerations, affinity: { podAntiAffinity }, ...more } };
}

const byVersion = { app: 'stock', [version]: '2.0.0' };
const running = { metadata: { labels: { app: 'stock', [version]: '1.0.0' } } };

describe('what the spread of a template means', () => {
  test.each([
    [
      'hard',
      template('required', byVersion),
      ['a', 'b', 'c'],
      3,
      0,
      'at most one pod of a version; 3 base(s) fit, enough for 3',
    ],
    [
      'hard, too few',
      template('required', byVersion),
      ['a', 'b'],
      3,
      1,
      'at most one pod of a version; 2 base(s) fit, 1 too few for 3',
    ],
    [
      'hard, whatever version',
      template('required', { app: 'stock' }),
      ['a', 'b'],
      2,
      0,
      'at most one pod, of whatever version; 2 base(s) fit',
    ],
    [
      'two bases under one hostname are one',
      template('required', byVersion),
      ['a', 'a'],
      2,
      1,
      '1 base(s) fit, 1 too few for 2',
    ],
    [
      'soft',
      template('preferred', byVersion),
      ['a', 'b'],
      3,
      1,
      'only where no other is left; 2 base(s) fit, 1 too few for 3',
    ],
    [
      'nothing',
      template('none', {}),
      ['a', 'b'],
      2,
      0,
      'nothing keeps two pods off one base; 2 base(s) fit, enough',
    ],
    [
      'a term on other pods is none',
      template('required', { app: 'cart' }),
      ['a'],
      1,
      0,
      'nothing keeps two pods off one base',
    ],
  ] as const)('%s', (_, given, hosts, replicas, tooMany, text) => {
    for (const before of [undefined, running]) {
      const around = { namespace: 'shop', nodes: nodes(hosts), running: before };
      const found = spreadV2(given, replicas, around);
      expect(english(found.said)).toContain(text);
      expect(found.tooMany).toBe(tooMany);
    }
  });

  test('topologySpreadConstraints: ScheduleAnyway is soft, DoNotSchedule the scheduler’s matter', () => {
    const constraint = (whenUnsatisfiable: string) => ({
      topologySpreadConstraints: [
        {
          whenUnsatisfiable,
          topologyKey: 'kubernetes.io/hostname',
          labelSelector: { matchLabels: { app: 'stock' } },
        },
      ],
    });
    const around = { namespace: 'shop', nodes: nodes(['a', 'b']), running };
    const soft = spreadV2(template('none', {}, constraint('ScheduleAnyway')), 2, around);
    expect(english(soft.said)).toContain('only where no other is left');
    const strict = spreadV2(template('none', {}, constraint('DoNotSchedule')), 2, around);
    expect(english(strict.said)).toContain('the scheduler also heeds topologySpreadConstraints');
  });
});
