/** The Service that V1's controller makes of serviceStrategy: once, at creation, and never looks at again. */
import { arkletPort, v1Labels, v1Groups } from '../../modules/labels.ts';
import { v1ServiceName } from '../../modules/module-service.ts';
import { error, info, say, warning } from '../rule.ts';
import type { Remark, Rule, Subject } from '../rule.ts';
import { sameTree, treeAt } from '../tree.ts';
import type { Path, Tree } from '../tree.ts';

const path: Path = ['spec', 'operationStrategy', 'serviceStrategy'];
const enabled = [...path, 'enableModuleService'];

export const v1Service: Rule = {
  name: 'v1-service',
  check: (subject) => {
    const { object, facts } = subject;
    const strategy = treeAt(object, path);
    const wanted = strategy['enableModuleService'] === true;
    if (facts.live === undefined) return wanted ? ofNew(subject, strategy) : [];
    const before = treeAt(facts.live, path);
    if (before['enableModuleService'] !== true) return wanted ? [tooLate(subject)] : [];
    if (!wanted) return [leftBehind(subject)];
    return ['port', 'targetPort'].every((key) => sameTree(strategy[key], before[key]))
      ? []
      : [tooLate(subject)];
  },
};

function ofNew(subject: Subject, strategy: Tree): Remark[] {
  const { port, targetPort } = strategy;
  const name = v1ServiceName(subject.claim.name);
  if (typeof port !== 'number' || port < 1) {
    return [error([...path, 'port'], say('v1-service.port', name))];
  }
  if (targetPort === arkletPort) {
    return [error([...path, 'targetPort'], say('v1-service.arklet', arkletPort))];
  }
  return [info(enabled, say('v1-service.made', name))];
}

/** Seen: at any generation but the first the controller does not look at it. */
function tooLate({ facts, claim }: Subject): Remark {
  const marker = v1Labels(facts.v1?.group ?? v1Groups[0]).marker(claim.name);
  return error(enabled, say('v1-service.late', marker));
}

function leftBehind({ claim, facts }: Subject): Remark {
  const namespace = facts.live?.metadata.namespace ?? 'default';
  return warning(enabled, say('v1-service.left', v1ServiceName(claim.name), namespace));
}
