import type { Messages } from '../messages.ts';

export const install: Messages['install'] = {
  head: (action, generation, namespace) =>
    `${action === 'install' ? '安装' : '卸载'}模块控制器 ${generation.toUpperCase()}，命名空间 ${namespace}`,
  does: { create: '新建', change: '修改', nothing: '不变', delete: '删除' },
  corrected: '与公开清单不同之处',
  corrections: {
    v1: [
      '开启选主并附上所需的 Role：任何时刻只有一个控制器在工作',
      '允许更新 Deployment（模块数量记录在其标签上），公开的角色缺少该权限',
      '去掉 koupleless.io 组下针对 pods 的规则：该组没有 pods',
      '在 8082 端口做存活与就绪探测',
    ],
    v2: [
      '单副本；多副本时 IS_CLUSTER 为 "true"：公开清单启动三个副本，每个都以为只有自己',
      'CLIENT_ID 在重启后保持不变：换成新的之后，控制器再也拿不回自己的节点',
      '允许 patch Deployment：否则对等（peer）工作负载的副本数不会跟随基座数量',
      '使用 daemonsets 而不是 daemonSets：RBAC 只认小写',
      '使用 ENABLE_MODULE_REPLICAS_SYNC_WITH_BASE；ENABLE_MODULE_DEPLOYMENT_CONTROLLER 自 2.1.1 起已无人读取',
      '为心跳提供 Service：http://module-controller-v2.NAMESPACE:7777',
      '在 8081 端口做存活与就绪探测',
    ],
  },
  risks: {
    elsewhere: (namespaces) => `命名空间 ${namespaces} 中已有一个：两个控制器会争抢同样的模块`,
    recreate: '替换期间控制器不在：模块照常提供服务，但期间不会安装任何东西，也看不到变化',
    leasesMayRunOut: (vnodes) =>
      `${String(vnodes)} 个虚拟节点的 Lease 有效期为 40 秒：控制器若未在此之前恢复（例如需要拉取镜像），就再也拿不回它们`,
    leasesStay: (leases, perPod) =>
      `${String(leases)} 个虚拟节点的 Lease 仍归当前持有者${perPod ? '（多副本时每个 Pod 都有自己的 CLIENT_ID）' : ''}：在删除这些 Lease 之前，该控制器不会管理它们；它启动后 koupctl 会指出是哪些`,
    envLeft: (env, vnodes) => `环境 ${env} 的 ${String(vnodes)} 个虚拟节点将不再有控制器管理`,
    modulesStay: (modules) => `${String(modules)} 个模块会继续在基座上运行，但不再有人管理`,
  },
  question: (action, context) =>
    action === 'install' ? `将以上内容应用到 ${context}？` : `从 ${context} 删除以上内容？`,
  nothingToDo: '无需任何操作',
  wrote: (does, kind, name) => `${does}：${kind} ${name}`,
  awaitsLeases: (vnodes) => `Pod 已就绪；等待看到它续约 ${String(vnodes)} 个虚拟节点的 Lease`,
  untended: (untended, vnodes, replicas) =>
    `已应用，${String(replicas)} 个副本在运行，但控制器没有管理 ${String(vnodes)} 个虚拟节点中的 ${String(untended)} 个`,
  leases: {
    stale: (names, holder) =>
      `${names}：Lease ${holder === '' ? '无持有者' : `由 ${holder} 持有`}且不再续约；控制器只会接管自己的 Lease，并且只在其过期之前`,
    other: (names, holder) => `${names}：Lease 由 ${holder} 续约，它不是该控制器的 Pod`,
    none: (names) => `${names}：没有 Lease，控制器尚未开始管理`,
  },
  andMore: (count) => `另有 ${String(count)} 个`,
  changed: (what, kind, name, by, wrote) =>
    `计划之后 ${kind} ${name} 已${what === 'deleted' ? '' : `被${by === undefined ? '他人' : ` ${by} `}`}${{ made: '新建', changed: '修改', deleted: '删除' }[what]}，未予改动；此前已写入 ${String(wrote)} 个对象`,
  stopped: (wrote) => `已停止；写入了 ${String(wrote)} 个对象`,
  notServed: (name) => `API server 已有 ${name} 的定义，但 30 秒后仍未提供服务`,
  ready: (generation, image, replicas) =>
    `模块控制器 ${generation.toUpperCase()} 已就绪：${image} 的 ${String(replicas)}/${String(replicas)} 个副本`,
  coming: (available, replicas, seconds) =>
    `已应用；${String(seconds)} 秒后就绪副本为 ${String(available)}/${String(replicas)}`,
  vnodes: (ready, all) => `虚拟节点 Ready：${String(ready)}/${String(all)}`,
  removed: (objects) => `已删除 ${String(objects)} 个对象，并确认它们及全部 Pod 已消失`,
  left: (names) => `尚未消失：${names}`,
  declined: '已拒绝；没有写入任何内容',
  interrupted: '在提问时停止；没有写入任何内容',
  faults: {
    noImage: (generation) => `要运行控制器 ${generation.toUpperCase()} 的哪个镜像？`,
    noImageFix: (generation) =>
      `使用 --image IMAGE:TAG 指定 ${generation === 'v2' ? 'module-controller-v2' : 'module-controller'} 的某个发布版本`,
    v2Only: (options) => `控制器 V1 没有 ${options}`,
    v2OnlyFix:
      'V1 只能用 --image、-n 和 --timeout 设置：它只有一个副本并通过选主工作，基座也无需上报',
    noNamespace: (namespace, server) => `${server} 上没有命名空间 ${namespace}`,
    noNamespaceFix: (namespace) =>
      `kubectl create namespace ${namespace}，或用 -n 指定其他命名空间`,
    notInstalled: (generation) => `此集群没有安装模块控制器 ${generation.toUpperCase()}`,
    notInstalledFix: (generation) => `请先执行：koupctl install ${generation} --image IMAGE:TAG`,
    several: (generation, namespaces) =>
      `有多个模块控制器 ${generation.toUpperCase()}：位于 ${namespaces}`,
    severalFix: '用 -n NAMESPACE 指明是哪一个',
    mqttOn: '基座通过 MQTT 向该控制器上报，而命令没有用 --tunnel 说明是否继续如此',
    mqttOnFix:
      '使用 --tunnel mqtt --mqtt-broker HOST 及其余所需参数；或使用 --tunnel http，并让每个基座改为向其上报',
    otherName: (namespace, name) =>
      `命名空间 ${namespace} 的 Deployment ${name} 以非公开名称运行模块控制器：koupctl 不会改动它`,
    otherNameFix: (name) => `请用创建它的工具修改，或换成名为 ${name} 的控制器`,
    inUse: (modules) =>
      `它仍在管理 ${String(modules)} 个模块：没有它，这些模块既不能变更也不能卸载`,
    inUseFix: '先用 koupctl offline NAME 下线它们；或用 --force 让它们留在原处',
    crdsInUse: (objects) =>
      `--with-crds 会删除 ${String(objects)} 个这些类型的对象，而它们的 finalizer 再也无人移除`,
    crdsInUseFix: '请先对每一个执行 koupctl offline NAME',
  },
};
