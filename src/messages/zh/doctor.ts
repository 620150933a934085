import type { Messages } from '../messages.ts';

const texts: Messages['doctor']['texts'] = {
  'api-reached': (p) =>
    `Kubernetes ${p['version']}，地址 ${p['server']}，用户 ${p['user']}；上下文 ${p['context']}，命名空间 ${p['namespace']}`,
  'api-too-old': (p) => `Kubernetes ${p['version']}：koupctl 需要 1.24 或更新版本`,
  'crds-there': (p) => `V1 的资源类型在 ${p['group']} 组下；批次确认方式为 ${p['dialect']}`,
  'crds-not-needed': '没有，V2 也不需要',
  'crds-absent': '没有 V1 的资源类型：无法创建 ModuleDeployment，控制器会退出',
  'crd-missing': (p) => `${p['group']} 组下缺少 V1 的 ${p['kinds']}：没有它控制器会退出`,
  'crd-dialect-assumed': (p) =>
    `V1 的资源类型在 ${p['group']} 组下；无权读取 CRD，按 ${p['dialect']} 处理`,
  'controller-ready': (p) =>
    `${p['generation']} ${p['controller']}：${p['available']}/${p['replicas']} 就绪，${p['image']}${p['tunnel'] === '' ? '' : `，环境 ${p['env']}，通道 ${p['tunnel']}`}`,
  'controller-partly-ready': (p) =>
    `${p['generation']} ${p['controller']}：只有 ${p['available']}/${p['replicas']} 就绪`,
  'controller-not-ready': (p) =>
    `${p['generation']} ${p['controller']}：${p['replicas']} 个副本均未就绪`,
  'controller-scaled-down': (p) =>
    `${p['generation']} ${p['controller']} 的副本数为 0：不会安装任何模块，Pod 状态不可信`,
  'controller-absent': (p) => `集群中没有安装模块控制器 ${p['generation']}`,
  'controller-elsewhere': (p) =>
    `虚拟节点由 ${p['holder']} 管理，但集群中没有控制器 ${p['generation']} 的 Deployment`,
  'controllers-fight': (p) =>
    p['env'] === ''
      ? `${p['count']} 个 V1 控制器监听同一个集群：它们会互相冲突`
      : `${p['count']} 个控制器都设置为环境 ${p['env']}：它们会互相冲突`,
  'controller-each-alone': (p) =>
    `${p['controller']} 有 ${p['replicas']} 个副本，每个都以为只有自己：安装与卸载会互相冲突`,
  'controller-no-tunnel': (p) => `${p['controller']} 没有开启任何通道：一启动就会退出`,
  'client-id-changes': (p) =>
    `${p['controller']} 每次启动 CLIENT_ID 都会变：重启后无法自行接管原来的节点`,
  'controller-may-all': (p) => `${p['account']} 拥有控制器所需的全部权限`,
  'controller-may-not': (p) => `${p['account']} 无权 ${p['what']}：缺少它控制器无法工作`,
  'controller-may-not-some': (p) =>
    `${p['account']} 无权 ${p['what']}：控制器的部分功能会失败，且只在日志中可见`,
  'user-may': (p) => `可以执行：${p['commands']}（命名空间 ${p['namespace']}）`,
  'user-may-not-look': (p) => `无权：${p['what']} → 什么都做不了，包括 ${p['commands']}`,
  'user-may-not': (p) => `无权：${p['what']} → ${p['commands']}`,
  'user-may-not-install': (p) => `无权执行 ${p['commands']}（一般也不需要）`,
  'leases-renewed': (p) => `环境 ${p['env']} 的 ${p['nodes']} 个虚拟节点由 ${p['holder']} 管理`,
  'leases-missing': (p) =>
    `环境 ${p['env']} 有 ${p['nodes']}/${p['of']} 个虚拟节点没有 Lease：没有任何阻碍，但控制器没有接管`,
  'vnodes-not-ready': (p) =>
    `环境 ${p['env']} 有 ${p['nodes']}/${p['of']} 个虚拟节点未就绪，尽管 Lease 在续约`,
  'vnodes-lost': (p) => `${p['nodes']} 个基座有应答，但虚拟节点已消失：下次心跳后会恢复`,
  'v1-works': (p) => `V1 控制器没有积压：检查了 ${p['objects']} 个 ModuleDeployment`,
  'env-fits': (p) => `虚拟节点、控制器与 koupctl 的环境一致：${p['envs']}`,
  'env-unattended': (p) =>
    `${p['nodes']} 个虚拟节点属于环境 ${p['env']}，而这里的控制器负责 ${p['envs']}`,
  'env-without-vnodes': (p) => `${p['controller']} 负责环境 ${p['env']}，但没有基座上报`,
  'env-of-koupctl': (p) =>
    `koupctl 设置的环境是 ${p['env']}，而虚拟节点只有 ${p['envs']}：部署将找不到基座`,
  'base-without-vnode': (p) =>
    `${p['pods']} 个 Pod 看起来是基座，却没有对应的虚拟节点：心跳没有到达`,
  'clocks-agree': (p) =>
    p['holders'] === 0
      ? '本机时钟与 API 服务器 一致'
      : `本机时钟以及 ${p['holders']} 个节点 Lease 持有者的时钟与 API 服务器 一致`,
  'clock-here': (p) =>
    Number(p['seconds']) > 0
      ? `本机时钟比 API 服务器 快 ${p['seconds']} 秒；koupctl 以 API 服务器 为准`
      : `本机时钟比 API 服务器 慢 ${-Number(p['seconds'])} 秒；koupctl 以 API 服务器 为准`,
  'clock-there': (p) =>
    Number(p['seconds']) > 0
      ? `${p['object']} 的时钟比 API 服务器 快 ${p['seconds']} 秒`
      : `${p['object']} 的时钟比 API 服务器 慢 ${-Number(p['seconds'])} 秒`,
  'bases-answer': (p) =>
    `询问了 ${p['of']} 个基座中的 ${p['asked']} 个，均有应答${p['direct'] === p['asked'] ? '，无需经过 API 服务器' : `；其中 ${p['direct']} 个无需经过 API 服务器`}`,
  'bases-silent': (p) => `询问的 ${p['asked']} 个基座中有 ${p['silent']} 个没有应答`,
  'bases-unreachable': (p) => `从这里询问的 ${p['asked']} 个基座均无应答：koupctl 无法证明任何批次`,
  'nothing-to-ask': '没有可检查的对象',
  'not-allowed': (p) => `无权读取：${p['why']}`,
  'not-installed': '这里没有 Koupleless：没有控制器、虚拟节点或其资源类型',
};

const mends: Messages['doctor']['mends'] = {
  'api-too-old': '升级集群',
  'crds-absent': '安装 V1 及其资源类型',
  'crd-missing': '重新安装 V1：会补上缺少的资源类型',
  'crd-dialect-assumed': '申请 get customresourcedefinitions 权限',
  'controller-partly-ready': '查看其 Pod 的状态',
  'controller-not-ready': '查看其 Pod 的状态与日志',
  'controller-scaled-down': '恢复副本数',
  'controller-absent': '安装控制器，除非它运行在集群之外',
  'controller-elsewhere': '若本就运行在集群之外，则无需处理',
  'controllers-fight': '只保留其中一个',
  'controller-each-alone': '使用单副本，或让多个副本彼此知晓',
  'controller-no-tunnel': '开启基座上报所用的通道',
  'client-id-changes': '设置一个不变的 CLIENT_ID',
  'controller-may-not': '使用 koupctl 安装的角色',
  'controller-may-not-some': '使用 koupctl 安装的角色',
  'user-may-not-look': '申请这些权限',
  'user-may-not': '若需要这些命令，申请相应权限',
  'leases-missing': '查看其日志，重启控制器',
  'vnodes-not-ready': '等待一分钟，然后检查基座',
  'vnodes-lost': '等待；若未恢复，检查基座的心跳地址',
  'env-unattended': '修改控制器的 ENV，或基座的环境',
  'env-without-vnodes': '检查基座是否上报到它，或 ENV 是否正确',
  'env-of-koupctl': '将设置中的 env 或 --env 改为虚拟节点的环境',
  'base-without-vnode': '检查基座的心跳地址与日志',
  'clock-here': '校准时钟',
  'clock-there': '校准其所在机器的时钟',
  'bases-silent': '查明这些基座为何没有应答',
  'bases-unreachable': '从能访问基座的地方执行，或经由 API 服务器 代理（--arklet proxy）',
  'not-installed': '安装控制器',
};

export const doctor: Messages['doctor'] = {
  texts,
  mends,
  checks: {
    api: 'API 服务器',
    crds: '资源类型',
    controllers: '控制器',
    'controller-rights': '控制器权限',
    'user-rights': '你的权限',
    liveness: '运行情况',
    env: '环境',
    clock: '时钟',
    bases: '基座',
  },
  statuses: { fail: '失败', warn: '警告', ok: '正常', skipped: '跳过' },
  statusWidth: 2,
  fine: (warnings) => (warnings === 0 ? '一切正常' : `一切正常；${warnings} 条警告`),
  wrong: (checks, text) => `${checks} 项检查失败；首先：${text}`,
  seen: '所见：',
  more: (count) => `另有 ${count} 项`,
  mend: '修复：',
  next: '下一步：',
  canRepair: 'koupctl doctor --repair 可以',
  noRepair: 'koupctl 无法自动修复：请按提示手工处理',
  byHand: '（需手工处理）',
  plan: '修复计划：',
  repairs: {
    'apply-role': (name) => `将 ClusterRole ${name} 改为 koupctl 安装的内容`,
    'delete-lease': (name, holder) =>
      `删除 kube-node-lease 中的 Lease ${name}（持有者${holder === '' ? '为空' : ` ${holder}`}，已无人续约）`,
    'delete-pod': (namespace, name, why) =>
      `删除 ${namespace} 中的 Pod ${name}（${why}）：会立即启动新的`,
    label: (namespace, name) => `为 ${namespace} 中的 ModuleDeployment ${name} 加标签 app=${name}`,
    'scale-up': (namespace, name, to) =>
      `将 ${namespace} 中的 Deployment ${name} 扩到 ${to} 个副本`,
    restart: (namespace, name) =>
      `重启 ${namespace} 中的 Deployment ${name}：虚拟节点可能会消失，并随下次心跳恢复`,
  },
  question: (context) => `在 ${context} 上执行以上操作？`,
  refused: '不是终端，也没有 --yes：没有做任何修复',
  declined: '已拒绝；没有写入任何内容',
  stopped: '在提问时停止；没有写入任何内容',
  did: (what) => `完成：${what}`,
  leftAlone: (what, why) => `未处理：${what}：${why}`,
  hearing: '等待控制器收到基座的心跳：在此之前接管的节点会被它删除',
  notReady: (env) => `环境 ${env} 没有控制器就绪：不处理其 Lease`,
  watching: '持续观察，直到恢复正常',
  repaired: (seconds) => `已修复，${seconds} 秒后确认恢复：`,
  notYet: (seconds) => `修复后 ${seconds} 秒仍未恢复`,
  interrupted: '在确认恢复之前被中断',
};
