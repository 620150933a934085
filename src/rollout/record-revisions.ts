import { modulesIn } from '../modules/module-pod.ts';
import type { Revision } from './history.ts';
import type { HistoryEntry, RecordFile } from './record.ts';
import { templateHash } from './template-hash.ts';

/**
 * The templates of ReplicaSets and bare Pods: Kubernetes keeps none of them, so their rollouts'
 * records do, numbered as they came.
 */

/** The number of the template that a rollout brings in place of `oldTemplate`. */
export function nextRevision(file: RecordFile | undefined, oldTemplate: unknown): number {
  const known = file === undefined ? [] : [file.current, ...file.history];
  const newest = Math.max(0, ...known.map((entry) => entry.revision ?? 0));
  // What koupctl did not bring has a number too: the one before.
  const strange = oldTemplate !== undefined && !isKept(known, oldTemplate);
  return newest + (strange ? 2 : 1);
}

/** Every template that the record keeps, each once, by its newest number. */
export function revisionsIn({ current, history }: RecordFile): Revision[] {
  const all = [current, ...history].flatMap(templatesOf);
  return all.filter((one, index) => all.findIndex(({ hash }) => hash === one.hash) === index);
}

/** What of a rollout's templates its history keeps: the old one only where no entry before has it. */
export function keptTemplates(
  { template, revision, oldTemplate }: HistoryEntry,
  before: readonly HistoryEntry[],
): Pick<HistoryEntry, 'template' | 'revision' | 'oldTemplate'> {
  if (template === undefined || revision === undefined) return {};
  const strange = oldTemplate !== undefined && !isKept(before, oldTemplate);
  return { template, revision, ...(strange ? { oldTemplate } : {}) };
}

function isKept(entries: readonly HistoryEntry[], template: unknown): boolean {
  const hash = templateHash(template);
  return entries.flatMap(templatesOf).some((one) => one.hash === hash);
}

function templatesOf(entry: HistoryEntry): Revision[] {
  const { template, oldTemplate, revision, templateHash: hash, startedAt } = entry;
  if (template === undefined || revision === undefined) return [];
  const shared = { createdAt: Date.parse(startedAt) || 0 };
  const brought = { ...shared, number: revision, hash, modules: modulesOf(template), template };
  if (oldTemplate === undefined) return [brought];
  const before = {
    ...shared,
    number: revision - 1,
    hash: templateHash(oldTemplate),
    modules: modulesOf(oldTemplate),
    template: oldTemplate,
  };
  return [brought, before];
}

function modulesOf(template: unknown): Revision['modules'] {
  const { spec } = template as { spec?: { containers?: Parameters<typeof modulesIn>[0] } };
  return modulesIn(spec?.containers ?? []);
}
