import type { Messages } from '../messages.ts';

export const holds: Messages['rollout']['holds'] = {
  interrupted: '被中断',
  paused: '它被暂停了',
  resume: (deployment, namespace) =>
    `kubectl rollout resume deployment/${deployment} -n ${namespace}，然后再来一次`,
  newInactive: (causes) => `旧版本已离开，而新版本不再处于激活状态：${causes}`,
  oldStays: '旧版本没有离开它的基座',
  oldStaysOn: (bases) => `旧版本没有离开 ${bases}`,
  notTakenUp: 'Deployment 控制器没有处理已写入的内容',
  othersFirst: (bases) =>
    `ReplicaSet 控制器会先从 ${bases} 移除旧版本，而新版本在那里还没有得到证实`,
  whyNotReady: '查明那里的 Pod 为什么没有就绪（kubectl get pod -o wide），再继续',
  otherBases: 'ReplicaSet 控制器会从计划之外的基座上移除模块',
  whichNotReady: (namespace) =>
    `查看它的哪些 Pod 没有就绪：kubectl get pods -n ${namespace} -o wide`,
  notAsTemplate: (pod) => `新 Pod ${pod} 与模板不符：有组件在创建 Pod 时改动了它`,
  compare: (pod, namespace) =>
    `与模板对比（kubectl get pod ${pod} -n ${namespace} -o yaml），把实际的内容写进模板`,
  cantOpen: (batch, why) => `第 ${batch} 批无法打开：${why}`,
  uninstalling: (count) => `旧版本的 ${count} 个模块仍在卸载`,
  placed: (count, wanted) => `控制器放置了 ${count} 个模块，而不是 ${wanted} 个`,
  freeBases: (needed, free) => `需要 ${needed} 个空闲基座，现有 ${free} 个`,
  noRest: (progress, batchProgress) =>
    `控制器没有停下来：progress 为 ${progress ?? '未知'}，batchProgress 为 ${batchProgress ?? '未知'}`,
  notOpened: (batch) => `第 ${batch} 批已确认，但控制器没有打开它`,
  uninstallRefused: (base, module, why) => `${base} 拒绝卸载 ${module}：${why}`,
  installRefused: (base, module, why) => `${base} 上现在没有 ${module}，因为它拒绝安装：${why}`,
  notEvicted: (why) => `这个 Pod 现在不能驱逐：${why}`,
  stray: (module, base) => `新包在旧基座上：V1 的控制器把 Module ${module} 分给了 ${base}`,
  nothingMore: (why) => `${why}；没有再动其他基座`,
};
