/** The Service that V1's controller makes of serviceStrategy: once, at creation, and never looks at again. */
import { arkletPort, v1Labels, v1Groups } from '../../modules/labels.ts';
import { v1ServiceName } from '../../modules/module-service.ts';
import { error, info, warning } from '../rule.ts';
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
    const message = `a Service needs a port: the controller would fail to make ${name}, and tell only its log`;
    return [error([...path, 'port'], message, 'set serviceStrategy.port')];
  }
  if (targetPort === arkletPort) {
    const message = `${arkletPort} is Arklet's: every caller could install and uninstall modules`;
    const fix = "write the port of the base's web server";
    return [error([...path, 'targetPort'], message, fix)];
  }
  const message = `the controller makes the Service ${name}, a NodePort open on every node; it does not follow later changes of this`;
  return [info(enabled, message)];
}

/** Seen: at any generation but the first the controller does not look at it. */
function tooLate(subject: Subject): Remark {
  const message =
    'the controller makes the Service only when the object is created: this would change nothing';
  return error(enabled, message, wayOut(subject));
}

function leftBehind({ claim, facts }: Subject): Remark {
  const name = v1ServiceName(claim.name);
  const namespace = facts.live?.metadata.namespace ?? 'default';
  const message = `the Service ${name} stays, and would be left behind when this is deleted: the controller deletes it only while this is on`;
  const fix = `delete it yourself (kubectl delete service ${name} -n ${namespace}), or leave this on`;
  return warning(enabled, message, fix);
}

function wayOut({ facts, claim }: Subject): string {
  const marker = v1Labels(facts.v1?.group ?? v1Groups[0]).marker(claim.name);
  return `write a Service beside it in the file, with the selector ${marker}: "true", and leave serviceStrategy as it is in the cluster; or use --service-port and --target-port`;
}
