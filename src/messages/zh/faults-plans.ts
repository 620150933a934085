import type { Messages } from '../messages.ts';
import { told } from '../told.ts';

export const planFaults: Messages['faults']['plans'] = {
  noBatchSize: told('没有写批次大小', '例如 --batch-size 1,30%,100%'),
  stillBatch: (size) => told(`大小为 ${size} 的批次永远不会前进`, '每个批次大小都要不小于 1'),
  otherPolicy: (policy, kind) =>
    told(
      `${policy} 需要新旧版本共存，而 ${kind} 是原地替换 Pod 的`,
      '用 --policy uninstall-then-install，或把模块写成 Deployment',
    ),
  overlap: (kind) =>
    told(
      `${kind} 可能让某个基座没有模块：没有任何约束打散各版本的 Pod，重建的 Pod 可能落到另一个 Pod 旁边，而不是腾空的基座`,
      '用不含版本的标签，按 kubernetes.io/hostname 要求 Pod 反亲和性（没有时 --spread hard 会写上）',
    ),
  paused: (name, namespace) =>
    told(
      `Deployment ${namespace}/${name} 被别人暂停了`,
      `先弄清原因；用 kubectl rollout resume deployment/${name} -n ${namespace} 恢复`,
    ),
  strayHold: (name, namespace) =>
    told(
      `Deployment ${namespace}/${name} 带着一次没有记录的发布留下的停住标记：记录被删除了，或者是别的工具留下的`,
      `把你自己的 minReadySeconds、progressDeadlineSeconds 和 strategy 写回去（kubectl edit deployment/${name} -n ${namespace}）；标记随之解除，Deployment 自己的滚动更新会立即继续`,
    ),
  owned: (object, owner, typed) => told(`${object} 属于 ${owner}`, `请操作 ${typed}`),
  finished: (name, namespace, phase) =>
    told(
      `Pod ${namespace}/${name} 已经结束（${phase}）：不再运行任何内容`,
      `先删除它（kubectl delete pod ${name} -n ${namespace}），再部署`,
    ),
  autoscaler: (hpa, workload, namespace) =>
    told(
      `HorizontalPodAutoscaler ${hpa} 在伸缩 ${workload}：发布期间副本数变化会越过批次`,
      `发布期间先去掉它：kubectl delete hpa ${hpa} -n ${namespace}`,
    ),
  v1Policy: (policy) => told(`ModuleDeployment 做不到 --policy ${policy}`, '去掉 --policy'),
  v1PolicyWhy: 'V1 的控制器先装到没有该模块的基座，再从另一个基座卸载',
  v1Deleted: (workload, typed) =>
    told(`${workload} 正在删除`, `等它消失；用 koupctl status ${typed} 查看还剩什么`),
  v1NoLabels: (workload) =>
    told(
      `${workload} 没有标签：V1 的控制器会因此崩溃，每次重启都会再崩`,
      '在 metadata.labels 下加一个标签，例如 app: NAME',
    ),
  v1NoBase: (deployment) =>
    told(
      `没有可作基座的 Deployment ${deployment}`,
      '改正 spec.baseDeploymentName（或 --base-deployment），或命名空间',
    ),
  v1Namesake: (other, module) =>
    told(
      `本命名空间的 ModuleDeployment ${other} 也有模块 ${module}：V1 的控制器按模块名查找，两者会互相卸载`,
      '修改或删除其中一个，或换一个命名空间',
    ),
  v1NotLookedAt: (workload) =>
    told(
      `V1 的控制器还没有处理 ${workload}`,
      '它在运行吗？用 kubectl get pods -A -l app=module-controller 查看',
    ),
  v1AnotherModule: (workload, before, after) =>
    told(
      `${workload} 运行的是模块 ${before}，清单写的是 ${after}：${before} 会永远留在它的基座上`,
      `给 ${after} 另写一个 ModuleDeployment`,
    ),
  v1AnotherBase: (workload, before, after) =>
    told(
      `${workload} 绑定在基座 Deployment ${before} 上：V1 的控制器不能把它移到 ${after ?? ''}`,
      `给 ${after ?? '那个基座'} 上的模块另写一个 ModuleDeployment`,
    ),
  v1UrlOnly: (module, version) =>
    told(
      `只有 ${module} ${version} 的 url 变了：V1 的控制器不会因此安装任何内容`,
      '给新 url 对应的包一个自己的版本',
    ),
};
