/** Of every rule of `lint`: what goes wrong, and what to write instead. */
export const lintRules = {
  syntax: {
    why: 'the text is no YAML or JSON that kubectl reads, or holds no Kubernetes object',
    mend: 'mend the text',
  },
  'string-fields': {
    why: 'a label, a version or an environment value must be text; YAML makes a number or a boolean of 1.10 or True',
    mend: 'put it in quotes',
  },
  'duplicate-object': {
    why: 'the same object stands twice in the files: the second wins',
    mend: 'keep one',
  },
  'v1-group': {
    why: 'the API group of the documentation was never served: the server knows no such kind',
    mend: 'write koupleless.io/v1alpha1',
  },
  'v1-label-prefix': {
    why: 'the controller reads labels under its own group only',
    mend: 'write the group that the cluster serves as prefix',
  },
  'v1-stray-label': {
    why: 'a base or a Service carries a label under a prefix that the controller does not read',
    mend: 'write the prefix of the group that is served',
  },
  'v1-labels': {
    why: 'without any metadata.labels the controller crashes, again at every restart, for everyone in the cluster',
    mend: 'add a label',
  },
  'v1-module': {
    why: 'without base, name, version or an address with its protocol the module can never be installed',
    mend: 'fill in what is missing',
  },
  'v1-replicas': {
    why: 'left out, replicas is 0; -1 is replaced by the number of base pods at that moment and not followed later',
    mend: 'write a number below that of the base pods',
  },
  'v1-upgrade-policy': {
    why: 'the controller knows three spellings only and ignores all others; scaleup_then_scaledown deletes base pods',
    mend: 'write install_then_uninstall',
  },
  'v1-same-policy': {
    why: 'uninstall_then_install does the same as install_then_uninstall',
    mend: 'nothing to do; know it',
  },
  'v1-scheduling-policy': {
    why: 'the schema takes scatter and stacking in lower case and refuses Scatter',
    mend: 'write scatter or stacking',
  },
  'v1-spread-wish': {
    why: '--spread is stronger than the file',
    mend: 'only with deploy and plan',
  },
  'v1-gray-time': {
    why: 'grayTime stands in the documentation only; the server drops it without a word',
    mend: 'write grayTimeBetweenBatchSeconds',
  },
  'v1-confirm': {
    why: 'pause and confirmBatchNum belong to one rollout: in a file a stale one lets a batch through, or blocks it for ever; pause is unknown since v1.0.0',
    mend: 'take them out',
  },
  'v1-max-unavailable': {
    why: 'it was planned and never built: the server drops it, or refuses a percentage',
    mend: 'take it out',
  },
  'v1-batches': {
    why: 'batches without confirmation: with a gray time the rollout stops for good, and a number that does not divide the replicas installs too many',
    mend: 'set needConfirm: true, or a batchCount that divides the replicas',
  },
  'v1-beta': {
    why: 'useBeta adds a batch of one, which waits for a confirmation whatever needConfirm says',
    mend: 'count it in',
  },
  'v1-service': {
    why: 'the Service is made at creation only, as a NodePort, and never changed; without a port the controller fails in silence',
    mend: 'give it its port before the first apply, or write a Service of your own',
  },
  'v1-ignored': { why: 'no V1 release acts on this field', mend: 'nothing to do; know it' },
  'v1-unknown-field': {
    why: 'the server drops unknown fields without a word: a typing error is simply gone',
    mend: 'look at its spelling',
  },
  'v1-field-type': {
    why: 'the server refuses text where the schema wants a number or a boolean',
    mend: 'write it without quotes',
  },
  'v1-module-template': { why: 'nothing reads a ModuleTemplate', mend: 'write a ModuleDeployment' },
  'v1-duplicate-module': {
    why: 'two ModuleDeployments of one module in one namespace scale each other down',
    mend: 'use different namespaces, or one object',
  },
  'v1-free-bases': {
    why: 'a V1 upgrade needs base pods without the module: with none it stands still, with too few it says Completed and is not',
    mend: 'more base pods, or more batches',
  },
  'v2-image': {
    why: 'a container is a module only where its image holds ".jar"; the address needs its protocol',
    mend: 'write the address of the jar',
  },
  'v2-biz-version': {
    why: 'the controller reads the version from a literal BIZ_VERSION only',
    mend: 'write BIZ_VERSION with its value',
  },
  'v2-container-name': {
    why: "the container's name must be the jar's Ark-Biz-Name: the base does not check, and a wrong one replaces another module",
    mend: 'write the name in the jar',
  },
  'v2-name-label': {
    why: 'the label names another module than the container',
    mend: 'write the same name in both',
  },
  'v2-same-jar': {
    why: 'two containers with one jar: the base takes the name from the jar and refuses the second',
    mend: 'write each its own jar',
  },
  'v2-requests': {
    why: 'bases offer no cpu and no storage to Kubernetes: a pod that asks for them is never placed',
    mend: 'leave the requests out',
  },
  'v2-unused': {
    why: 'nothing runs for a module: commands, probes and volumes do nothing',
    mend: 'nothing to do; know it',
  },
  'v2-host-ports': {
    why: 'the scheduler keeps host ports for one pod per base: the next version waits for ever',
    mend: 'leave hostPort and hostNetwork out',
  },
  'v2-label-prefix': {
    why: 'labels under module-controller.koupleless.io are of v2.0; later controllers do not read them',
    mend: 'write virtual-kubelet.koupleless.io',
  },
  'v2-component': {
    why: 'without the label component: module the controller ignores the pod',
    mend: 'add the label',
  },
  'v2-env': {
    why: 'toleration, label and affinity name different environments',
    mend: 'write one environment',
  },
  'v2-selector-live': {
    why: 'a selector never changes once the workload is there',
    mend: 'only with deploy and plan',
  },
  'v2-selector-version': {
    why: 'a selector never changes, a version does: the next version would be refused',
    mend: 'take the version out of the selector',
  },
  'v2-selector-match': {
    why: 'the server refuses a workload whose selector misses its own pods',
    mend: 'write the same labels in both',
  },
  'v2-version-label': {
    why: 'the version label was left behind when BIZ_VERSION went on',
    mend: 'write the version of BIZ_VERSION',
  },
  'v2-topology-key': {
    why: 'bases carry no zone: pods kept apart by zone are not kept apart',
    mend: 'write kubernetes.io/hostname',
  },
  'v2-spread-wish': {
    why: '--spread adds what the file does not say',
    mend: 'only with deploy and plan',
  },
  'v2-shared-host': {
    why: 'bases that share a hostname are one to the anti-affinity',
    mend: 'only with deploy and plan',
  },
  'v2-spread-version': {
    why: 'an anti-affinity that does not tell versions apart keeps the new version off bases that have the old one',
    mend: 'name the version in it (the label, or matchLabelKeys from 1.31), or use uninstall-then-install',
  },
  'v2-spread-shared': {
    why: 'the reverse: with uninstall-then-install two versions must not meet',
    mend: 'only with deploy and plan',
  },
  'v2-no-spread': {
    why: 'nothing keeps two pods off one base, which refuses the second',
    mend: 'require an anti-affinity by kubernetes.io/hostname',
  },
  'v2-tolerations': {
    why: "bases carry two taints: the documentation's examples tolerate one, and no base takes the pod",
    mend: 'tolerate virtual-node and node-env',
  },
  'v2-node-loss': {
    why: 'with the default of 300 s a controller that is away for five minutes costs modules that serve',
    mend: 'tolerate not-ready and unreachable without seconds',
  },
  'v2-min-ready': {
    why: 'module pods never count as available with minReadySeconds: the rollout never ends, and a DaemonSet replaces every pod at once',
    mend: 'take it out',
  },
  'v2-deadline': {
    why: 'the mark of a held rollout, exported with the object',
    mend: 'take it out',
  },
  'v2-grace-period': {
    why: 'with less than 30 s uninstall and install race: bases are left without the module, and the controller can die',
    mend: 'write 30',
  },
  'v2-paused': { why: 'a paused Deployment is not rolled out', mend: 'take it out' },
  'v2-strategy': {
    why: 'Recreate takes the module off every base at once',
    mend: 'write RollingUpdate',
  },
  'v2-peer': {
    why: 'a peer Deployment needs its component and env labels and a cluster name, and leaves its replicas to the controller',
    mend: 'add the labels, take the replicas out',
  },
  'v2-replicas-control': {
    why: '"true" means that the controller leaves the replicas alone, and nothing else means anything',
    mend: 'take it out where the replicas shall follow the bases',
  },
  'v2-old-node-labels': {
    why: 'bases carry the labels of v2.0 no more',
    mend: 'write base.koupleless.io',
  },
  'v2-base-match': {
    why: 'without a base name any base of the environment may get the module; what no base carries leaves the pods waiting',
    mend: 'require base.koupleless.io/name',
  },
  'v2-stack-affinity': {
    why: 'no base carries base.koupleless.io/stack: the pods wait for ever',
    mend: 'take it out',
  },
  'v2-daemon-nodes': {
    why: 'a DaemonSet goes to ordinary nodes too, where a jar is no image',
    mend: 'require the label of virtual nodes',
  },
  'v2-daemon-opening': {
    why: 'a first deploy in batches opens bases one by one by a label, which must be in the template from the beginning',
    mend: 'deploy adds it',
  },
  'v2-duplicate-module': {
    why: 'two workloads install one version of one module',
    mend: 'make them one, or give them different bases',
  },
  'service-label-prefix': {
    why: 'the prefix of the documentation marks no base pod',
    mend: 'write the prefix of the group that is served',
  },
  'service-selector': {
    why: 'the Service leads to no pod of the module, or to bases without it',
    mend: 'select the labels of the module',
  },
  'service-version': {
    why: 'a Service that asks for one version leads nowhere after the next',
    mend: 'leave the version out',
  },
  'service-port': {
    why: "a named port is not declared by module pods, and 1238 is Arklet's: whoever reaches it can install modules",
    mend: "write the number of the base's web port",
  },
  'role-case': {
    why: 'daemonSets grants nothing: names of resources are in lower case',
    mend: 'write it in lower case',
  },
  'v2-role-patch': {
    why: 'the controller of peer workloads patches Deployments, which the public role forbids',
    mend: 'add the verb patch',
  },
  'v2-role-logs': {
    why: 'the kubelet proxy reads logs, which the role forbids',
    mend: 'add pods/log',
  },
  'v1-role-update': {
    why: "the controller writes counts to the base's labels, which the public role forbids",
    mend: 'add the verb update',
  },
  'controller-cluster': {
    why: 'several controllers that do not know of each other all install and uninstall',
    mend: 'one replica, or IS_CLUSTER "true" (V1: --leader-elect)',
  },
  'controller-dead-env': {
    why: 'ENABLE_MODULE_DEPLOYMENT_CONTROLLER is not read since v2.1.1',
    mend: 'write ENABLE_MODULE_REPLICAS_SYNC_WITH_BASE',
  },
  'controller-placeholder': {
    why: 'YOUR_ENV and the like stand for a value of yours',
    mend: 'write the value',
  },
  'controller-tunnel': {
    why: 'without a tunnel the controller ends at its start; of two only MQTT is used',
    mend: 'switch one on',
  },
  'controller-image': {
    why: 'an image without a release as its tag changes by itself',
    mend: 'name a release',
  },
  'controller-proxy': { why: 'the kubelet proxy finds no certificate', mend: 'mount it' },
  'controller-env': {
    why: 'the modules are for another environment than the controller',
    mend: 'write the ENV of the controller',
  },
  'base-max-modules': {
    why: 'nothing reads maxModuleCount, or a value that is no number, or the label on the Deployment',
    mend: 'write the label of the group on the pods',
  },
  'base-activation': {
    why: 'who serves when a second version is installed depends on two flags that contradict each other',
    mend: '-Dactivate.new.module=true and no other',
  },
  'base-heartbeat': {
    why: 'without a heartbeat to the right address the V2 controller makes no node of the base',
    mend: 'write http://HOST:7777',
  },
  'base-arklet-port': { why: "V1's controller asks port 1238 only", mend: 'leave the port alone' },
  'base-failed-modules': {
    why: 'by default a module that failed to start is gone, and the reason with it',
    mend: '-Dsofa.ark.auto.uninstall.when.failed.enable=false',
  },
};
