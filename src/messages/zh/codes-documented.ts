import { code } from '../code.ts';
import type { Messages } from '../messages.ts';

export const documented: Messages['codes']['documented'] = {
  'arklet:Arklet.UnknownError': code('未知错误（默认）', '请排查'),
  'arklet:ModuleController.InvalidParameter': code('参数校验失败', '请检查参数'),
  'arklet:ModuleController.InvalidRequest': code('操作类型非法', '请检查请求'),
  'arklet:OtherUpstream.DecodeURLFailed': code('url 解析失败', '请检查 url 是否合法'),
  'arklet:Arklet.NoMatchedBiz': code(
    '模块查询失败，没有目标 biz 存在',
    '请核对名称和版本：koupctl biz query 列出基座上的模块',
  ),
  'arklet:Arklet.InvalidBizName': code(
    '模块查询失败，查询参数 bizName 不能为空',
    '请添加查询参数 bizName',
  ),
  'arklet:Arklet.InstallationRequirementNotMet': code(
    '模块安装条件不满足',
    '请检查模块安装的必要参数',
  ),
  'arklet:Arklet.PullBizError': code('拉包失败', '请重试'),
  'arklet:Arklet.PullBizTimeOut': code('拉包超时', '请重试'),
  'arklet:User.DiskFull': code('拉包时，磁盘已满', '请替换基座'),
  'arklet:User.MachineMalfunction': code('机器故障', '请重启基座'),
  'arklet:User.MetaspaceFull': code('元空间（Metaspace）超过阈值', '请重启基座'),
  'arklet:Arklet.InstallBizExecuting': code('模块安装时，当前模块正在安装', '请重试'),
  'arklet:Arklet.InstallBizTimedOut': code(
    '模块安装时，卸载老模块失败（文档中此名称即为此含义）',
    '请排查',
  ),
  'arklet:Arklet.InstallBizFailed': code('模块安装时，新模块安装失败', '请排查'),
  'arklet:User.InstallBizUserError': code('模块安装失败，业务异常', '请检查业务代码'),
  'arklet:Arklet.UninstallBizFailed': code('卸载失败，当前 biz 还存在于容器中', '请排查'),
  'arklet:Arklet.UnInstallationRequirementNotMet': code(
    '模块卸载条件不满足',
    '当前模块存在多版本，且卸载的版本是激活状态的，不允许卸载：请先切换版本',
  ),
  'module-controller:ModuleController.UnknownError': code('未知错误（默认）', '请排查'),
  'module-controller:OtherUpstream.InvalidParameter': code('参数校验失败', '请检查参数'),
  'module-controller:Arklet.ArkletServiceNotFound': code(
    '找不到基座服务',
    '请确保基座有 Koupleless 依赖',
  ),
  'module-controller:Arklet.NetworkError': code('网络调用异常', '请重试'),
  'module-controller:OtherUpstream.SecretAKError': code('签名异常', '请确认有操作权限'),
  'module-controller:ModuleController.DBAccessError': code('读写数据库失败', '请重试'),
  'module-controller:OtherUpstream.DecodeURLFailed': code('url 解析失败', '请检查 url 是否合法'),
  'module-controller:ModuleController.RetryTimesExceeded': code('重试多次失败', '请排查'),
  'module-controller:ModuleController.ProcessNodeMissed': code('缺少可用的工作节点', '请稍后重试'),
  'module-controller:ModuleController.ServiceMissed': code(
    '服务缺失',
    '请检查 ModuleController 版本是否含有该模版类型',
  ),
  'module-controller:ModuleController.ResourceConstraned': code(
    '资源受限（线程池、队列等满；名称原文如此拼写）',
    '请稍后重试',
  ),
  'module-controller:Arklet.InstallModuleTimedOut': code('模块安装超时', '请重试'),
  'module-controller:Arklet.InstallModuleFailed': code('模块安装失败', '请检查失败原因'),
  'module-controller:User.InstallModuleFailed': code('模块安装失败', '请检查失败原因'),
  'module-controller:Arklet.InstallModuleExecuting': code(
    '模块安装中，相同模块在安装',
    '请稍后重试',
  ),
  'module-controller:User.DiskFull': code('磁盘已满', '请替换基座'),
  'module-controller:OtherUpstream.EmptyIPList': code('ip 列表为空', '请输入要卸载的 ip'),
  'module-controller:Arklet.UninstallBizTimedOut': code('模块卸载超时', '请重试'),
  'module-controller:Arklet.UninstallBizFailed': code('模块卸载失败', '请排查'),
  'module-controller:ModuleController.BaseInstanceNotFound': code(
    '基座实例不存在',
    '请确保基座实例存在',
  ),
  'module-controller:KubeAPIServer.GetBaseInstanceFailed': code(
    '查询不到基座信息',
    '请确保基座实例存在',
  ),
  'module-controller:ModuleController.BaseInstanceInOperation': code(
    '基座正在运维中',
    '请稍后重试',
  ),
  'module-controller:ModuleController.BaseInstanceNotReady': code(
    '暂未读到基座数据或基座不可用',
    '请确保基座可用',
  ),
  'module-controller:ModuleController.BaseInstanceHasBeenReplaced': code(
    '基座已被替换',
    '后续会新增基座实例，请等候',
  ),
  'module-controller:ModuleController.InsufficientHealthyBaseInstance': code(
    '健康基座不足',
    '请扩容',
  ),
  'module-controller:ModuleController.RescaleRequirementNotMet': code(
    '扩缩容条件不满足',
    '请检查扩容机器是否足够，或检查缩容比例',
  ),
  'board:KouplelessBoard.UnknownError': code('未知错误（默认）', '请排查'),
  'board:OtherUpstream.InvalidParameter': code('参数校验失败', '请检查参数'),
  'board:KouplelessBoard.OperationPlanNotFound': code('工单不存在', '请排查'),
  'board:KouplelessBoard.OperationPlanMutualExclusion': code('工单互斥', '请重试'),
  'board:KouplelessBoard.InternalError': code('系统内部错误', '请排查'),
  'board:KouplelessBoard.ThreadPoolError': code('线程池调用异常', '请排查'),
  'board:ModuleController.BaseInstanceOperationFailed': code('运维失败', '请排查'),
  'board:ModuleController.BaseInstanceUnderOperation': code('运维中', '请重试'),
  'board:ModuleController.BaseInstanceOperationTimeOut': code('运维超时', '请重试'),
  'board:ModuleController.OverFiftyPercentBaseInstancesUnavaliable': code(
    '超过 50% 机器流量不可达（名称原文如此拼写）',
    '请检查基座实例',
  ),
  'board:KouplelessBoard.BaselineInconsistency': code('一致性校验失败（基线不一致）', '请排查'),
  'board:OtherDownstream.ExternalError': code('外部服务调用错误', '请排查'),
  'board:KouplelessBoard.NetworkError': code('外部服务调用超时', '请重试'),
};
