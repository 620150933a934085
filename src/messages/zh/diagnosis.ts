import type { Messages } from '../messages.ts';

const causes: Messages['diagnosis']['causes'] = {
  'v1-no-labels': (p) =>
    `ModuleDeployment ${p['object']} 没有任何 label：V1 控制器每次启动都会因它崩溃，整个集群的模块都受影响`,
  'v1-half-deleted': (p) =>
    `ModuleDeployment ${p['object']} 正在删除，而它的 ModuleReplicaSet 已经不在：V1 控制器每次启动都会因它崩溃，整个集群的模块都受影响`,
  'leases-not-taken-over': (p) =>
    `V2 控制器在运行，但有 ${p['leases']} 个虚拟节点无人照管：前一个控制器的租约还在，而它不会接管`,
  'controller-dead': (p) =>
    `V2 控制器已停止：${p['bases']} 个虚拟节点的租约无人续期。模块仍在服务（${p['serving']} 个基座有应答），但不会再安装任何模块，Pod 状态也不可信`,
  'v1-controller-dead': 'V1 控制器没有动作：它已停止，或没有在看这个对象',
  'quota-exceeded': (p) => `配额不足，Kubernetes 无法创建 Pod：${p['message']}`,
  'creation-forbidden': (p) => `Kubernetes 不被允许创建 Pod：${p['message']}`,
  'pods-not-created': (p) => `Kubernetes 没有创建 Pod：${p['message']}`,
  'v1-no-base-deployment': (p) => `它的基座 Deployment ${p['base']} 不存在`,
  'name-mismatch': (p) => `jar 包不是 ${p['module']}：它自称 ${p['jar']}，基座以 jar 包为准`,
  'context-path-twice': (p) =>
    `${p['module']} 的 webContextPath（${p['path'] ?? '见原因'}）已被同一基座上的其他模块占用${p['other'] === undefined ? '' : `：${p['other']}`}`,
  'metaspace-full': (p) =>
    `基座的 metaspace 已装不下 ${p['module']}${p['max'] === 0 ? '' : `：已用 ${p['used']} / ${p['max']} MiB`}`,
  'bad-url': (p) => `基座读不到 ${p['module']} 的 jar 包：${p['reason']}`,
  'not-a-module': (p) => `${p['module']} 的地址给出的不是模块包：${p['reason']}`,
  'module-throws': (p) =>
    p['reason'] === ''
      ? `${p['module']} 启动失败；原因只在安装应答或基座日志里`
      : `${p['module']} 启动失败：${p['reason']}`,
  'version-unchanged': (p) => `${p['module']} 的包变了而版本号没变：已有该版本的基座不会重新安装`,
  'install-rejected': (p) => `基座拒绝安装 ${p['module']}：${p['reason']}`,
  'base-gone': (p) => `基座 ${p['base']} 已不存在`,
  'base-down': (p) => `基座 ${p['base']}（${p['ip']}）已停：拒绝连接`,
  'base-restarted': (p) =>
    `基座 ${p['base']}（${p['ip']}）重启过，或有人卸载了 ${p['module']}：Kubernetes 仍认为模块在那里`,
  'base-came-back': (p) =>
    `基座 ${p['base']}（${p['ip']}）曾失联又回来：之前就在的 Pod，不会再有人为它安装 ${p['module']}`,
  'never-picked-up': (p) =>
    `V2 控制器看不到 ${p['module']} 的 Pod：缺少 label virtual-kubelet.koupleless.io/component=module`,
  'no-bases': '没有基座：集群里没有注册任何虚拟节点',
  'wrong-env': (p) => `Pod 容忍的是环境 ${p['env']} 的基座，而现有基座的环境只有 ${p['there']}`,
  'untolerated-taint': (p) => `Pod 没有容忍每个基座都带的污点 ${p['taint']}`,
  'wrong-label': (p) => `没有基座具备 Pod 要求的 label：${p['why']}`,
  'version-dark': (p) =>
    `${p['module']} 已安装但未激活：仍由 ${p['serving']} 服务，基座默认不会激活第二个版本`,
  'none-active': (p) =>
    `${p['module']} 装在 ${p['base']} 上但未激活，也没有其他版本激活：那里没有服务`,
  orphan: (p) =>
    `${p['base']}（${p['ip']}）上运行着 ${p['module']}，而 Kubernetes 里没有对象需要它：卸载被拒绝，或在反复失败`,
  'v1-namesake': (p) =>
    `同一命名空间里还有 ModuleDeployment（${p['others']}）使用模块 ${p['module']}：它们会互相卸载`,
  'v1-confirm-mismatch': (p) =>
    `等待确认的是第 ${p['batch']} 批，而 confirmBatchNum 是 ${p['confirmed']}：V1 控制器只认相等的数字，更大的不行`,
  'v1-gray-stall':
    '设置了 grayTimeBetweenBatchSeconds 而没有 needConfirm：V1 控制器暂停后不会自己继续',
  'v1-bases-full': (p) =>
    `${p['wanted']} 个模块中有 ${p['placed']} 个有基座：其余基座已满（max-module-count ${p['limit'] ?? '未知'}）`,
  'v1-half-done': (p) =>
    `无论进度显示什么，发布只完成了一部分：${p['wanted']} 个模块中 ${p['placed']} 个是新版本，${p['old']} 个基座仍是旧版本，控制器不会再试`,
  'v1-no-free-base': (p) =>
    `${p['wanted']} 个模块中有 ${p['placed']} 个找到了基座（共 ${p['bases']} 个基座）；控制器不会再试`,
  'v1-left-marked': (p) =>
    `${p['wanted']} 个模块中有 ${p['placed']} 个有基座：控制器认为 ${p['marked']} 已被占用，而那里并没有 Module`,
  'no-free-base': (p) =>
    `没有空闲基座：${p['bases']} 个符合条件的都已占用，${p['waiting']} 个 Pod 在等待`,
  'v1-stuck-upgrading': (p) =>
    p['state'] === 'activated'
      ? `${p['module']} 的 Module 一直是 Upgrading，而 ${p['base']} 上已在运行：有一次安装被拒绝，控制器不会再问`
      : `${p['module']} 的 Module 一直是 Upgrading：${p['base']} 拒绝了安装，控制器不说原因，也不会再试`,
  'base-hangs': (p) => `基座 ${p['base']}（${p['ip']}）没有应答，而其他基座有`,
  'install-unanswered': (p) => `要求 ${p['base']} 安装 ${p['module']}，没有得到应答`,
  'install-left-no-trace': (p) =>
    `${p['base']} 上没有 ${p['module']}：安装失败了，原因只在应答里，而 V2 控制器没有说出来`,
  unschedulable: (p) => `调度器没有为 ${p['waiting']} 个 Pod 找到基座：${p['message']}`,
  'start-hangs': (p) =>
    `${p['base']}（${p['ip']}）上的 ${p['module']} 停在 ${p['state']} 状态，没有继续：其启动已挂起`,
  'status-late': (p) =>
    `${p['base']}（${p['ip']}）已运行该模块，但 ${p['object']} 没有体现：V2 控制器没有转达基座的回答`,
  'bases-silent': (p) =>
    `从此处无法得到 ${p['bases']} 个基座中任何一个的回答（${p['why']}）：基座都已停止，或其间网络不通；其上运行的内容未经证实`,
  paused: (p) =>
    `Deployment 被 koupctl 以外的人暂停：${p['replicas']} 个 Pod 中 ${p['updated']} 个是当前模板`,
  'min-ready-seconds': (p) =>
    p['kind'] === 'DaemonSet'
      ? `minReadySeconds ${p['seconds']}：模块的 DaemonSet 会一次替换全部 Pod`
      : `minReadySeconds ${p['seconds']}：模块 Pod 的 condition 没有时间，永远不算可用，发布永远不会结束`,
  'v1-awaits-confirm': (p) => `第 ${p['batch']} 批已放置，下一批次等待确认`,
  'rollout-stands': (p) =>
    p['undoing'] === 1
      ? `由 ${p['who']} 发起的对 ${p['version']} 的回滚停在那里：没有人在操作`
      : `koupctl 到 ${p['version']} 的发布（由 ${p['who']} 发起）停在那里：没有人在操作`,
  'rbac-peer-patch': (p) =>
    `V2 控制器无权 patch Deployment（ClusterRole ${p['role']}）：无论有多少基座，副本数都停在 ${p['replicas']}（现在应为 ${p['wanted']}）`,
  'rbac-mis-cased': (p) =>
    `ClusterRole ${p['role']} 写的是 daemonSets：RBAC 只认小写 daemonsets，这条规则不起作用`,
  'short-grace-period': (p) =>
    `terminationGracePeriodSeconds ${p['seconds']}：卸载和安装会竞争，基座可能丢失模块，控制器也可能崩溃`,
  'node-loss-toleration': (p) =>
    `Pod 没有一直容忍 ${p['taints']}：控制器停 ${p['seconds']} 秒，正在服务的基座上的模块就会被驱逐`,
};

const mends: Messages['diagnosis']['mends'] = {
  'v1-no-labels': '给它加上 label，控制器就能正常运行',
  'v1-half-deleted': '去掉它的 finalizer；已安装的模块仍留在基座上',
  'leases-not-taken-over': '删除与这些虚拟节点同名的租约：控制器会新建租约，一分钟内恢复照管',
  'controller-dead':
    '查看它的日志，重新启动；如果虚拟节点仍是 NotReady，删除 kube-node-lease 里它们的租约',
  'v1-controller-dead': '确认它在运行，并从日志查看为何停止',
  'quota-exceeded': '提高配额，或减少副本数',
  'creation-forbidden': '联系所指准入规则的负责人',
  'pods-not-created': '处理信息里所说的问题',
  'v1-no-base-deployment': '更正 spec.baseDeploymentName，或部署基座',
  'name-mismatch': '容器名（V1：模块名）要与 jar 包的 Ark-Biz-Name 一致',
  'context-path-twice': '给其中一个模块换一个 webContextPath 并重新构建',
  'metaspace-full': '卸载那里不需要的模块，或用更大的 -XX:MaxMetaspaceSize 重启基座',
  'bad-url': '换成基座能读到的地址（协议、主机、路径、权限）',
  'not-a-module': '用 sofa-ark-maven-plugin 构建，并给出 -ark-biz.jar 的地址',
  'module-throws': '修复模块，用新版本号发布',
  'version-unchanged': '每个包用自己的版本号，再发布',
  'install-rejected': '查看基座日志',
  'base-gone': '恢复基座，或减少副本数',
  'base-down': '重启基座；模块会重新安装',
  'base-restarted': '在那里重新安装',
  'base-came-back': '删除 Pod，在那里重新安装',
  'never-picked-up': '在 Pod 模板里加上这个 label',
  'no-bases': '启动基座，并确认心跳能到达 V2 控制器',
  'wrong-env': '在容忍里写基座的环境（--env）',
  'untolerated-taint': '在 Pod 模板里加上容忍',
  'wrong-label': '更正亲和性里的基座名、版本或集群，或更正基座',
  'version-dark': '用 koupctl 发布，它会切换；或给基座加上 -Dactivate.new.module=true',
  'none-active': '在那里重新安装，或切换到要服务的版本',
  orphan: '从基座日志查看卸载为何失败；必要时重启基座',
  'v1-namesake': '只保留一个，或给模块起不同的名字',
  'v1-confirm-mismatch': '把 confirmBatchNum 设为正在等待的批次',
  'v1-gray-stall': '逐批确认，或把间隔交给 koupctl deploy --gray',
  'v1-bases-full': '提高 max-module-count（koupctl base-limit），增加基座，或减少副本数',
  'v1-half-done': '按不超过空闲基座数的批次重新发布（koupctl deploy 会这样计划），或回滚',
  'v1-no-free-base': '增加基座，或减少副本数',
  'v1-left-marked': '去掉这些基座 Pod 上的标记 label',
  'no-free-base': '增加基座，或减少副本数',
  'v1-stuck-upgrading': '用 --ask 问出原因，修复后用新版本号发布',
  'base-hangs': '查看基座的日志和内存，重启它',
  'install-unanswered': '查看基座的日志和内存，重启它',
  'install-left-no-trace': '让基座再装一次（--ask），或查看它的日志',
  unschedulable: '修正调度器所指出的问题（Pod 模板或集群）',
  'start-hangs': '查看基座日志与线程；卸载该模块，或重启基座',
  'status-late': '确认 V2 控制器可以访问该基座（查看其日志），且没有过载',
  'bases-silent': '在可以访问基座的网络中查看，或经由 API server（--arklet proxy）',
  paused: '恢复它，或弄清为何暂停',
  'min-ready-seconds': '去掉它；用 koupctl deploy --soak 等待',
  'v1-awaits-confirm': '确认这一批正常后再确认',
  'rollout-stands': '接着操作，或回滚',
  'rbac-peer-patch': '给 apps 组的 deployments 加上 patch',
  'rbac-mis-cased': '改成小写的 daemonsets',
  'short-grace-period': '保持 30 秒',
  'node-loss-toleration': '用 operator Exists 且不写 tolerationSeconds 来容忍这两个污点',
};

export const diagnosis: Messages['diagnosis'] = {
  causes,
  mends,
  fine: (what, places, answered) =>
    `${what}：没有发现问题；查看了 ${places} 处，询问了 ${answered} 个基座`,
  weak: (what, points) => `${what}：目前没有问题；有 ${points} 处隐患，日后可能出错`,
  wrong: (what, text) => `${what}：${text}`,
  certain: '确定',
  likely: '很可能',
  possible: '可能',
  seen: '依据：',
  mend: '处理：',
  next: '下一步：',
  explain: '代码：',
  compare: '对比：',
  allAlike: (of) => `全部 ${of} 个基座都一样：问题在包，不在某个基座`,
  allBases: (of) => `全部 ${of} 个基座都一样`,
  someFine: (fine, of, names) => `${of} 个基座中 ${fine} 个正常；不正常的是 ${names}`,
  noneFine: (count, of, names) => `${of} 个基座中的 ${count} 个：${names}；其余基座也都不正常`,
  failedBefore: (names) => `${names} 上次发布也失败：请检查基座`,
  andMore: (count) => `还有 ${count} 个`,
  stands: (version, who, attach) =>
    `koupctl 到 ${version} 的发布（由 ${who} 发起）停在那里：${attach}`,
  goesOn: (version, holder) =>
    `到 ${version} 的发布正在进行，由 ${holder} 操作：期间只是看起来异常的不列出`,
  unread: (what, why) => `没有查看：${what}（${why}）`,
  whats: {
    leases: '虚拟节点的租约',
    events: '事件',
    roles: '控制器的权限',
    controllers: '控制器的 Pod',
    pods: '其他命名空间的对象',
    bases: '基座',
    nodes: '节点',
  },
  nobodyAnswers: '从这里问不到任何基座；它们运行着什么未经证实',
  lookingAgain: '看起来有问题；可能只是暂时的，再看一次',
  base: (name) => `基座 ${name}`,
  askPlan: (base, module) =>
    `为了弄清原因，将要求 ${base} 再安装一次 ${module}；如果它被列为失败，会先卸载`,
  askQuestion: (bases) => `要求 ${bases} 个基座重复安装吗？`,
  askRefused: '不是终端，也没有 --yes：没有要求任何基座重复安装',
  askDeclined: '已拒绝：没有要求任何基座重复安装',
  asking: (base) => `正在询问 ${base}`,
  askedSaid: (base, module, result, reason) => `要求 ${base} 安装 ${module}：${result}：${reason}`,
  askedNot: (base, module) => `未询问 ${base}：其上现已有 ${module}，或已不再要求运行它`,
  nothingToAsk: '没有失败的安装可以重复',
};
