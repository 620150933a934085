import { code } from '../code.ts';
import type { Messages } from '../messages.ts';

export const controller: Messages['codes']['controller'] = {
  'tracker:00000': code('V2 控制器的步骤成功', '无需处理'),
  'tracker:00001': code('V2 控制器的步骤超时', '请检查基座是否可达'),
  'tracker:00002': code('容器（模块）启动超时', 'koupctl biz query 查看基座实际运行的模块'),
  'tracker:00003': code(
    'Kubernetes 操作失败',
    '请检查控制器 RBAC：peer 需要 deployments 的 patch 权限',
  ),
  'tracker:01002': code('容器（模块）启动失败', '原因在基座的应答中：koupctl biz query 或基座日志'),
  'tracker:01003': code('容器（模块）停止失败', 'koupctl biz query 查看模块是否仍在'),
  'v1-module:Pending': code(
    '尚未选定基座 Pod，或没有空闲的基座 Pod',
    '请增加基座 Pod 或减少模块副本数',
  ),
  'v1-module:Prepare': code('已选定基座 Pod', '请等待'),
  'v1-module:Upgrading': code(
    '已要求基座安装；若安装被拒绝将永远停留在此且没有任何提示',
    'koupctl biz query 查看基座实际情况；koupctl replace 重新安装',
  ),
  'v1-module:Completing': code('基座已完成安装', '请等待'),
  'v1-module:Available': code('控制器认为已可用', '无需处理；基座实际情况：koupctl biz query'),
  'v1-module:Terminating': code('正在卸载', '请等待；若长期停留，说明基座无应答'),
  'v1-progress:Init': code('发布即将开始', '请等待'),
  'v1-progress:Executing': code(
    '正在执行一个批次',
    '请等待；若空闲基座不足会一直停留：koupctl status',
  ),
  'v1-progress:WaitingForConfirmation': code('到达批次边界，即将变为 Paused', '请稍候'),
  'v1-progress:Paused': code(
    '批次已开始（不等于健康），下一批次等待 confirmBatchNum 确认',
    '先 koupctl status，再 koupctl confirm',
  ),
  'v1-progress:Completed': code(
    '控制器没有更多要放置的；仍可能有一半未安装',
    'koupctl status 会询问基座',
  ),
  'v1-progress:Aborted': code('控制器声明了该值但从不设置', '无需处理'),
  'v1-progress:Terminating': code('正在下线，仍按批次并需确认', '请使用 koupctl offline'),
  'v1-progress:Terminated': code('已下线', '无需处理'),
  'v1-condition:Progressing': code('说明发布所处批次', '无需处理'),
  'v1-condition:Available': code('控制器认为发布已完成', 'koupctl status 会询问基座'),
  'v1-condition:ReplicaFailure': code('控制器声明了该值但从不设置', '无需处理'),
  'v2-pod:Pending': code(
    '基座未列出该模块：尚未安装、jar 无法读取或基座不可达',
    'Kubernetes 中没有原因：koupctl biz query 或基座日志',
  ),
  'v2-pod:Running': code(
    '上次查询时模块在基座上已激活；可能已过时',
    'koupctl biz query 查看基座实际运行的模块',
  ),
  'v2-pod:NotReady': code(
    'Running 但未就绪：模块处于 resolved、broken 或 deactivated',
    'koupctl biz query 查看具体状态',
  ),
  'v2-pod:Succeeded': code(
    '模块已从基座卸载（koupctl 称之为 Unloaded）',
    '长期停留的 Pod 不起作用：请删除，或 koupctl replace',
  ),
  'v2-pod:Unloaded': code(
    'koupctl 对 Succeeded 的称呼：模块已从基座卸载',
    'koupctl replace 重新安装',
  ),
  'v2-pod:Unschedulable': code(
    '没有基座可接收该 Pod：污点、亲和性，或所有基座都已有该模块',
    'koupctl plan 与 koupctl lint 会说明',
  ),
  'v2-pod:Terminating': code(
    'Pod 对象会存活至宽限期（30 秒）结束，之后基座才空出',
    '请等待；不要缩短宽限期',
  ),
  'v2-pod:installBiz succeed': code('基座对安装应答 SUCCESS', '无需处理'),
  'v2-pod:installBiz failed': code(
    '基座拒绝安装（MQTT 通道；HTTP 通道时 reason 为 FAILED 或 CMD_PROCESS_INTERNAL_ERROR）',
    '请看容器的 message，或基座日志',
  ),
  'v2-pod:ProviderFailed': code('虚拟节点未能完成操作', '请查看控制器日志'),
  'v2-pod:ContainerPending': code(
    '模块尚未启动（2.1.2 之前的控制器）',
    'koupctl biz query 查看基座实际运行的模块',
  ),
  'v2-pod:BizPending': code(
    '模块尚未安装（virtual-kubelet 0.1.0）',
    'koupctl biz query 查看基座实际运行的模块',
  ),
  'v2-pod:BizResolved': code(
    '模块正在启动（virtual-kubelet 0.1.0）',
    'koupctl biz query 查看基座实际运行的模块',
  ),
  'v2-pod:BizDeactivated': code(
    '模块未激活（virtual-kubelet 0.1.0）',
    'koupctl biz query 查看基座实际运行的模块',
  ),
  'v2-event:ProviderCreateSuccess': code(
    '控制器已接收该 Pod；并不代表模块已安装',
    'koupctl biz query 查看基座实际运行的模块',
  ),
  'v2-event:ProviderCreateFailed': code('控制器未能接收该 Pod', '请查看控制器日志'),
  'v2-event:ProviderUpdateFailed': code('控制器未能更新该 Pod', '请查看控制器日志'),
  'v2-event:ProviderDeleteFailed': code('控制器未能移除该 Pod', '请查看控制器日志'),
  'v2-event:ProviderUpdateSuccess': code('控制器已更新该 Pod', '无需处理'),
  'v2-event:ProviderDeleteSuccess': code(
    '控制器已移除该 Pod',
    '基座上可能仍有该模块：koupctl biz query',
  ),
};
