import type { CodeTable } from './known-code.ts';

/**
 * The tables of Koupleless' documentation (module-operation-v2, error codes): Source.Type by
 * component and kind of operation. No open component sends any of them.
 */
export const documentedCodes: CodeTable = [
  {
    component: 'arklet',
    group: 'general',
    seen: 'documented',
    codes: [
      'Arklet.UnknownError',
      'ModuleController.InvalidParameter',
      'ModuleController.InvalidRequest',
      'OtherUpstream.DecodeURLFailed',
    ],
  },
  {
    component: 'arklet',
    group: 'query',
    seen: 'documented',
    codes: ['Arklet.NoMatchedBiz', 'Arklet.InvalidBizName'],
  },
  {
    component: 'arklet',
    group: 'install',
    seen: 'documented',
    codes: [
      'Arklet.InstallationRequirementNotMet',
      'Arklet.PullBizError',
      'Arklet.PullBizTimeOut',
      'User.DiskFull',
      'User.MachineMalfunction',
      'User.MetaspaceFull',
      'Arklet.InstallBizExecuting',
      'Arklet.InstallBizTimedOut',
      'Arklet.InstallBizFailed',
      'User.InstallBizUserError',
    ],
  },
  {
    component: 'arklet',
    group: 'uninstall',
    seen: 'documented',
    codes: ['Arklet.UninstallBizFailed', 'Arklet.UnInstallationRequirementNotMet'],
  },
  {
    component: 'module-controller',
    group: 'general',
    seen: 'documented',
    codes: [
      'ModuleController.UnknownError',
      'OtherUpstream.InvalidParameter',
      'Arklet.ArkletServiceNotFound',
      'Arklet.NetworkError',
      'OtherUpstream.SecretAKError',
      'ModuleController.DBAccessError',
      'OtherUpstream.DecodeURLFailed',
      'ModuleController.RetryTimesExceeded',
      'ModuleController.ProcessNodeMissed',
      'ModuleController.ServiceMissed',
      'ModuleController.ResourceConstraned',
    ],
  },
  {
    component: 'module-controller',
    group: 'install',
    seen: 'documented',
    codes: [
      'Arklet.InstallModuleTimedOut',
      'Arklet.InstallModuleFailed',
      'User.InstallModuleFailed',
      'Arklet.InstallModuleExecuting',
      'User.DiskFull',
    ],
  },
  {
    component: 'module-controller',
    group: 'uninstall',
    seen: 'documented',
    codes: [
      'OtherUpstream.EmptyIPList',
      'Arklet.UninstallBizTimedOut',
      'Arklet.UninstallBizFailed',
    ],
  },
  {
    component: 'module-controller',
    group: 'base',
    seen: 'documented',
    codes: [
      'ModuleController.BaseInstanceNotFound',
      'KubeAPIServer.GetBaseInstanceFailed',
      'ModuleController.BaseInstanceInOperation',
      'ModuleController.BaseInstanceNotReady',
      'ModuleController.BaseInstanceHasBeenReplaced',
      'ModuleController.InsufficientHealthyBaseInstance',
    ],
  },
  {
    component: 'module-controller',
    group: 'scaling',
    seen: 'documented',
    codes: ['ModuleController.RescaleRequirementNotMet'],
  },
  {
    component: 'board',
    group: 'general',
    seen: 'documented',
    codes: ['KouplelessBoard.UnknownError', 'OtherUpstream.InvalidParameter'],
  },
  {
    component: 'board',
    group: 'work-order',
    seen: 'documented',
    codes: [
      'KouplelessBoard.OperationPlanNotFound',
      'KouplelessBoard.OperationPlanMutualExclusion',
    ],
  },
  {
    component: 'board',
    group: 'internal',
    seen: 'documented',
    codes: ['KouplelessBoard.InternalError', 'KouplelessBoard.ThreadPoolError'],
  },
  {
    component: 'board',
    group: 'operations',
    seen: 'documented',
    codes: [
      'ModuleController.BaseInstanceOperationFailed',
      'ModuleController.BaseInstanceUnderOperation',
      'ModuleController.BaseInstanceOperationTimeOut',
      'ModuleController.OverFiftyPercentBaseInstancesUnavaliable',
      'KouplelessBoard.BaselineInconsistency',
    ],
  },
  {
    component: 'board',
    group: 'external',
    seen: 'documented',
    codes: ['OtherDownstream.ExternalError', 'KouplelessBoard.NetworkError'],
  },
];
