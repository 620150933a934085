import {
  checkup,
  isWrong,
  type CheckFinding,
  type CheckResult,
  type DoctorCode,
  type Status,
} from '../diagnosis/doctor/checkup.ts';
import type { Code as CauseCode } from '../diagnosis/cause.ts';
import { inOrder, type Repair } from '../diagnosis/doctor/repair.ts';
import { messagesOf, type Messages } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Line, Tone } from '../world.ts';
import type { World } from './world.ts';

/** Of one finding; all of them are in the document. */
const mostFacts = 4;

const tones: Record<Status, Tone> = { fail: 'bad', warn: 'warn', ok: 'good', skipped: 'dim' };

/** What the whole came to, as `doctor` without a repair ends. */
export function verdictOf(world: World, findings: readonly CheckFinding[]): Outcome {
  const { doctor: words } = messagesOf(world.language);
  const failing = checkup(findings).filter(({ status }) => status === 'fail');
  const warnings = findings.filter(({ status }) => status === 'warn').length;
  const [first] = failing[0]?.findings ?? [];
  if (first === undefined) return outcome('done', words.fine(warnings));
  const next = repairsIn(findings).length > 0 ? ['koupctl doctor --repair'] : first.next;
  const message = words.wrong(failing.length, textOf(world, first));
  return outcome('unhealthy', message, { next });
}

/** Prints every check, those that fail first, what is wrong with its evidence and what to do. */
export function tellCheckup(world: World, findings: readonly CheckFinding[], end: Outcome): void {
  const results = checkup(findings);
  const repairs = repairsIn(findings);
  const lines = [
    end.message,
    ...results.flatMap((one) => checkLines(world, one)),
    ...(repairs.length === 0 ? [] : ['', messagesOf(world.language).doctor.canRepair]),
    ...repairLines(world, repairs),
  ];
  world.reporter.document(documentOf(world, results, { end, repairs }), lines);
}

/** What koupctl can do about all that is wrong, in the order in which it would. */
export function repairsIn(findings: readonly CheckFinding[]): Repair[] {
  return inOrder(findings.filter(isWrong).flatMap(({ repairs }) => repairs));
}

export function repairLines(world: World, repairs: readonly Repair[]): Line[] {
  return repairs.map((one, index) => `  ${index + 1}. ${repairText(world, one)}`);
}

export function repairText({ language }: World, repair: Repair): string {
  const { repairs } = messagesOf(language).doctor;
  const { namespace, name } = repair;
  switch (repair.does) {
    case 'delete-lease':
      return repairs['delete-lease'](name, repair.holder);
    case 'delete-pod':
      return repairs['delete-pod'](namespace, name, repair.why);
    case 'scale-up':
      return repairs['scale-up'](namespace, name, repair.to);
    case 'apply-role':
      return repairs['apply-role'](name);
    case 'label':
    case 'restart':
      return repairs[repair.does](namespace, name);
  }
}

/** The one line of a finding; those of diagnose in its words. */
export function textOf({ language }: World, { code, params }: CheckFinding): string {
  const { doctor, diagnosis } = messagesOf(language);
  const text = isOwn(doctor, code) ? doctor.texts[code] : diagnosis.causes[code];
  return typeof text === 'string' ? text : text(params);
}

/** How it is mended by hand; '' where there is nothing to mend. */
function mendOf({ language }: World, { code, status }: CheckFinding): string {
  if (status === 'ok' || status === 'skipped') return '';
  const { doctor, diagnosis } = messagesOf(language);
  if (!isOwn(doctor, code)) return diagnosis.mends[code];
  return (doctor.mends as Readonly<Record<string, string>>)[code] ?? '';
}

function isOwn(doctor: Messages['doctor'], code: CauseCode | DoctorCode): code is DoctorCode {
  return Object.hasOwn(doctor.texts, code);
}

function checkLines(world: World, { check, findings }: CheckResult): Line[] {
  const words = messagesOf(world.language).doctor;
  return findings.flatMap((one): Line[] => {
    const title = words.statuses[one.status].padEnd(words.statusWidth);
    const head: Line = [
      '  ',
      { text: title, tone: tones[one.status] },
      ` ${words.checks[check]}: ${textOf(world, one)}`,
      ...(isWrong(one) ? [{ text: ` (${one.code})`, tone: 'dim' as const }] : []),
    ];
    if (!isWrong(one)) return [head];
    const mend = mendOf(world, one);
    // What is missing of rights stands in the line itself.
    const evidence = check === 'user-rights' ? [] : one.evidence;
    const more = evidence.length - mostFacts;
    return [
      head,
      ...evidence
        .slice(0, mostFacts)
        .map(({ object, field, value }) => entry(words.seen, `${object}: ${field}: ${value}`)),
      ...(more > 0 ? [entry(words.seen, words.more(more))] : []),
      ...(mend === '' ? [] : [entry(words.mend, mend)]),
      ...one.next.map((command) => entry(words.next, command)),
    ];
  });
}

function entry(title: string, text: string): Line {
  return [{ text: `       ${title}`, tone: 'dim' }, text];
}

function documentOf(
  world: World,
  results: readonly CheckResult[],
  { end, repairs }: { readonly end: Outcome; readonly repairs: readonly Repair[] },
): object {
  return {
    apiVersion: 'koupctl.koupleless.io/v1',
    kind: 'Checkup',
    outcome: end.name,
    message: end.message,
    checks: results.map(({ check, status, findings }) => ({
      check,
      status,
      findings: findings.map((one) => ({
        code: one.code,
        status: one.status,
        text: textOf(world, one),
        params: one.params,
        evidence: one.evidence,
        mend: mendOf(world, one),
        next: one.next,
      })),
    })),
    repairs: repairs.map((one) => ({ ...one, text: repairText(world, one) })),
    next: end.next ?? [],
  };
}
