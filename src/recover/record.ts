import { faultOf } from '../messages/fault-of.ts';
import type { Subject } from './facts.ts';
import type { Marks } from './stepping.ts';

/** One write of a run, for whoever reads the record later. */
export interface Did {
  readonly step: string;
  readonly what: string;
  readonly at: string;
}

/** A recovery, kept in the cluster so that any machine goes on with it. */
export interface RecoveryRecord {
  readonly version: 1;
  readonly id: string;
  readonly runbook: string;
  readonly target: string;
  readonly phase: 'open' | 'done';
  readonly who: string;
  readonly reason?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly marks: Marks;
  /** Newest last, at most `maxDid`. */
  readonly did: readonly Did[];
  readonly subjects: readonly Subject[];
}

export interface RecoveryFile {
  readonly current: RecoveryRecord;
  /** Newest first, at most `maxHistory`. */
  readonly history: readonly Omit<RecoveryRecord, 'marks' | 'did' | 'subjects'>[];
}

export const maxHistory = 20;
export const maxDid = 400;
export const maxSubjects = 400;

/** The ConfigMap's name, the same from every machine; what makes no name is hashed by the caller. */
export function recordName(runbook: string, target: string, hashed: string): string {
  const plain = target.replaceAll('/', '.');
  const fits = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(plain) && plain.length <= 120;
  return `koupctl.recover.${runbook}${target === '' ? '' : `.${fits ? plain : hashed}`}`;
}

/** Throws a Fault where a newer koupctl or a hand has written something else. */
export function parseRecovery(text: string, where: string): RecoveryFile {
  let file: RecoveryFile | undefined;
  try {
    file = JSON.parse(text) as RecoveryFile;
  } catch {
    file = undefined;
  }
  const { version, marks, did, subjects } = (file?.current ?? {}) as Partial<RecoveryRecord>;
  const whole =
    marks !== undefined &&
    Array.isArray(did) &&
    Array.isArray(subjects) &&
    Array.isArray(file?.history);
  if (file === undefined || version !== 1 || !whole) {
    throw faultOf(({ recovery }) => recovery.otherVersion(where), { outcome: 'superseded' });
  }
  return file;
}

/** The record to go on with: the open one, or a new one in front of those that are over. */
export function takeUp(file: RecoveryFile | undefined, fresh: RecoveryRecord): RecoveryFile {
  if (file === undefined) return { current: fresh, history: [] };
  if (file.current.phase === 'open') return file;
  const { marks: _marks, did: _did, subjects: _subjects, ...over } = file.current;
  return { current: fresh, history: [over, ...file.history].slice(0, maxHistory) };
}

export function withMarks(file: RecoveryFile, said: Marks): RecoveryFile {
  if (Object.keys(said).length === 0) return file;
  const { current } = file;
  return { ...file, current: { ...current, marks: { ...current.marks, ...said } } };
}

export function withDid(file: RecoveryFile, did: readonly Did[]): RecoveryFile {
  const { current } = file;
  return { ...file, current: { ...current, did: [...current.did, ...did].slice(-maxDid) } };
}

/** What is found later is added; what was found stays, for it may be gone by now. */
export function withSubjects(file: RecoveryFile, found: readonly Subject[]): RecoveryFile {
  const { current } = file;
  const known = new Set(current.subjects.map(({ uid }) => uid));
  const added = found.filter(({ uid }) => !known.has(uid));
  if (added.length === 0) return file;
  const subjects = [...current.subjects, ...added].slice(0, maxSubjects);
  return { ...file, current: { ...current, subjects } };
}

export function ended(file: RecoveryFile, at: string): RecoveryFile {
  return { ...file, current: { ...file.current, phase: 'done', endedAt: at } };
}
