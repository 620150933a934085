import { v1Groups } from '../modules/labels.ts';
import { isService, leadsTo } from '../modules/module-service.ts';
import type { KubeObject } from '../world.ts';
import { moduleOf } from './module-of.ts';
import { rulingsOn, type Ruling } from './normalise.ts';
import { podLabelsPath, podTemplatePath } from './pod-template.ts';
import type { Facts, Finding } from './rule.ts';
import { serviceRemarks } from './rules/service.ts';
import { keyInGroup } from './rules/v1-group.ts';
import type { SourceDoc } from './source-doc.ts';
import { dotted, treeAt } from './tree.ts';
import type { Path } from './tree.ts';

/** Everything the rules say about these documents, by file and line. Works without a cluster. */
export function lint(docs: readonly SourceDoc[], facts: Facts = {}): readonly Finding[] {
  const findings = [
    ...docs.flatMap((doc) => lintOne(doc, facts)),
    ...duplicateObjects(docs),
    ...duplicateModules(docs),
    ...docs.flatMap((doc) => strayLabels(doc, facts)),
    ...docs.flatMap((doc) => lintService(doc, docs, facts)),
  ];
  return findings.sort(byPosition);
}

/** What deploy would change by itself is a warning here. */
function lintOne(doc: SourceDoc, facts: Facts): Finding[] {
  return rulingsOn(doc, facts).rulings.map((ruling) => findingOn(doc, ruling));
}

function findingOn(doc: SourceDoc, ruling: Ruling): Finding {
  const shared = {
    rule: ruling.rule,
    field: dotted(ruling.path),
    at: doc.positionOf(ruling.path),
  };
  if (ruling.says === 'change') {
    const fix = 'deploy does so by itself; change the file to make it last';
    return { level: 'warning', ...shared, message: ruling.text, fix };
  }
  const { level, message, fix } = ruling;
  return { level, ...shared, message, ...(fix !== undefined && { fix }) };
}

/** A Service among modules; one that stands alone, or leads to something else, is not ours to judge. */
function lintService(doc: SourceDoc, docs: readonly SourceDoc[], facts: Facts): Finding[] {
  if (!isService(doc.object)) return [];
  const { namespace } = doc.object.metadata;
  const workloads = docs
    .filter(({ object }) => object.metadata.namespace === namespace)
    .filter(({ object }) => moduleOf(object) !== undefined)
    .map((one) => rulingsOn(one, facts).object);
  if (workloads.length === 0) return [];
  const others = docs.filter((one) => one !== doc && !isService(one.object));
  const beside = others.filter(({ object }) => moduleOf(object) === undefined);
  const template = (object: KubeObject) => podLabelsPath(podTemplatePath(object) ?? []);
  const elsewhere = beside.some(({ object }) =>
    leadsTo(doc.object, treeAt(object, template(object))),
  );
  if (elsewhere) return [];
  const group = facts.v1?.group ?? v1Groups[0];
  return serviceRemarks(doc.object, { workloads, group })
    .filter(({ rule }) => rule !== 'service-label-prefix')
    .map((remark) => findingOn(doc, remark));
}

function duplicateObjects(docs: readonly SourceDoc[]): Finding[] {
  const key = ({ object }: SourceDoc) =>
    [
      object.apiVersion.split('/')[0],
      object.kind,
      object.metadata.namespace,
      object.metadata.name,
    ].join(' ');
  return repeated(docs, key).map(([doc, first]) =>
    found(doc, 'duplicate-object', ['metadata', 'name'], {
      message: `${doc.object.kind} ${doc.object.metadata.name} stands in ${whereIs(first)} already`,
      fix: 'keep one of them',
    }),
  );
}

/** V1 finds a module's Modules by its name in the whole namespace, whoever made them. */
function duplicateModules(docs: readonly SourceDoc[]): Finding[] {
  const named = docs.filter((doc) => moduleOf(doc.object)?.world === 'v1');
  const key = ({ object }: SourceDoc) =>
    [object.metadata.namespace, moduleOf(object)?.name || object.metadata.name].join(' ');
  const objects = new Set(duplicateObjects(docs).map(({ at }) => at?.line));
  return repeated(named, key)
    .filter(([doc]) => !objects.has(doc.positionOf(['metadata', 'name']).line))
    .map(([doc, first]) =>
      found(doc, 'v1-duplicate-module', ['spec', 'template', 'spec', 'module', 'name'], {
        message: `${first.object.metadata.name} has the same module: V1 would scale the two down against each other`,
        fix: 'put them in different namespaces, or make them one',
      }),
    );
}

function repeated(
  docs: readonly SourceDoc[],
  key: (doc: SourceDoc) => string,
): [SourceDoc, SourceDoc][] {
  const first = new Map<string, SourceDoc>();
  return docs.flatMap((doc): [SourceDoc, SourceDoc][] => {
    const known = first.get(key(doc));
    if (known !== undefined) return [[doc, known]];
    first.set(key(doc), doc);
    return [];
  });
}

/** Bases and Services with labels under a prefix that the installed V1 does not read. */
function strayLabels(doc: SourceDoc, facts: Facts): Finding[] {
  if (moduleOf(doc.object) !== undefined) return [];
  const group = facts.v1?.group ?? v1Groups[0];
  const template = podTemplatePath(doc.object);
  const places: Path[] = [
    ['metadata', 'labels'],
    ['spec', 'selector'],
  ];
  if (template !== undefined && template.length > 0) places.push(podLabelsPath(template));
  return places.flatMap((path) =>
    Object.keys(treeAt(doc.object, path)).flatMap((key) => {
      const ours = keyInGroup(key, group);
      if (ours === undefined) return [];
      const message = `the controller of the group ${group} does not read ${key}`;
      return [
        found(doc, 'v1-stray-label', [...path, key], { message, fix: `write ${ours}` }, 'warning'),
      ];
    }),
  );
}

function found(
  doc: SourceDoc,
  rule: string,
  path: Path,
  text: { message: string; fix: string },
  level: Finding['level'] = 'error',
): Finding {
  return { level, rule, field: dotted(path), ...text, at: doc.positionOf(path) };
}

function whereIs(doc: SourceDoc): string {
  const { file, line } = doc.positionOf(['metadata', 'name']);
  return `${file}:${line}`;
}

function byPosition({ at: a }: Finding, { at: b }: Finding): number {
  if (!a || !b) return 0;
  const files = a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
  return files || a.line - b.line || a.column - b.column;
}
