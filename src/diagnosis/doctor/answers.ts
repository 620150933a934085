import type { Base } from '../../modules/base.ts';
import { fact } from '../facts.ts';
import type { BaseSeen } from '../evidence.ts';
import { finding, type CheckFinding } from './checkup.ts';

/** So many bases are asked: enough to tell the network from a base. */
export const sampleSize = 8;

/** Bases from all over the list, the first and the last among them. */
export function sampleOf(bases: readonly Base[]): Base[] {
  const sorted = bases
    .filter(({ ip }) => ip !== '')
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  if (sorted.length <= sampleSize) return sorted;
  const step = (sorted.length - 1) / (sampleSize - 1);
  return Array.from({ length: sampleSize }, (_, index) => sorted[Math.round(index * step)]).filter(
    (base) => base !== undefined,
  );
}

export interface AnswersSeen {
  readonly asked: readonly BaseSeen[];
  /** How many bases there are. */
  readonly of: number;
  /** Names of those whose port answers without the API server between. */
  readonly direct: ReadonlySet<string>;
}

/** Whether Arklet answers from here. */
export function judgeAnswers({ asked, of, direct }: AnswersSeen): CheckFinding[] {
  if (asked.length === 0) return [finding('bases', 'skipped', 'nothing-to-ask')];
  const silent = asked.filter(({ answer }) => answer?.ok !== true);
  const straight = asked.filter(({ base }) => direct.has(base.name)).length;
  const params = { asked: asked.length, of, silent: silent.length, direct: straight };
  if (silent.length === 0) return [finding('bases', 'ok', 'bases-answer', { params })];
  const evidence = silent.slice(0, 5).map(({ base, answer }) => {
    const why = answer === undefined || answer.ok ? 'no answer in time' : answer.why;
    return fact(`base ${base.name} (${base.ip})`, 'queryAllBiz', why);
  });
  const [first] = silent;
  if (silent.length === asked.length) {
    const next = ['koupctl bases --arklet proxy'];
    return [finding('bases', 'fail', 'bases-unreachable', { params, evidence, next })];
  }
  const next = first === undefined ? [] : [`koupctl diagnose --base-ip ${first.base.ip}`];
  return [finding('bases', 'warn', 'bases-silent', { params, evidence, next })];
}
