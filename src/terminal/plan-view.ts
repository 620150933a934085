import { messagesOf, type Messages } from '../messages/messages.ts';
import { planText } from '../messages/plan-text.ts';
import type { Note, Plan, PlannedBatch, PlannedService, Risk } from '../plan/types.ts';
import type { Language, Line, Tone } from '../world.ts';
import { batchLabel } from './live/wording.ts';
import { cleanBlock } from './text/clean.ts';
import { toned } from './text/line.ts';
import { isOperation, operationLines, stepLines } from './operate-view.ts';
import { basesOf, rowLines, type Row, type Words } from './plan-rows.ts';
import { pad, textWidth } from './text/width.ts';

export interface PlanViewOptions {
  /** Names of bases shown per batch before the rest is counted; 4 unless said. */
  readonly mostNames?: number;
  /** Batches shown before the middle ones are folded; 12 unless said. */
  readonly mostBatches?: number;
  readonly diff?: boolean;
}

/** All that an operator must see before saying yes. */
export function planLines(plan: Plan, language: Language, options: PlanViewOptions = {}): Line[] {
  const messages = messagesOf(language);
  const words = messages.planView;
  const sections = [
    isOperation(plan) ? operationLines(plan, messages) : summaryLines(plan, messages),
    isOperation(plan)
      ? stepLines(plan, messages, options.mostNames ?? 4)
      : batchLines(plan, words, options),
    section(
      words.services,
      (plan.services ?? []).map((service) => serviceLine(service, words)),
    ),
    section(
      words.changed,
      plan.notes.map((note) => noteLine(note, messages)),
    ),
    section(
      words.serverWarns,
      plan.warnings.map((text): Line => [toned(`  ${text}`, 'warn')]),
    ),
    section(
      words.risks,
      plan.risks.map((risk) => riskLine(risk, messages)),
    ),
    options.diff === false ? [] : diffLines(plan.diff),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function summaryLines(plan: Plan, messages: Messages): Line[] {
  const { workload, target, replicas, policy, policyReason } = plan;
  const words = messages.planView;
  const named = `${workload.kind} ${workload.namespace}/${workload.name}`;
  const rows: Row[] = [
    ['cluster', words.cluster(target.context, target.server, target.user)],
    ['workload', words.workloadOn(named, replicas)],
    ...moduleRows(plan, words),
  ];
  if (plan.action === 'deploy' && plan.kind !== 'none' && plan.kind !== 'settings') {
    rows.push(
      ['policy', words.because(policy, planText(policyReason, messages))],
      ...spreadRow(plan, messages),
      ['proof', words.proofs[plan.proof]],
      ['confirm', words.confirms[plan.confirm]],
      ...unavailableRow(plan, words),
    );
  }
  return [titleOf(plan, words), ...rowLines(rows, words)];
}

function titleOf({ action, module, kind, toRevision }: Plan, words: Words): string {
  if (action === 'rollback') return words.undoes(module.name);
  const release = `${module.name} ${module.version}`;
  return toRevision === undefined
    ? words.deploys(release, words.kinds[kind])
    : words.goesBack(toRevision, release, words.kinds[kind]);
}

function spreadRow({ spread }: Plan, messages: Messages): Row[] {
  return spread === undefined ? [] : [['spread', planText(spread, messages)]];
}

/** Of several modules in a pod a row for each, also for those that the pod had before. */
function moduleRows({ module, from }: Plan, words: Words): Row[] {
  const { modules } = module;
  const before = from?.modules ?? [];
  const arrow = (old: string, fresh: string): string =>
    old === fresh ? words.unchanged(fresh) : `${old} → ${fresh}`;
  if (modules === undefined && before.length <= 1) {
    return [
      ['version', from === undefined ? module.version : arrow(from.version, module.version)],
      ['url', from === undefined ? module.url : arrow(from.url, module.url)],
    ];
  }
  const after = modules ?? [module];
  const rows = after.map(({ name, version, url }): Row => {
    const old = before.find((one) => one.name === name);
    const fresh = from === undefined ? version : words.newInPod(version);
    const text = old === undefined ? fresh : arrow(old.version, version);
    return ['module', words.moduleAt(name, text, url)];
  });
  const gone = before.filter((old) => !after.some(({ name }) => name === old.name));
  return [...rows, ...gone.map(({ name, version }): Row => ['module', words.goes(name, version)])];
}

function unavailableRow({ maxUnavailable: most }: Plan, words: Words): Row[] {
  return most === undefined ? [] : [['service', words.unavailable(most)]];
}

function batchLines(
  plan: Plan,
  words: Words,
  { mostNames = 4, mostBatches = 12 }: PlanViewOptions,
): Line[] {
  const { batches, replicas } = plan;
  if (batches.length === 0 || plan.action === 'rollback') return [];
  const rows = batches.map((batch) => [
    batchLabel(batch.number, batches.length),
    words.bases(batch.size),
    `→ ${batch.cumulative}/${replicas}`,
    candidatesText(batch, words, mostNames),
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => textWidth(row[column] ?? ''))),
  );
  const lines = rows.map(
    (row) => `  ${row.map((cell, i) => (i < 3 ? pad(cell, widths[i] ?? 0) : cell)).join('  ')}`,
  );
  if (lines.length <= mostBatches) return [words.batches, ...lines];
  const folded = words.folded(lines.length - mostBatches + 1);
  const last = lines.at(-1) ?? '';
  return [words.batches, ...lines.slice(0, mostBatches - 1), `  ${folded}`, last];
}

function candidatesText(batch: PlannedBatch, words: Words, most: number): string {
  const { candidates, exact } = batch;
  return candidates.length === 0 && !exact ? words.notKnown : basesOf(batch, words, most);
}

function serviceLine({ name, does, what, own }: PlannedService, words: Words): Line {
  const whose = own ? words.ownService : words.foreignService;
  return [`  ${words.service(name, what, does)}`, toned(whose, 'dim')];
}

function noteLine({ field, message, at }: Note, messages: Messages): Line {
  const where = at === undefined ? '' : ` (${at.file}:${at.line}:${at.column})`;
  const text = messages.planView.note(field, planText(message, messages));
  return [`  ${text}`, toned(where, 'dim')];
}

function riskLine({ level, message }: Risk, messages: Messages): Line {
  const label = `  ${messages.planView.levels[level]}`;
  return [toned(label, level === 'warning' ? 'warn' : 'dim'), planText(message, messages)];
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
