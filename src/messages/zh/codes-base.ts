import { code } from '../code.ts';
import type { Messages } from '../messages.ts';

export const base: Messages['codes']['base'] = {
  'answer:SUCCESS': code(
    'Arklet 已执行该命令',
    '仍请核对基座所列模块：以非 jar 内名称安装也会返回 SUCCESS',
  ),
  'answer:FAILED': code(
    'Arklet 拒绝或未能执行；真实原因在 data.code 与 data.message 中',
    '请看内层返回码（REPEAT_BIZ、NOT_FOUND_BIZ、ILLEGAL_STATE_BIZ）；出现 "conflict, exist unfinished command" 表示该模块有未完成的命令，请重试',
  ),
  'answer:CMD_NOT_FOUND': code(
    '该 Arklet 没有此命令',
    '其 runtime 版本可能过低：koupctl biz health 查看基座信息',
  ),
  'answer:CMD_PROCESS_INTERNAL_ERROR': code(
    '命令执行时抛出异常：模块启动失败、jar 无法读取或参数错误',
    '原因在 errorStackTrace 最后一个 "Caused by:" 及基座日志中；残留为 broken 的模块须先卸载，才能再次安装同一版本',
  ),
  'result:SUCCESS': code('成功', '无需处理'),
  'result:FAILED': code('失败', '请查看 data.message 和基座日志'),
  'result:REPEAT_BIZ': code(
    '该模块版本已在基座上（可能处于任何状态，包括 broken）',
    'koupctl biz query 查看其状态；若为 broken，请先卸载',
  ),
  'result:NOT_FOUND_BIZ': code(
    '基座上没有该模块版本',
    'koupctl biz query 列出已安装的模块；若是卸载则无需再处理',
  ),
  'result:ILLEGAL_STATE_BIZ': code(
    '模块状态不允许该操作：不能切换到 broken 的版本',
    '请卸载该 broken 版本后重新安装',
  ),
  'operation:INITIALIZED': code('异步命令已受理，尚未开始', '请用 queryBizOps 再次查询'),
  'operation:EXECUTING': code('异步命令执行中', '请用 queryBizOps 再次查询'),
  'operation:SUCCEEDED': code('异步命令已完成', '请核对基座所列模块：koupctl biz query'),
  'operation:FAILED': code(
    '异步命令失败；若因抛出异常，runtime 2.1.6 连此状态也无法返回，queryBizOps 会返回 CMD_PROCESS_INTERNAL_ERROR',
    '请查看基座日志，或不带 --async 安装以得到原因',
  ),
  'biz-state:unresolved': code('模块已登记，尚未解析', '请等待'),
  'biz-state:resolved': code('模块已解析，正在启动', '请等待；长期停留说明模块启动卡住'),
  'biz-state:activated': code('模块已激活，正在提供服务', '无需处理'),
  'biz-state:deactivated': code(
    '模块已安装但未激活：由其他版本提供服务，或无版本提供服务',
    'koupctl biz switch 可将其激活',
  ),
  'biz-state:broken': code(
    '模块启动失败，基座仍保留其记录',
    '请在基座日志中查找原因；再次安装同一版本前须先卸载',
  ),
  'biz-state:stopped': code(
    '模块正在卸载，或卸载中途失败',
    '请再次执行 koupctl biz query；若长期停留，请再次卸载或重启基座',
  ),
  'state-reason:Created': code('模块已创建', '无需处理'),
  'state-reason:Started': code('模块已启动', '无需处理'),
  'state-reason:Install Failed': code(
    '模块安装失败',
    '记录的 message 中有异常栈；否则查看基座日志',
  ),
  'state-reason:Uninstall Failed': code('模块卸载失败', '请在基座日志中查找原因；重启基座可释放'),
  'state-reason:Switched': code('发生了版本切换', '无需处理'),
  'state-reason:Killing': code('模块正在卸载', '请等待'),
  'state-reason:Stopped': code('模块已停止', '无需处理'),
  'state-reason:Undefine': code('未定义原因', '请查看模块状态'),
  'runtime:100001': code('模块 SpringContext 关闭失败', '请在基座日志中查找模块停止时抛出的异常'),
  'runtime:100002': code(
    '找不到模块 SpringContext：模块未安装、未启动或名称有误',
    '请核对被调用模块的名称和版本：koupctl biz query',
  ),
  'runtime:100003': code('模块为空：被调用的模块不存在', '请安装该模块，或核对名称和版本'),
  'runtime:100004': code(
    '模块状态非法，无法提供服务',
    'koupctl biz query 查看状态；请激活该版本或修复其启动',
  ),
  'runtime:100005': code('跨模块调用，目标 biz 找不到该类', '请确认双方使用同一接口版本'),
  'runtime:100006': code('模块 MainApplicationContext 未初始化', '请在 main 方法中先初始化'),
  'runtime:100007': code('模块 MainApplicationContext 没有该实例', '请以该 key 注册实例'),
  'runtime:200001': code('服务找不到', '已发布的 runtime 中没有代码抛出它'),
  'runtime:200002': code('协议未注册', '请先注册该服务'),
  'actuator:UP': code('健康：基座和模块均已就绪', '无需处理'),
  'actuator:UNKNOWN': code('正在启动：基座，或计入就绪的模块', '请等待：koupctl health --wait'),
  'actuator:DOWN': code(
    '不健康：启动失败或健康检查点不健康',
    'koupctl health 说明是哪一部分及原因',
  ),
  'actuator:OUT_OF_SERVICE': code(
    '仅用于 readiness：模块安装、卸载或失败时基座拒绝流量（withAllBizReadiness）',
    'koupctl health 说明是哪个模块',
  ),
};
