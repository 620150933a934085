/** Base Deployments: what modules will meet there. */
import { arkletPort, v1Groups, v1Labels } from '../../modules/labels.ts';
import type { KubeObject } from '../../world.ts';
import { containersOf, podLabelsPath, podTemplatePath } from '../pod-template.ts';
import { error, info, say, warning } from '../rule.ts';
import type { Facts, Remark } from '../rule.ts';
import type { SourceDoc } from '../source-doc.ts';
import { isTree, listAt, textAt, treeAt, valueAt, wordOf } from '../tree.ts';
import type { Path } from '../tree.ts';
import { moduleOf } from '../module-of.ts';
import { controllerOf, controllersAmong } from './controller-of.ts';
import { perDocument, sameNamespace } from './files-rule.ts';
import type { FilesRule } from './files-rule.ts';

interface Base {
  readonly object: KubeObject;
  readonly podLabels: Path;
  /** Arguments and environment, where flags of the JVM stand. */
  readonly flags: readonly { readonly path: Path; readonly text: string }[];
  /** The ModuleDeployments that name it. */
  readonly modules: readonly SourceDoc[];
}

const sampleLabel = 'maxModuleCount';
const signs = /koupleless\.arklet|sofa\.ark|activate\.new\.module|MODULE_CONTROLLER_ADDRESS/;

function perBase(
  name: string,
  check: (base: Base, docs: readonly SourceDoc[], facts: Facts) => readonly Remark[],
): FilesRule {
  return perDocument(name, (doc, docs, facts) => {
    const base = baseOf(doc, docs);
    return base === undefined ? [] : check(base, docs, facts);
  });
}

function baseOf(doc: SourceDoc, docs: readonly SourceDoc[]): Base | undefined {
  const { object } = doc;
  const template = podTemplatePath(object);
  if (template === undefined || moduleOf(object) !== undefined || controllerOf(doc))
    return undefined;
  const modules = docs.filter(
    (each) =>
      each.object.kind === 'ModuleDeployment' &&
      object.kind === 'Deployment' &&
      sameNamespace(each.object, object) &&
      textAt(each.object, ['spec', 'baseDeploymentName']) === object.metadata.name,
  );
  const flags = flagsOf(object, template);
  const podLabels = podLabelsPath(template);
  const labelled = Object.keys(treeAt(object, podLabels)).some(
    (key) => key === sampleLabel || key.endsWith('/max-module-count'),
  );
  const known = modules.length > 0 || labelled || flags.some(({ text }) => signs.test(text));
  return known ? { object, podLabels, flags, modules } : undefined;
}

function flagsOf(object: KubeObject, template: Path): Base['flags'] {
  return containersOf(object, template).flatMap((container, index) => {
    const at = [...template, 'spec', 'containers', index];
    const words = ['command', 'args'].flatMap((field) =>
      listAt(container, [field]).map((text, i) => ({
        path: [...at, field, i],
        text: wordOf(text),
      })),
    );
    const env = listAt(container, ['env']).flatMap((each, i) =>
      isTree(each) && each['value'] !== undefined
        ? [
            {
              path: [...at, 'env', i, 'value'],
              text: `${wordOf(each['name'])}=${wordOf(each['value'])}`,
            },
          ]
        : [],
    );
    return [...words, ...env];
  });
}

/** The last of several wins, as in a JVM. */
function flag({ flags }: Base, name: string): { path: Path; value: string } | undefined {
  const pattern = new RegExp(`-D${name.replaceAll('.', '\\.')}=("[^"]*"|[^\\s"']*)`, 'g');
  return flags
    .flatMap(({ path, text }) =>
      [...text.matchAll(pattern)].map((match) => ({
        path,
        value: (match[1] ?? '').replaceAll('"', ''),
      })),
    )
    .at(-1);
}

const maxModules = perBase('base-max-modules', ({ object, podLabels }, _, facts) => {
  const ours = v1Labels(facts.v1?.group ?? v1Groups[0]).maxModuleCount;
  const pods = treeAt(object, podLabels);
  const remarks: Remark[] = [];
  if (pods[sampleLabel] !== undefined) {
    const message = say('base-max-modules.sample', sampleLabel, ours);
    remarks.push(warning([...podLabels, sampleLabel], message));
  }
  const value = pods[ours];
  if (value !== undefined && !/^[1-9]\d{0,8}$/.test(wordOf(value))) {
    const message =
      wordOf(value) === '0'
        ? say('base-max-modules.zero')
        : say('base-max-modules.number', wordOf(value));
    remarks.push(warning([...podLabels, ours], message));
  }
  if (
    podLabels.length > 2 &&
    value === undefined &&
    treeAt(object, ['metadata', 'labels'])[ours] !== undefined
  ) {
    remarks.push(warning(['metadata', 'labels', ours], say('base-max-modules.place')));
  }
  return remarks;
});

const newActive = 'activate.new.module';
const bothActive = 'sofa.ark.activate.multi.biz.version.enable';

/** Who serves when a second version is installed. */
const activation = perBase('base-activation', (base, docs) => {
  const [newest, both] = [flag(base, newActive), flag(base, bothActive)];
  if (newest?.value === 'true' && both?.value === 'true') {
    return [warning(both.path, say('base-activation.both', newActive, bothActive))];
  }
  const others = docs.some(({ object }) => moduleOf(object)?.world === 'v2');
  if (newest?.value === 'true' || !others || !base.flags.some(({ text }) => text.includes('-D')))
    return [];
  const path = base.flags.find(({ text }) => text.includes('-D'))?.path ?? base.podLabels;
  return [info(path, say('base-activation.sleeps', newActive))];
});

const endpoint = 'koupleless.arklet.http.heartbeat.endpoint';

/** Without a heartbeat the V2 controller makes no node of a base. */
const heartbeat = perBase('base-heartbeat', (base, docs) => {
  const own = flag(base, endpoint);
  if (own !== undefined) {
    const variable = /^\$/.test(own.value);
    if (!variable && !/^https?:\/\/[^/]+/.test(own.value)) {
      return [error(own.path, say('base-heartbeat.address', own.value))];
    }
    if (!/\/heartbeat\/?$/.test(own.value)) return [];
    const right = own.value.replace(/\/heartbeat\/?$/, '');
    return [error(own.path, say('base-heartbeat.twice', right))];
  }
  const text = base.flags.map((each) => each.text).join('\n');
  if (
    /MODULE_CONTROLLER_ADDRESS|koupleless\.arklet\.mqtt|heartbeat/.test(text) ||
    base.modules.length > 0
  )
    return [];
  const http = controllersAmong(docs).filter(
    ({ env, world }) =>
      world === 'v2' &&
      env('ENABLE_HTTP_TUNNEL') === 'true' &&
      env('ENABLE_MQTT_TUNNEL') !== 'true',
  );
  if (http.length === 0) return [];
  return [warning(base.podLabels, say('base-heartbeat.none', endpoint))];
});

/** V1's controller can't be told another one. */
const port = perBase('base-arklet-port', (base) => {
  const own = flag(base, 'koupleless.arklet.http.port');
  if (own === undefined || base.modules.length === 0 || own.value === String(arkletPort)) return [];
  return [error(own.path, say('base-arklet-port', arkletPort, own.value))];
});

const keep = 'sofa.ark.auto.uninstall.when.failed.enable';

const failedKept = perBase('base-failed-modules', (base) => {
  const first = base.flags.find(({ text }) => /-D(?:koupleless|sofa|activate)/.test(text));
  if (first === undefined || flag(base, keep)?.value === 'false') return [];
  return [info(first.path, say('base-failed-modules', keep))];
});

/** V1 installs a new version on bases that have none; where there are none it stands still. */
export const v1FreeBases = perDocument('v1-free-bases', ({ object }, docs) => {
  if (object.kind !== 'ModuleDeployment') return [];
  const base = docs.find(
    (each) =>
      each.object.kind === 'Deployment' &&
      sameNamespace(each.object, object) &&
      each.object.metadata.name === textAt(object, ['spec', 'baseDeploymentName']),
  );
  const path = ['spec', 'replicas'];
  const wanted = valueAt(object, path);
  const there = valueAt(base?.object, path) ?? 1;
  if (base === undefined || typeof wanted !== 'number' || typeof there !== 'number' || wanted < 1)
    return [];
  const free = there - wanted;
  if (free < 0) return [error(path, say('v1-free-bases.short', wanted, there))];
  if (free === 0) return [warning(path, say('v1-free-bases.none'))];
  const count = ['spec', 'operationStrategy', 'batchCount'];
  const batches = valueAt(object, count);
  const batch = Math.ceil(wanted / (typeof batches === 'number' && batches > 0 ? batches : 1));
  if (batch <= free) return [];
  return [warning(count, say('v1-free-bases.batch', batch, free, Math.ceil(wanted / free)))];
});

export const baseRules = [maxModules, activation, heartbeat, port, failedKept, v1FreeBases];
