import { told } from '../told.ts';

/** What the rules of V1 find, by rule and, where one says several things, by which. */
export const findingsV1 = {
  'v1-group.served': (found: string, installed: string) =>
    told(`${found} becomes ${installed}, the one this cluster serves`),
  'v1-group.none': told(
    'this cluster serves no ModuleDeployment',
    'install the V1 controller, or write a V2 Deployment',
  ),
  'v1-group.documented': (group: string, right: string) =>
    told(
      `no release ever served the group ${group}: it stands in the documentation only`,
      `use ${right} (deploy does so by itself)`,
    ),
  'v1-label-prefix.documented': (prefix: string, right: string) =>
    told(
      `no controller reads the prefix ${prefix}: it stands in the documentation only`,
      `write ${right}`,
    ),
  'v1-label-prefix.renamed': (key: string, right: string, group: string) =>
    told(`the label ${key} becomes ${right}: this controller reads the prefix ${group}`),
  'v1-label-prefix.dropped': (key: string, right: string) =>
    told(`the label ${key} is dropped, ${right} is there`),
  'v1-stray-label': (group: string, key: string, right: string) =>
    told(`the controller of the group ${group} does not read ${key}`, `write ${right}`),
  'v1-labels': told('a label is added: without any the controller crashes, again at every restart'),
  'v1-module.base': told('which base? baseDeploymentName is missing', "name the base's Deployment"),
  'v1-module.missing': (field: string) =>
    told(`the module's ${field} is missing`, `set spec.template.spec.module.${field}`),
  'v1-replicas.missing': told(
    'without replicas the controller takes 0: nothing is installed',
    'set spec.replicas',
  ),
  'v1-replicas.invalid': told(
    'replicas is a whole number, or -1 for one on every base pod',
    'set spec.replicas',
  ),
  'v1-replicas.all': told(
    'the controller replaces -1 by the number of base pods at that moment and does not follow it later; with a module on every base pod none is free, and V1 cannot upgrade',
    'give a number below that of the base pods',
  ),
  'v1-ignored': (field: string) => told(`kept, but no V1 release acts on ${field}`),
  'v1-unknown-field': (meant: string | undefined) =>
    told(
      'the server drops this field without a word: V1 knows no such one here',
      meant === undefined ? 'take it out, or look at its spelling' : `write ${meant}`,
    ),
  'v1-field-type.boolean': (value: string, meant: string | undefined) =>
    told(
      `the server refuses ${value} here: true or false is needed`,
      meant === undefined ? 'write true or false' : `write ${meant} without quotes`,
    ),
  'v1-field-type.integer': (value: string, meant: string | undefined) =>
    told(
      `the server refuses ${value} here: a whole number is needed`,
      meant === undefined ? 'write a number' : `write ${meant} without quotes`,
    ),
  'v1-module-template': told('nothing reads a ModuleTemplate', 'write a ModuleDeployment'),
  'v1-duplicate-module': (other: string) =>
    told(
      `${other} has the same module: V1 would scale the two down against each other`,
      'put them in different namespaces, or make them one',
    ),
  'v1-upgrade-policy.unknown': (value: string, known: readonly string[]) =>
    told(
      `${value} is no upgrade policy: the controller would ignore it`,
      `use one of ${known.join(', ')}`,
    ),
  'v1-upgrade-policy.spelled': (value: string, right: string) =>
    told(`${value} becomes ${right}, as the controller spells it`),
  'v1-upgrade-policy.deletes': told(
    'this policy deletes the base pods that the old version ran on, with every module on them',
    'use install_then_uninstall',
  ),
  'v1-upgrade-policy.twice': told('dropped: operationStrategy.upgradePolicy says it already'),
  'v1-upgrade-policy.moved': told(
    'moved to operationStrategy, where releases after 0.5.0 look for it',
  ),
  'v1-same-policy': told(
    'the controller does the same as for install_then_uninstall: it installs on a base that has no such module, then uninstalls elsewhere',
  ),
  'v1-scheduling-policy.unknown': (value: string, known: readonly string[]) =>
    told(`the server refuses the scheduling policy ${value}`, `use ${known.join(' or ')}`),
  'v1-scheduling-policy.spelled': (value: string, right: string) =>
    told(`${value} becomes ${right}: the server refuses any other spelling`),
  'v1-spread-wish': (wish: string, before: string | undefined) =>
    told(before === undefined ? `${wish}, by --spread` : `${before} becomes ${wish}, by --spread`),
  'v1-gray-time.twice': told('dropped: grayTimeBetweenBatchSeconds says it already'),
  'v1-gray-time.seconds': told(
    'the gray time is a whole number of seconds',
    'write grayTimeBetweenBatchSeconds: 60',
  ),
  'v1-gray-time.renamed': told(
    'becomes grayTimeBetweenBatchSeconds: the server would drop grayTime without a word',
  ),
  'v1-confirm': (field: string, known: string, stops: boolean) =>
    told(
      [
        'dropped: ',
        field === known ? '' : `this controller has no ${field}; `,
        `koupctl sets ${known} itself, batch by batch `,
        stops
          ? '(to stop after a batch use --pause-after N)'
          : '(to open the next batch run koupctl deploy again)',
      ].join(''),
    ),
  'v1-max-unavailable.never': told(
    'dropped: it was planned but never built; batches say how much goes at once',
  ),
  'v1-max-unavailable.refused': (value: string) =>
    told(`dropped: the server refuses ${value} here, and no release acts on it`),
  'v1-batches.gray': told(
    'without koupctl: a gray time without confirmation stops after the first batch, for good',
    'set needConfirm: true',
  ),
  'v1-batches.rest': (replicas: number, batches: number) =>
    told(
      `without koupctl: ${replicas} replicas in ${batches} batches end with too many installed`,
      'set needConfirm: true, or a number that divides the replicas',
    ),
  'v1-batches.beta': told('without koupctl: the beta batch waits for a confirmation all the same'),
  'v1-beta': (batches: number) =>
    told(
      `without koupctl: one replica first, which always waits for a confirmation, and then ${batches} batches more`,
    ),
  'v1-free-bases.short': (wanted: number, there: number) =>
    told(
      `${wanted} replicas on ${there} base pods: ${wanted - there} of them wait for ever`,
      'give the base more replicas, or the module fewer',
    ),
  'v1-free-bases.none': told(
    'every base pod has the module: V1 cannot upgrade it, for it installs only where it is not',
    'give the base one replica more than the module',
  ),
  'v1-free-bases.batch': (batch: number, free: number, batches: number) =>
    told(
      `without koupctl: a batch of ${batch} meets ${free} free base pods, and what finds none is forgotten though the release says Completed`,
      `set batchCount to ${batches} or more`,
    ),
  'v1-service.port': (name: string) =>
    told(
      `a Service needs a port: the controller would fail to make ${name}, and tell only its log`,
      'set serviceStrategy.port',
    ),
  'v1-service.arklet': (port: number) =>
    told(
      `${port} is Arklet's: every caller could install and uninstall modules`,
      "write the port of the base's web server",
    ),
  'v1-service.made': (name: string) =>
    told(
      `the controller makes the Service ${name}, a NodePort open on every node; it does not follow later changes of this`,
    ),
  'v1-service.late': (marker: string) =>
    told(
      'the controller makes the Service only when the object is created: this would change nothing',
      `write a Service beside it in the file, with the selector ${marker}: "true", and leave serviceStrategy as it is in the cluster; or use --service-port and --target-port`,
    ),
  'v1-service.left': (name: string, namespace: string) =>
    told(
      `the Service ${name} stays, and would be left behind when this is deleted: the controller deletes it only while this is on`,
      `delete it yourself (kubectl delete service ${name} -n ${namespace}), or leave this on`,
    ),
};
