import type { Messages } from '../messages.ts';
import { limitText } from './limits.ts';

const because = (why: string | undefined) => (why === undefined ? '' : `：${why}`);

export const commanded: Messages['rollout']['commanded'] = {
  dryRun: '试运行：没有写入任何内容',
  noChanges: '没有变更',
  changesPending: (kind) => `${kind}：有待执行的变更`,
  declined: '已拒绝；没有写入任何内容',
  stoppedAtQuestion: '在询问时停止；没有写入任何内容',
  stoppedPlanning: '在制定计划时停止；没有写入任何内容',
  nothingToDo: (workload) => `无需处理：${workload} 与清单一致；用 koupctl status 查看它是否在运行`,
  nothingToRelease: (module) => `无需处理：${module} 和它的基座已是所要的样子`,
  limitedAlready: (base, limit) => `无需处理：${base} 已经如此（${limitText(limit)}）`,
  revisionAlready: (workload, revision) => `${workload} 已在运行版本记录 ${revision}`,
  servicesApplied: (names) => `已应用 Service ${names}`,
  paused: (who) => `已被 ${who} 暂停：当前批次会进行到底，不再打开下一批`,
  confirmedBatch: (batch) => `第 ${batch} 批已确认`,
  pauseTaken: '暂停已取消',
  goesOn: (what, holder) => `${what}；由 ${holder} 继续`,
  begunSince: (version, who, workload) =>
    `制定计划之后，${who} 在 ${workload} 上开始了到 ${version} 的发布；没有写入任何内容`,
  scaled: ({ module, replicas, proof, gone }) => {
    const where = `全部 ${replicas} 个基座上`;
    const runs = proof === 'base' ? `已在${where}激活` : `已在${where}就绪（Kubernetes 显示）`;
    const left = gone > 0 ? `，已离开 ${gone} 个` : '';
    return `${module} ${replicas === 0 ? '已不在任何地方运行' : runs}${left}`;
  },
  scaling: (module, replicas) => `把 ${module} 的副本数调到 ${replicas} 的操作`,
  offline: ({ module, proof, of, workload }) => {
    const shown = proof === 'base' ? '' : '（Kubernetes 显示）';
    return `${module} 已下线：已离开全部 ${of} 个基座${shown}；${workload} 已删除`;
  },
  takingOffline: (module) => `${module} 的下线`,
  restOffline: (module, of) => `${module} 已下线：已离开全部 ${of} 个基座`,
  takingRest: (module) => `从基座上清除剩余 ${module} 的操作`,
  cameBack: (workload, module) =>
    `制定计划之后，另一个 koupctl 写了 ${workload} 的发布记录；${module} 保持原样`,
  serviceLeft: (service) => `Service ${service} 被 V1 的控制器遗留下来`,
  offlineSince: (module, time, who, why) =>
    `${module} 自 ${time} 起下线，操作者 ${who}${because(why)}`,
  toGoOffline: (module, time, who, why) =>
    `${module} 于 ${time} 开始下线，操作者 ${who}${because(why)}`,
  replaced: (module, base, awaySeconds) =>
    `${module} 已重新安装，已在 ${base} 上激活${awaySeconds === undefined ? '' : `，其间有 ${awaySeconds} 秒不在那里`}`,
  replacing: (module, base) => `在 ${base} 上重新安装 ${module} 的操作`,
  released: (module) => `${module} 已在它的新基座上`,
  releasing: (module) => `${module} 与基座的联合发布`,
  podNotCreated: '它的 Pod 还没有创建',
  podBetween: '之前的 Pod 已不存在，下一个还没有创建',
  podLeaves: '之前的 Pod 正在离开它的基座',
  podUntouched: '之前的 Pod 仍在，没有动过',
  podUndoing: (version, who, where) => `由 ${who} 开始的对 ${version} 的回滚没有完成：${where}`,
  podStands: (version, who, where) =>
    `由 ${who} 开始的到 ${version} 的发布停在两个 Pod 之间：${where}`,
};
