import { code } from '../code.ts';

/** The documented codes, by component and Source.Type. */
export const documented = {
  'arklet:Arklet.UnknownError': code('unknown error (the default)', 'look for the cause'),
  'arklet:ModuleController.InvalidParameter': code(
    'the parameters failed validation',
    'check the parameters',
  ),
  'arklet:ModuleController.InvalidRequest': code(
    'the kind of operation is invalid',
    'check the request',
  ),
  'arklet:OtherUpstream.DecodeURLFailed': code(
    'the URL could not be parsed',
    'check that the URL is valid',
  ),
  'arklet:Arklet.NoMatchedBiz': code(
    'the query found no such module',
    'check name and version: koupctl biz query lists what is there',
  ),
  'arklet:Arklet.InvalidBizName': code('the query has an empty bizName', 'add bizName'),
  'arklet:Arklet.InstallationRequirementNotMet': code(
    'the conditions for an install are not met',
    'check the parameters that an install needs',
  ),
  'arklet:Arklet.PullBizError': code('the package could not be pulled', 'retry'),
  'arklet:Arklet.PullBizTimeOut': code('pulling the package timed out', 'retry'),
  'arklet:User.DiskFull': code('the disk was full when the package was pulled', 'replace the base'),
  'arklet:User.MachineMalfunction': code('the machine has a fault', 'restart the base'),
  'arklet:User.MetaspaceFull': code('metaspace is over its threshold', 'restart the base'),
  'arklet:Arklet.InstallBizExecuting': code('this module is being installed right now', 'retry'),
  'arklet:Arklet.InstallBizTimedOut': code(
    'uninstalling the old module failed during an install (that is what the documentation says under this name)',
    'look for the cause',
  ),
  'arklet:Arklet.InstallBizFailed': code('installing the new module failed', 'look for the cause'),
  'arklet:User.InstallBizUserError': code(
    "the module's own code threw while it started",
    "check the module's code",
  ),
  'arklet:Arklet.UninstallBizFailed': code(
    'the uninstall failed, the module is still on the base',
    'look for the cause',
  ),
  'arklet:Arklet.UnInstallationRequirementNotMet': code(
    'the conditions for an uninstall are not met',
    'the module has several versions and the active one may not be uninstalled: switch first',
  ),
  'module-controller:ModuleController.UnknownError': code(
    'unknown error (the default)',
    'look for the cause',
  ),
  'module-controller:OtherUpstream.InvalidParameter': code(
    'the parameters failed validation',
    'check the parameters',
  ),
  'module-controller:Arklet.ArkletServiceNotFound': code(
    'the base offers no Arklet',
    'make sure that the base has the Koupleless dependency',
  ),
  'module-controller:Arklet.NetworkError': code('a call over the network failed', 'retry'),
  'module-controller:OtherUpstream.SecretAKError': code(
    'the signature is wrong',
    'make sure that you may do this operation',
  ),
  'module-controller:ModuleController.DBAccessError': code(
    'the database could not be read or written',
    'retry',
  ),
  'module-controller:OtherUpstream.DecodeURLFailed': code(
    'the URL could not be parsed',
    'check that the URL is valid',
  ),
  'module-controller:ModuleController.RetryTimesExceeded': code(
    'failed after several attempts',
    'look for the cause',
  ),
  'module-controller:ModuleController.ProcessNodeMissed': code(
    'there is no working node to take it',
    'retry later',
  ),
  'module-controller:ModuleController.ServiceMissed': code(
    'a service is missing',
    "check that this version of ModuleController has the template's kind",
  ),
  'module-controller:ModuleController.ResourceConstraned': code(
    'resources are short: a thread pool or a queue is full (the name is spelled so)',
    'retry later',
  ),
  'module-controller:Arklet.InstallModuleTimedOut': code('the install timed out', 'retry'),
  'module-controller:Arklet.InstallModuleFailed': code('the install failed', 'check why it failed'),
  'module-controller:User.InstallModuleFailed': code('the install failed', 'check why it failed'),
  'module-controller:Arklet.InstallModuleExecuting': code(
    'the same module is being installed',
    'retry later',
  ),
  'module-controller:User.DiskFull': code('the disk is full', 'replace the base'),
  'module-controller:OtherUpstream.EmptyIPList': code(
    'the list of addresses is empty',
    'say from which addresses to uninstall',
  ),
  'module-controller:Arklet.UninstallBizTimedOut': code('the uninstall timed out', 'retry'),
  'module-controller:Arklet.UninstallBizFailed': code('the uninstall failed', 'look for the cause'),
  'module-controller:ModuleController.BaseInstanceNotFound': code(
    'there is no such base instance',
    'make sure that the base instance exists',
  ),
  'module-controller:KubeAPIServer.GetBaseInstanceFailed': code(
    'the base could not be looked up',
    'make sure that the base instance exists',
  ),
  'module-controller:ModuleController.BaseInstanceInOperation': code(
    'the base is being worked on',
    'retry later',
  ),
  'module-controller:ModuleController.BaseInstanceNotReady': code(
    'nothing is known of the base yet, or it is not available',
    'make sure that the base is available',
  ),
  'module-controller:ModuleController.BaseInstanceHasBeenReplaced': code(
    'the base has been replaced',
    'wait: another base instance will come',
  ),
  'module-controller:ModuleController.InsufficientHealthyBaseInstance': code(
    'too few healthy bases',
    'scale the base out',
  ),
  'module-controller:ModuleController.RescaleRequirementNotMet': code(
    'the conditions for scaling are not met',
    'check that there are machines enough, or the proportion to scale in',
  ),
  'board:KouplelessBoard.UnknownError': code('unknown error (the default)', 'look for the cause'),
  'board:OtherUpstream.InvalidParameter': code(
    'the parameters failed validation',
    'check the parameters',
  ),
  'board:KouplelessBoard.OperationPlanNotFound': code(
    'there is no such work order',
    'look for the cause',
  ),
  'board:KouplelessBoard.OperationPlanMutualExclusion': code(
    'two work orders exclude each other',
    'retry',
  ),
  'board:KouplelessBoard.InternalError': code('an error inside the board', 'look for the cause'),
  'board:KouplelessBoard.ThreadPoolError': code(
    'a thread pool could not be used',
    'look for the cause',
  ),
  'board:ModuleController.BaseInstanceOperationFailed': code(
    'the operation failed',
    'look for the cause',
  ),
  'board:ModuleController.BaseInstanceUnderOperation': code('an operation is under way', 'retry'),
  'board:ModuleController.BaseInstanceOperationTimeOut': code('the operation timed out', 'retry'),
  'board:ModuleController.OverFiftyPercentBaseInstancesUnavaliable': code(
    'traffic reaches less than half of the machines (the name is spelled so)',
    'check the base instances',
  ),
  'board:KouplelessBoard.BaselineInconsistency': code(
    'the baselines do not agree',
    'look for the cause',
  ),
  'board:OtherDownstream.ExternalError': code(
    'a call to another service failed',
    'look for the cause',
  ),
  'board:KouplelessBoard.NetworkError': code('a call to another service timed out', 'retry'),
};
