/** The same thing twice among the files. */
import { moduleOf } from '../module-of.ts';
import { error, say, warning } from '../rule.ts';
import type { SourceDoc } from '../source-doc.ts';
import type { FilesRule } from './files-rule.ts';

const nameOf = ['metadata', 'name'];

export const duplicateObject: FilesRule = {
  name: 'duplicate-object',
  check: (docs) =>
    duplicateObjects(docs).map(([doc, first]) => {
      const object = `${doc.object.kind} ${doc.object.metadata.name}`;
      return { doc, remark: error(nameOf, say('duplicate-object', object, whereIs(first))) };
    }),
};

function duplicateObjects(docs: readonly SourceDoc[]): [SourceDoc, SourceDoc][] {
  return repeated(docs, ({ object }) =>
    [
      object.apiVersion.split('/')[0],
      object.kind,
      object.metadata.namespace,
      object.metadata.name,
    ].join(' '),
  );
}

/** V1 finds a module's Modules by its name in the whole namespace, whoever made them. */
export const v1DuplicateModule: FilesRule = {
  name: 'v1-duplicate-module',
  check: (docs) => {
    const named = docs.filter((doc) => moduleOf(doc.object)?.world === 'v1');
    const key = ({ object }: SourceDoc) =>
      [object.metadata.namespace, moduleOf(object)?.name || object.metadata.name].join(' ');
    return repeatedModules(docs, named, key).map(([doc, first]) => {
      const path = ['spec', 'template', 'spec', 'module', 'name'];
      return { doc, remark: error(path, say('v1-duplicate-module', first.object.metadata.name)) };
    });
  },
};

/** A base has a module of one name and version once, whichever pod asked for it. */
export const v2DuplicateModule: FilesRule = {
  name: 'v2-duplicate-module',
  check: (docs) => {
    const named = docs.filter((doc) => moduleOf(doc.object)?.world === 'v2');
    const key = ({ object }: SourceDoc) => {
      const { name = '', version = '' } = moduleOf(object) ?? {};
      return [object.metadata.namespace, name, version].join(' ');
    };
    return repeatedModules(docs, named, key).map(([doc, first]) => {
      const { name = '', version = '' } = moduleOf(doc.object) ?? {};
      const message = say('v2-duplicate-module', first.object.metadata.name, name, version);
      return { doc, remark: warning(nameOf, message) };
    });
  },
};

/** An object that stands there twice is told of once. */
function repeatedModules(
  docs: readonly SourceDoc[],
  named: readonly SourceDoc[],
  key: (doc: SourceDoc) => string,
): [SourceDoc, SourceDoc][] {
  const objects = new Set(duplicateObjects(docs).map(([doc]) => doc));
  return repeated(named, key).filter(([doc]) => !objects.has(doc));
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

function whereIs(doc: SourceDoc): string {
  const { file, line } = doc.positionOf(nameOf);
  return `${file}:${line}`;
}
