const by = (manager: string | undefined) => manager ?? 'somebody else';

/** What somebody else did to a workload while it was in a rollout's hands; `manager`: who it was, where that shows. */
export const changed = {
  deleted: 'it was deleted',
  beingDeleted: 'it is being deleted',
  createdAnew: 'it was deleted and created anew',
  template: 'its pod template was changed',
  replicas: (from: number, to: number) => `its replicas were changed from ${from} to ${to}`,
  replicasBetween: (to: number) => `its replicas were changed to ${to}, where no batch ends`,
  paused: 'it was paused',
  otherRollout: 'another rollout took it over',
  hold: 'its hold (minReadySeconds, strategy) was changed',
  updateStrategy: 'its updateStrategy was changed',
  operationStrategy: 'its operationStrategy was changed',
  module: 'its module was changed',
  moduleTo: (name: string, version: string, url: string) =>
    `its module was changed to ${name} ${version} (${url})`,
  otherRelease: 'the controller has begun another release of it',
  bySomebody: 'changed by somebody else',
  takenOver: (holder: string) =>
    `taken over by ${holder === '' ? 'somebody who let go of it since' : holder}`,
  meanwhile: (manager: string | undefined) => `it was changed by ${by(manager)} meanwhile`,
  sincePlanBy: (manager: string | undefined) =>
    `it was changed by ${by(manager)} since the plan was made`,
  sincePlan: 'it was changed since the plan was made',
  deletedSincePlan: 'it was deleted since the plan was made',
  createdMeanwhile: 'it was created by somebody else meanwhile',
  otherModuleStored: 'the server stored another module than it planned',
  of: (object: string, what: string) => `${object}: ${what}`,
};

/** The same of an object that is named. */
export const changedObject = {
  absent: (object: string) => `${object} does not exist`,
  deleted: (object: string) => `${object} was deleted`,
  deletedMeanwhile: (object: string) => `${object} was deleted meanwhile`,
  createdAnew: (object: string) => `${object} was deleted and created anew`,
  createdAnewBySomebody: (object: string) =>
    `${object} was deleted and created anew by somebody else`,
  createdMeanwhile: (object: string) => `${object} was created by somebody else meanwhile`,
  changedBy: (object: string, manager: string | undefined) =>
    `${object} was changed by ${by(manager)}`,
  changedSincePlan: (object: string) => `${object} was changed since the plan was made`,
  changedSincePlanned: (object: string, why: string) =>
    `${object} was changed since this was planned: ${why}`,
  otherTemplateStored: (object: string) =>
    `${object}: the server stored another template than it planned`,
  notTheSame: (object: string) => `${object} is not what it was`,
  recordWritten: (record: string) => `another koupctl wrote the rollout record ${record} meanwhile`,
  originUnknown: 'the record does not say what was there before',
  notOnPlanned: (object: string, bases: string) =>
    `${object}: its pods are no longer on the bases that the plan shows (${bases})`,
  otherOrdinal: (object: string, pod: string, base: string | undefined, planned: string) =>
    `${object}: ${pod} is the next to go, and on ${base ?? 'no base'}, which is not what the plan shows (${planned})`,
};
