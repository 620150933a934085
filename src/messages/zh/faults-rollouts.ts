import type { Messages } from '../messages.ts';
import { told } from '../told.ts';

const lookAt = (typed: string) => `用 koupctl status ${typed} 查看发布的进度`;
const bySource = (command: string) =>
  `把它们都写进清单（${command}），再执行 koupctl deploy -f FILE`;

export const rolloutFaults: Messages['faults']['rollouts'] = {
  undoing: (version, typed) =>
    told(`到 ${version} 的发布正在回滚`, `用 koupctl rollback ${typed} 继续回滚`),
  stoppedEarly: (version) =>
    told(`到 ${version} 的发布在第一个批次之前就停住了`, '再执行一次 deploy：会从停住的地方开始'),
  batchOver: (batch, open, of, typed) =>
    told(`第 ${batch} 批已经结束：现在是第 ${open} 批，共 ${of} 批`, lookAt(typed)),
  notHealthyYet: (open, of, typed) =>
    told(`第 ${open} 批（共 ${of} 批）还不健康：没有要确认的批次`, lookAt(typed)),
  notWaiting: (batch, open, of, typed) =>
    told(`等待确认的不是第 ${batch} 批：现在是第 ${open} 批，共 ${of} 批`, lookAt(typed)),
  createdAnew: (workload, version) =>
    told(
      `${workload} 在发布开始后被重新创建：没有可回滚的内容`,
      `到 ${version} 的发布已随原来的对象消失；用 koupctl deploy 开始新的发布`,
    ),
  beingDeleted: (workload, typed) =>
    told(`${workload} 正在删除：无法回滚`, `用 koupctl offline ${typed} 完成删除`),
  silentBase: (base, why) =>
    told(
      `基座 ${base} 没有应答${why === undefined ? '' : `：${why}`}`,
      '这样无法证明模块已经恢复；--arklet proxy 通过 API server 询问',
    ),
  contested: (object, manager, field) =>
    told(
      `${object}：清单里的 ${field ?? '某个字段'} 由 ${manager ?? '另一个管理者'} 设置`,
      '从清单中去掉这些字段，或在那个管理者的来源处修改',
    ),
  belongsTo: (field, manager) => `${field} 属于 ${manager}`,
  dropped: (field, object) =>
    told(
      `服务器会丢弃 ${object} 的 ${field}`,
      '服务器版本太旧，或没有开启这个功能：从清单中去掉它',
    ),
  rollingUpdateSet: (patch) => `别人设置了 rollingUpdate，而 apply 无法去掉它：${patch}`,
  opensByLabel: (why) =>
    told(
      `DaemonSet 的首次部署用标签逐个打开基座：${why}`,
      '申请 patch 节点的权限，或一次部署到所有基座：--batches 1',
    ),
  severalModules: (workload, count, command) =>
    told(`${workload} 的一个 Pod 里有 ${count} 个模块，而参数只能描述一个`, bySource(command)),
  amongSeveral: (module, workload, count, command) =>
    told(
      `模块 ${module} 在 ${workload} 的 Pod 里，那里一个 Pod 有 ${count} 个模块，而参数只能描述一个`,
      bySource(command),
    ),
  theyAre: (names) => `它们是 ${names}`,
  notSeen: (kind, name, seconds) =>
    told(
      `Kubernetes 的 ${kind} 控制器 ${seconds} 秒内没有处理 ${name}`,
      '检查 kube-controller-manager 是否在运行',
    ),
  limitAgain: '再执行一次同样的 koupctl base-limit：会从停下的地方继续',
  leftPaused: (deployment) =>
    `Deployment ${deployment} 仍处于暂停状态：在此完成之前手工恢复它，会重启基座`,
  held: (holder, why, typed, heedsOrders) => {
    const orders = heedsOrders ? `koupctl confirm、pause 或 resume ${typed} 给它下达指令；` : '';
    return told(
      `${holder} 正在处理：${why ?? '一次发布'}`,
      `koupctl status ${typed} --watch 旁观；${orders}--take-over 接管`,
    );
  },
  heldSince: (time) => `自 ${time} 起`,
  confirmedAlready: (batch, who) =>
    told(`第 ${batch} 批已由 ${who} 确认`, '用 koupctl status 查看发布的进度'),
  confirmedAt: (time) => `确认时间 ${time}`,
  recordUnreadable: (record) =>
    told(
      `发布记录 ${record} 不是 JSON`,
      `查看它（kubectl get configmap ${record} -o yaml）；删除它，koupctl 就不再知道那次发布`,
    ),
  recordForeign: (record) =>
    told(`发布记录 ${record} 由另一个版本的 koupctl 写入`, '用写它的那个 koupctl 继续'),
  notOpened: (cause) =>
    told(`第 1 批没有打开：${cause}`, '先恢复它们，或用 --max-unavailable 放宽'),
  goneByOther: (typed) => `用 koupctl history ${typed} 查看之前的情况；用 koupctl deploy 重新部署`,
  lastRollout: (version, who, phase, time) =>
    `它的上一次发布（${who} 发布 ${version}）于 ${time} 结束，结果为 ${phase}；不是 koupctl 把它删掉的`,
  heldBy: (holder, since, heardOf, what) => {
    const who =
      heardOf === undefined
        ? `${holder} 自 ${since} 起正在处理`
        : `${holder} 自 ${since} 起持有，最近一次有音讯在 ${heardOf}`;
    return `${who}：${what}`;
  },
  lookOn: (typed, fix) =>
    `koupctl status ${typed} --watch 旁观，koupctl pause ${typed} 让它停住；如果之后仍停在那里：${fix}`,
};
