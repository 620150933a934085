import { describe, expect, test } from 'vitest';
import { parseEnvelope } from '../../../src/arklet/answers.ts';
import { baseHealth } from '../../../src/arklet/health-answer.ts';
import { readRecording } from '../../bed/arklet-exchange.ts';

const answered = (answer: unknown) => baseHealth(parseEnvelope(JSON.stringify(answer)));
const jvm = (numbers: object) =>
  answered({ code: 'SUCCESS', data: { healthData: { jvm: numbers } } });

describe('what a real base said of its health', () => {
  test('metaspace without a limit, heap in bytes, the base itself', () => {
    expect(answered(readRecording('health-broken').answer)).toEqual({
      metaspace: { used: 15898880 },
      heap: { used: 87676168, max: 259522560 },
      upSeconds: 8.536,
      javaVersion: '17.0.15',
      master: { name: 'bed-base', version: '1.0.0', state: 'activated', webContextPath: '/' },
    });
  });
});

describe('what other bases might say', () => {
  test('a limit of the metaspace, in bytes', () => {
    expect(jvm({ 'java used metaspace': 5, 'java max metaspace': 9 })).toEqual({
      metaspace: { used: 5, max: 9 },
    });
  });

  test('no metaspace pool at all, no heap limit, no jvm', () => {
    expect(jvm({ 'java used metaspace': -1, 'java max metaspace': -1 })).toEqual({});
    const unlimited = { 'used heap memory(M)': 1, 'max heap memory(M)': -9.5367431640625e-7 };
    expect(jvm(unlimited)).toEqual({ heap: { used: 1048576 } });
    expect(answered({ code: 'SUCCESS', data: {} })).toEqual({});
  });

  test('a refusal is no answer', () => {
    expect(() => answered({ code: 'FAILED', message: 'no' })).toThrow('answered FAILED: no');
  });
});
