import { code } from '../code.ts';

/** What the controllers say, by group and code. */
export const controller = {
  'tracker:00000': code('a step of the V2 controller succeeded', 'nothing to do'),
  'tracker:00001': code(
    'a step of the V2 controller timed out',
    'look at the base: is it reachable?',
  ),
  'tracker:00002': code(
    'the container (the module) was not up in time',
    'koupctl biz query tells what the base runs',
  ),
  'tracker:00003': code(
    'an operation on Kubernetes failed',
    "check the controller's RBAC: peer needs patch on deployments",
  ),
  'tracker:01002': code(
    'the container (the module) could not be started',
    "the cause is in the answer of the base: koupctl biz query, the base's log",
  ),
  'tracker:01003': code(
    'the container (the module) could not be stopped',
    'koupctl biz query tells whether it is still there',
  ),
  'v1-module:Pending': code(
    'no base pod is chosen yet, or none is free of this module',
    'give the base more pods, or the module fewer replicas',
  ),
  'v1-module:Prepare': code('a base pod is chosen', 'wait'),
  'v1-module:Upgrading': code(
    'the base was told to install; an install that is refused stays here for ever, without a word',
    'koupctl biz query tells what the base says; koupctl replace asks again',
  ),
  'v1-module:Completing': code('the base has installed it', 'wait'),
  'v1-module:Available': code(
    'installed, as the controller sees it',
    'nothing to do; the base itself: koupctl biz query',
  ),
  'v1-module:Terminating': code(
    'being uninstalled',
    'wait; one that stays so waits for a base that does not answer',
  ),
  'v1-progress:Init': code('a release is about to begin', 'wait'),
  'v1-progress:Executing': code(
    'a batch is being placed',
    'wait; for ever, where too few bases are free: koupctl status',
  ),
  'v1-progress:WaitingForConfirmation': code(
    'a batch boundary, on the way to Paused',
    'wait a second',
  ),
  'v1-progress:Paused': code(
    'the batch was begun (which is not the same as healthy), and the next one waits for confirmBatchNum',
    'koupctl status, then koupctl confirm',
  ),
  'v1-progress:Completed': code(
    'the controller has nothing more to place; half of it may be missing all the same',
    'koupctl status asks the bases',
  ),
  'v1-progress:Aborted': code('the controller knows the word and never says it', 'nothing to do'),
  'v1-progress:Terminating': code(
    'being taken down, in batches with confirmations again',
    'koupctl offline does it with what it needs',
  ),
  'v1-progress:Terminated': code('taken down', 'nothing to do'),
  'v1-condition:Progressing': code('tells which batch the release is in', 'nothing to do'),
  'v1-condition:Available': code(
    'the release came to its end, as the controller sees it',
    'koupctl status asks the bases',
  ),
  'v1-condition:ReplicaFailure': code(
    'the controller knows the word and never says it',
    'nothing to do',
  ),
  'v2-pod:Pending': code(
    'the base lists no such module: not installed yet, the jar cannot be read, or the base could not be reached',
    "Kubernetes has no cause: koupctl biz query, the base's log",
  ),
  'v2-pod:Running': code(
    'the module was active on the base when it was last asked; may be stale',
    'koupctl biz query tells what the base runs',
  ),
  'v2-pod:NotReady': code(
    'Running, not ready: the module is resolved, broken or deactivated',
    'koupctl biz query tells which',
  ),
  'v2-pod:Succeeded': code(
    'the module is off the base (koupctl calls it Unloaded)',
    'a pod that stays so does nothing: delete it, or koupctl replace',
  ),
  'v2-pod:Unloaded': code(
    "koupctl's word for the phase Succeeded: the module is off the base",
    'koupctl replace installs it anew',
  ),
  'v2-pod:Unschedulable': code(
    'no base takes the pod: taints, affinity, or every base has the module',
    'koupctl plan and koupctl lint tell which',
  ),
  'v2-pod:Terminating': code(
    'the pod object lives for its grace period (30 s), and the base is free after it',
    'wait; never shorten the grace period',
  ),
  'v2-pod:installBiz succeed': code('the base answered SUCCESS to the install', 'nothing to do'),
  'v2-pod:installBiz failed': code(
    'the base refused the install (by the MQTT tunnel; by HTTP the reason is FAILED or CMD_PROCESS_INTERNAL_ERROR)',
    "the message of the container; else the base's log",
  ),
  'v2-pod:ProviderFailed': code(
    'the virtual node could not do what was asked',
    "look into the controller's log",
  ),
  'v2-pod:ContainerPending': code(
    'the module is not up yet (controllers before 2.1.2)',
    'koupctl biz query tells what the base runs',
  ),
  'v2-pod:BizPending': code(
    'the module is not installed yet (virtual-kubelet 0.1.0)',
    'koupctl biz query tells what the base runs',
  ),
  'v2-pod:BizResolved': code(
    'the module is starting (virtual-kubelet 0.1.0)',
    'koupctl biz query tells what the base runs',
  ),
  'v2-pod:BizDeactivated': code(
    'the module is not active (virtual-kubelet 0.1.0)',
    'koupctl biz query tells what the base runs',
  ),
  'v2-event:ProviderCreateSuccess': code(
    'the controller took the pod; this does not mean that the module is installed',
    'koupctl biz query tells what the base runs',
  ),
  'v2-event:ProviderCreateFailed': code(
    'the controller could not take the pod',
    "look into the controller's log",
  ),
  'v2-event:ProviderUpdateFailed': code(
    'the controller could not change the pod',
    "look into the controller's log",
  ),
  'v2-event:ProviderDeleteFailed': code(
    'the controller could not take the pod off',
    "look into the controller's log",
  ),
  'v2-event:ProviderUpdateSuccess': code('the controller changed the pod', 'nothing to do'),
  'v2-event:ProviderDeleteSuccess': code(
    'the controller took the pod off',
    'the base may still have the module: koupctl biz query',
  ),
};
