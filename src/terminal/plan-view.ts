import { messagesOf, type Messages } from '../messages/messages.ts';
import { planText } from '../messages/plan-text.ts';
import type { Note, Plan, PlannedBatch, PlannedService, Risk } from '../plan/types.ts';
import type { Language, Line, Tone } from '../world.ts';
import { basesText, batchLabel } from './live/wording.ts';
import { cleanBlock, cleanText } from './text/clean.ts';
import { toned } from './text/line.ts';
import { isOperation, operationLines, stepLines } from './operate-view.ts';
import { pad, textWidth } from './text/width.ts';

export interface PlanViewOptions {
  /** Names of bases shown per batch before the rest is counted; 4 unless said. */
  readonly mostNames?: number;
  /** Batches shown before the middle ones are folded; 12 unless said. */
  readonly mostBatches?: number;
  readonly diff?: boolean;
}

const kinds: Record<Plan['kind'], string> = {
  first: 'first deploy',
  upgrade: 'upgrade',
  settings: 'settings only, no module is installed again',
  none: 'nothing to do',
  resume: 'go on with the rollout that is held',
};

/** All that an operator must see before saying yes. */
export function planLines(plan: Plan, language: Language, options: PlanViewOptions = {}): Line[] {
  const messages = messagesOf(language);
  const sections = [
    isOperation(plan) ? operationLines(plan, messages) : summaryLines(plan, messages),
    isOperation(plan) ? stepLines(plan, options.mostNames ?? 4) : batchLines(plan, options),
    section('services', (plan.services ?? []).map(serviceLine)),
    section(
      'changed in the manifest',
      plan.notes.map((note) => noteLine(note, messages)),
    ),
    section(
      'the server warns',
      plan.warnings.map((text): Line => [toned(`  ${text}`, 'warn')]),
    ),
    section(
      'risks',
      plan.risks.map((risk) => riskLine(risk, messages)),
    ),
    options.diff === false ? [] : diffLines(plan.diff),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function summaryLines(plan: Plan, messages: Messages): Line[] {
  const { module, workload, target, from, replicas } = plan;
  const rows: [string, string][] = [
    ['cluster', `${target.context} (${target.server}) as ${target.user}`],
    ['workload', `${workload.kind} ${workload.namespace}/${workload.name}, ${basesText(replicas)}`],
    ...moduleRows(module, from),
  ];
  if (plan.action === 'deploy' && plan.kind !== 'none' && plan.kind !== 'settings') {
    rows.push(
      ['policy', `${plan.policy}: ${planText(plan.policyReason, messages)}`],
      ...spreadRow(plan, messages),
      ['proof', plan.proof === 'base' ? 'the bases are asked' : 'Kubernetes only, bases not asked'],
      ['confirm', confirmTexts[plan.confirm]],
      ...unavailableRow(plan),
    );
  }
  return [
    plan.action === 'rollback'
      ? `rollback ${module.name}: undo the rollout that stands`
      : `${verb(plan)} ${module.name} ${module.version}: ${kinds[plan.kind]}`,
    ...rows.map(([name, text]): Line => [toned(`  ${pad(name, 9)}`, 'dim'), text]),
  ];
}

function spreadRow({ spread }: Plan, messages: Messages): [string, string][] {
  return spread === undefined ? [] : [['spread', planText(spread, messages)]];
}

/** Of several modules in a pod a row for each, also for those that the pod had before. */
function moduleRows(module: Plan['module'], from: Plan['from']): [string, string][] {
  const { modules } = module;
  const before = from?.modules ?? [];
  if (modules === undefined && before.length <= 1) {
    return [
      ['version', from === undefined ? module.version : arrow(from.version, module.version)],
      ['url', from === undefined ? module.url : arrow(from.url, module.url)],
    ];
  }
  const after = modules ?? [module];
  const rows = after.map((one): [string, string] => {
    const old = before.find(({ name }) => name === one.name);
    const fresh = from === undefined ? one.version : `${one.version} (new in the pod)`;
    const version = old === undefined ? fresh : arrow(old.version, one.version);
    return ['module', `${one.name} ${version}, ${one.url}`];
  });
  const gone = before.filter((old) => !after.some(({ name }) => name === old.name));
  return [
    ...rows,
    ...gone.map(({ name, version }): [string, string] => ['module', `${name} ${version} goes`]),
  ];
}

function unavailableRow({ maxUnavailable: most }: Plan): [string, string][] {
  if (most === undefined) return [];
  const others = most === 0 ? 'any module is' : `more than ${most} module(s) are`;
  return [['service', `no batch opens while ${others}, or would be, out of service`]];
}

function verb({ toRevision }: Plan): string {
  return toRevision === undefined ? 'deploy' : `rollback to revision ${toRevision},`;
}

const confirmTexts: Record<Plan['confirm'], string> = {
  each: 'before every further batch',
  first: 'after the first batch',
  none: 'never',
};

function arrow(from: string, to: string): string {
  return from === to ? `${to} (unchanged)` : `${from} → ${to}`;
}

function batchLines(plan: Plan, { mostNames = 4, mostBatches = 12 }: PlanViewOptions): Line[] {
  const { batches, replicas } = plan;
  if (batches.length === 0 || plan.action === 'rollback') return [];
  const rows = batches.map((batch) => [
    batchLabel(batch.number, batches.length),
    basesText(batch.size),
    `→ ${batch.cumulative}/${replicas}`,
    candidatesText(batch, mostNames),
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => textWidth(row[column] ?? ''))),
  );
  const lines = rows.map(
    (row) => `  ${row.map((cell, i) => (i < 3 ? pad(cell, widths[i] ?? 0) : cell)).join('  ')}`,
  );
  if (lines.length <= mostBatches) return ['batches', ...lines];
  const folded = lines.length - mostBatches + 1;
  const last = lines.at(-1) ?? '';
  return ['batches', ...lines.slice(0, mostBatches - 1), `  … ${folded} more, the last is`, last];
}

function candidatesText(batch: PlannedBatch, most: number): string {
  const { candidates, exact } = batch;
  if (candidates.length === 0) return exact ? '' : 'not known yet';
  const shown = candidates.slice(0, most).map(cleanText).join(', ');
  const more = candidates.length - most;
  const text = more > 0 ? `${shown} and ${more} more` : shown;
  return exact ? text : `any of ${text}`;
}

function serviceLine({ name, does, what, own }: PlannedService): Line {
  const words = { create: 'is created', change: 'is changed', nothing: 'stays as it is' };
  const whose = own
    ? '; koupctl offline deletes it'
    : '; koupctl did not make it, and never deletes it';
  return [`  ${name} (${what}) ${words[does]}`, toned(whose, 'dim')];
}

function noteLine({ field, message, at }: Note, messages: Messages): Line {
  const where = at === undefined ? '' : ` (${at.file}:${at.line}:${at.column})`;
  return [`  ${field}: ${planText(message, messages)}`, toned(where, 'dim')];
}

function riskLine({ level, message }: Risk, messages: Messages): Line {
  return [toned(`  ${level}: `, level === 'warning' ? 'warn' : 'dim'), planText(message, messages)];
}

function section(title: string, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

/** A unified diff, coloured as everywhere. */
export function diffLines(diff: string): Line[] {
  if (diff === '') return [];
  return cleanBlock(diff)
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => [toned(line, diffTone(line))]);
}

function diffTone(line: string): Tone | undefined {
  if (/^(?:---|\+\+\+) /.test(line) || line.startsWith('@@')) return 'dim';
  if (line.startsWith('+')) return 'good';
  return line.startsWith('-') ? 'bad' : undefined;
}
