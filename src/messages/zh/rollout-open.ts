import type { Messages } from '../messages.ts';

export const open: Messages['rollout']['open'] = {
  workloadGone: '工作负载已不存在',
  deploymentGone: 'Deployment 已不存在',
  notReady: '未就绪',
  notObserved: '它的控制器还没有处理最后一次改动',
  baseNotObserved: 'Deployment 控制器还没有处理最后一次改动',
  updated: (count, of) => `已更新 ${count} 个，共 ${of} 个`,
  ready: (count, of) => `就绪 ${count} 个，共 ${of} 个`,
  available: (count, of) => `可用 ${count} 个，共 ${of} 个`,
  oldPods: (count) => `还有 ${count} 个旧 Pod`,
  replicas: (count, wanted) => `副本数是 ${count}，而不是 ${wanted}`,
  counted: (field, count, of) => `${field} 为 ${count}，应为 ${of}`,
  tooMany: (more, wanted) => `比所要的 ${wanted} 个模块多 ${more} 个`,
  otherVersion: (count, version) => `还有 ${count} 个基座上是 ${version}`,
  orphan: (base, module) => `${base}：${module} 仍在基座上，而它的 Module 已不存在`,
  former: (base, module) => `${base}：${module} 仍在基座上`,
  controllerSays: (progress) =>
    progress === undefined
      ? '控制器没有给出进度，还不是 Completed'
      : `控制器给出的进度是 ${progress}，不是 Completed`,
  newestWants: (count, wanted) => `它最新的版本记录要 ${count} 个模块，而不是 ${wanted} 个`,
  stillCounting: '控制器仍在统计它的批次',
  noFreeBase: (usable, version, marked) =>
    `空闲基座有 ${usable} 个，V1 的控制器无处安装 ${version}${marked === undefined ? '' : `；没有模块、但仍带有它的标签：${marked}`}`,
  couldLoseAll: (base, why) =>
    `${base}：据 Kubernetes，新版本在那里已就绪，但基座没有应答${why === undefined ? '' : `（${why}）`}：旧版本能否提供服务无从得知 → 先恢复与基座的连接再来，或不询问基座就回滚：--proof kubernetes`,
  podsToMake: (count) => `还有 ${count} 个 Pod 待创建`,
  podsToMakeOf: (count, of) => `${of} 个 Pod 中还有 ${count} 个待创建`,
  podsTooMany: (count) => `Pod 比所要的多 ${count} 个`,
  modulesToPlace: (count) => `还有 ${count} 个模块待放置`,
  modulesToLeave: (count) => `还有 ${count} 个模块没有离开`,
  sharing: '它有两个 Pod 在这个基座上，而模块在那里只算一份',
  keepApart: '把它们分开：按 kubernetes.io/hostname 设置 required 的 Pod 反亲和',
  goneUnseen: (why) => `看不到模块是否已离开：${why}`,
  stillOnBase: (modules, wanted) =>
    `${modules} 仍在基座上${wanted ? '' : '，而 Kubernetes 中已没有对象要它在那里'}`,
  uninstalling: '仍在卸载',
  orphanRefused: (modules, why) => `遗留的 ${modules}：基座拒绝卸载：${why}`,
  lookIntoLog: (command) => `查看基座的日志，再执行 ${command}`,
  terminating: (count) => `还有 ${count} 个 Pod 正在终止`,
  stillThere: (kind) => `${kind} 仍在`,
  moduleStillThere: (module) => `Module ${module} 仍在`,
  deploymentThere: (deleting, progress) =>
    `ModuleDeployment：${deleting ? '它的 finalizer 仍在' : '它还没有被删除'}；${progress === undefined ? '控制器没有给出进度' : `控制器给出的进度是 ${progress}`}`,
  notActiveYet: '在基座上还没有激活',
  newPodNotReady: (pod) => `新 Pod ${pod} 未就绪`,
  silent: (why) => `基座没有应答：${why}`,
  newPodInactive: (pod) => `新 Pod ${pod} 已在，它的模块在基座上还没有激活`,
  strayed: (base) => `新 Pod 到了 ${base}：这个基座上没有模块了`,
  newModule: (module, state) => `新 Module ${module} 的状态是 ${state || '新建'}`,
  strayedV1: (base) => `V1 的控制器把新 Module 分给了 ${base}：这个基座上没有它了`,
  newModuleWaits: '新 Module 在等基座；控制器每隔 10 秒或更久才查看一次',
  oldModuleLeaves: (module) => `旧 Module ${module} 仍在卸载`,
  whereItIs: '用 koupctl modules 查看它在哪里',
  noNewPod: '还没有出现新的 Pod',
  oldPodLeaves: (pod) => `旧 Pod ${pod} 仍在离开`,
  notEvicted: (why) => `还没有驱逐：${why}`,
  podLeaving: (pod) => `${pod} 正在离开`,
  podLate: (pod) => `${pod} 早该离开它的基座了：V2 的控制器是否在运行？`,
  leftOn: (base, module) => `${module} 仍在 ${base} 上`,
  goneUnknown: (base) => `${base} 没有应答旧版本是否已离开`,
  podNotSeen: '还看不到它的 Pod',
  noAnswerYet: '它还没有应答',
  noBase: '它还没有基座',
  baseGone: '基座已不存在，或没有地址',
  moduleState: (state) => `它的 Module 的状态是 ${state === '' ? '新建' : state}`,
  inactive: (version) => `${version} 在基座上没有激活`,
  noAnswer: (why) => `基座没有应答${why === undefined ? '' : `：${why}`}`,
  finalizers: 'ModuleDeployment 仍在等它的 finalizer',
  notSeenReady: (base) => `${base}：Kubernetes 没有看到它就绪`,
  noPods: (why) => `Kubernetes 没有创建 Pod：${why ?? '没有说明原因'}`,
};

export const openWithBase: Messages['rollout']['openWithBase'] = {
  newBases: (missing, of) => `${of} 个新基座 Pod 中还有 ${missing} 个待创建`,
  otherBaseVersion: (says, wanted, module) =>
    `新基座自称版本 ${says}，而不是 ${wanted}：${module} 只能在 ${wanted} 上，来不了这里`,
  realVersion: '先回滚，再用新镜像真正的 --base-version 重来',
  noVnode: '新基座已就绪，但没有它的虚拟节点：没有收到心跳',
  baseNotReady: '新基座还没有就绪',
  podsWithoutBase: (missing, of, why) =>
    `${of} 个 Pod 中还有 ${missing} 个没有新基座${why === undefined ? '' : `：${why}`}`,
  oldBases: (count) => `还有 ${count} 个旧基座没有离开`,
  urlNotTaken: (revision) =>
    `控制器还没有把 url 写进${revision === undefined ? '版本记录' : ` ${revision}`}`,
  moduleToGo: (base, module) => `${base}：它的 Module ${module} 还没有离开`,
  arkletSilent: (why) => `基座已就绪，但它的 Arklet 没有应答：${why}`,
  modulesToGo: (count) => `已不存在的基座上还有 ${count} 个 Module 没有离开`,
  otherPackage: (module, url) => `那里的 ${module} 是另一个包（${url}）；正在重新创建`,
  modulesWithoutBase: (missing, of, waiting) => {
    const why =
      waiting > 0 ? `；${waiting} 个 Module 在等基座，控制器每隔 10 秒或更久才查看一次` : '';
    return `${of} 个模块中还有 ${missing} 个没有这个模板的基座${why}`;
  },
  cameHere: (module) => `Module ${module} 到了这里；它会随这个基座离开`,
  urlFirst: '回滚：先恢复 url，它的 Module 会重新创建',
  tooMany: (more, wanted) => `比所要的 ${wanted} 个 Module 多 ${more} 个`,
};
