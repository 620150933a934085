import { code } from '../code.ts';
import type { Messages } from '../messages.ts';

export const outcomes: Messages['codes']['outcomes'] = {
  'outcome:done': code('已完成，或无需处理', '无需处理'),
  'outcome:bug': code('意外错误；附有堆栈和上报方式', '请附上所打印的内容上报'),
  'outcome:invalid': code(
    '用法、配置、清单或 lint 错误；未作任何改动',
    '请修正所指出之处后重新执行',
  ),
  'outcome:changes': code('plan --exit-code：有待执行的变更', '请查看计划并部署'),
  'outcome:refused': code(
    '被拒绝：未同意、非交互且无 --yes、不在变更窗口、受保护的 context 或锁被占用',
    '请看原因；无人值守时用 --yes 表示同意',
  ),
  'outcome:failed': code(
    '发布无法变为健康；停留在当前批次',
    '请看原因；koupctl status 查看现状，koupctl rollback 回滚',
  ),
  'outcome:timed-out': code(
    '仍在进行中；之后仍可能成功',
    'koupctl status 查看是否完成；--timeout 可延长等待',
  ),
  'outcome:awaiting-confirm': code(
    '按要求停在批次边界；再次执行同一 koupctl deploy 继续',
    '先 koupctl status，再 koupctl confirm',
  ),
  'outcome:superseded': code(
    '对象被他人替换或修改，或计划与集群不再相符',
    '用 koupctl status 查看变化后重新执行',
  ),
  'outcome:unreachable': code(
    '集群或凭证不可用：网络、TLS、401、403',
    '请检查所指出的地址、网络和凭证',
  ),
  'outcome:rolled-back': code('发布失败并已完全回滚', '请修复所指出的原因；原版本已恢复运行'),
  'outcome:rollback-failed': code(
    '回滚也失败了',
    '请立即处理：koupctl status 说明各基座在提供什么版本',
  ),
  'outcome:unhealthy': code('检查命令发现了问题', '请看不正常的行'),
  'outcome:interrupted': code('Ctrl-C；已说明集群中继续进行的操作', '执行所打印的命令可继续'),
  'outcome:terminated': code('SIGTERM；已说明集群中继续进行的操作', '执行所打印的命令可继续'),
};
