/** Services among modules; one that stands alone, or leads to something else, is not ours to judge. */
import { v1Groups } from '../../modules/labels.ts';
import { isService, leadsTo } from '../../modules/module-service.ts';
import type { KubeObject } from '../../world.ts';
import { moduleOf } from '../module-of.ts';
import { rulingsOn } from '../normalise.ts';
import { podLabelsPath, podTemplatePath } from '../pod-template.ts';
import type { Facts } from '../rule.ts';
import { serviceRemarks } from '../rules/service.ts';
import type { ServiceRemark } from '../rules/service.ts';
import type { SourceDoc } from '../source-doc.ts';
import { treeAt } from '../tree.ts';
import { perDocument, sameNamespace } from './files-rule.ts';

// The prefix of a selector's labels is v1-stray-label's.
const names = ['service-selector', 'service-version', 'service-port'];

export const serviceRules = names.map((name) =>
  perDocument(name, (doc, docs, facts) =>
    remarksOn(doc, docs, facts).filter(({ rule }) => rule === name),
  ),
);

function remarksOn(doc: SourceDoc, docs: readonly SourceDoc[], facts: Facts): ServiceRemark[] {
  if (!isService(doc.object)) return [];
  const workloads = docs
    .filter(({ object }) => sameNamespace(object, doc.object) && moduleOf(object) !== undefined)
    .map((one) => rulingsOn(one, facts).object);
  if (workloads.length === 0) return [];
  const others = docs.filter((one) => one !== doc && !isService(one.object));
  const beside = others.filter(({ object }) => moduleOf(object) === undefined);
  const template = (object: KubeObject) => podLabelsPath(podTemplatePath(object) ?? []);
  const elsewhere = beside.some(({ object }) =>
    leadsTo(doc.object, treeAt(object, template(object))),
  );
  if (elsewhere) return [];
  return serviceRemarks(doc.object, { workloads, group: facts.v1?.group ?? v1Groups[0] });
}
