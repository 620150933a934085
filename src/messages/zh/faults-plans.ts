import type { Messages } from '../messages.ts';
import { told } from '../told.ts';
import { allOf } from './lists.ts';
import { noSharing } from './sharing.ts';

const orUndo = (version: string, typed: string) =>
  `再次部署 ${version} 把它做完，或回滚：koupctl rollback ${typed}`;

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
  v1ChangedTo: (workload, changed, version, typed) =>
    told(
      `到 ${version} 的发布还在 ${workload} 上时，别人把它改成了 ${changed}`,
      `回到这一切之前的版本：koupctl rollback ${typed}`,
    ),
  v1BeingUndone: (workload, version, who, typed) =>
    told(
      `${workload} 到 ${version} 的发布（${who}）正在回滚`,
      `把回滚做完：koupctl rollback ${typed}`,
    ),
  v1ForeignRelease: (workload, progress, batch, of, typed) =>
    told(
      `${workload} 有一次不是由 koupctl 开始的发布正在进行：${progress}，第 ${batch} 批，共 ${of} 批`,
      `先等它结束：koupctl status ${typed}`,
    ),
  v1ForeignReleaseWhy: '这时修改 spec，给那次发布的确认会落到这次修改上',
  v1Unfinished: (workload, revision, version, there, of) =>
    told(
      `${workload} 较早的一次发布没有完成：版本记录 ${revision}（${version}）只有 ${there}/${of} 个模块`,
      `先把它做完：再次部署 ${version}，有空闲基座时控制器会安放其余的模块`,
    ),
  v1UnfinishedWhy: '它会占走新发布要用的基座',
  v1NoFreeBase: (bases, module, unusable, deployment) =>
    told(
      `${bases} 个基座都装有 ${module}${unusable > 0 ? `（另有 ${unusable} 个没有，但未就绪）` : ''}：V1 的控制器只能借助空闲基座升级`,
      `增加一个基座（kubectl scale deployment/${deployment} --replicas ${bases + 1}），或减少运行中版本的副本数`,
    ),
  v1Wanted: (modules, bases, replicas) =>
    `${bases} 个基座上有 ${modules} 个模块，需要 ${replicas} 个副本`,
  v1NoRoom: (more, free) =>
    told(
      `还需要 ${more} 个模块，而空闲的基座只有 ${free} 个`,
      `增加 ${more - free} 个基座，或减少副本数`,
    ),
  v1Forgets: 'V1 的控制器会忘掉找不到空闲基座的模块',
  v1LastBatch: (workload, typed) =>
    told(
      `${workload} 的最后一个批次一直没有完成：V1 的控制器会一直等它，不会伸缩`,
      `部署另一个版本；用 koupctl status ${typed} 查看还缺什么`,
    ),
  undoUnfinished: (version, who, workload, typed) =>
    told(
      `${workload} 上对 ${version} 的回滚（由 ${who} 开始）还没有结束`,
      `先把它做完：koupctl rollback ${typed}`,
    ),
  threeVersions: (version, who, workload, typed) =>
    told(
      `${workload} 上还有 ${who} 到 ${version} 的发布：两个发布同时进行会混杂三个版本`,
      orUndo(version, typed),
    ),
  leaksBatch: (version, who, workload, typed) =>
    told(
      `${workload} 上还有 ${who} 到 ${version} 的发布：这时改变副本数会越过批次`,
      orUndo(version, typed),
    ),
  standsOn: (version, who, workload, typed) =>
    told(`${workload} 上还有 ${who} 到 ${version} 的发布`, orUndo(version, typed)),
  anotherBatch: '现在删除的内容会回到与原来不同的批次',
  templateChanged: (workload, manager, version, typed) =>
    told(
      `到 ${version} 的发布还在 ${workload} 上时，${manager ?? '别人'} 修改了它的 Pod 模板`,
      `回到这一切之前的版本：koupctl rollback ${typed}`,
    ),
  samePackage: (names) =>
    told(
      `Pod 变了，而 ${allOf(names)} 没有变：V2 需要另一个版本`,
      '用新版本号打包；要重新安装同一个版本：koupctl replace MODULE --pod NAME --in-place',
    ),
  samePackageWhy: '同一版本的两个包在基座上看起来一样，基座可能两个都没有',
  otherReplicas: (name, namespace, before, after) =>
    told(
      `清单同时修改 ReplicaSet ${namespace}/${name} 的副本数（${before} 改为 ${after}）和模板：这些副本会一次全部变化，不在任何批次中`,
      `一个一个来：先 koupctl scale replicaset/${name} -n ${namespace} --replicas ${after}，再部署；或写 replicas ${before}`,
    ),
  noJar: (object) => told(`${object} 没有镜像为 .jar 的容器`, '把容器的 image 写成模块 jar 的 URL'),
  blocked: (policy, keeps, free, needed, byBatch) =>
    told(
      `这里不能用 ${policy}：${noSharing(keeps, free, needed, policy === 'blue-green')}`,
      `${byBatch ? '用 --policy install-then-uninstall' : '这一次用 --policy uninstall-then-install'}，或增加基座，直到有 ${needed} 个空闲`,
    ),
  recreate: (overlaps) =>
    told(
      '清单的 strategy 是 Recreate：所有基座会同时失去模块',
      overlaps
        ? '从清单中去掉 Recreate'
        : '仍要分批发布就写 --policy uninstall-then-install，或从清单中去掉 Recreate',
    ),
  keptVersion: (names) =>
    told(
      `${allOf(names)} ${names.length > 1 ? '的版本都没有变' : '的版本没有变'}，而没有任何约束让新 Pod 避开装有旧 Pod 的基座：基座什么也不会安装，旧 Pod 离开时模块随之卸载`,
      '用不含版本的标签，按 kubernetes.io/hostname 要求 Pod 反亲和性（这样基座会先让旧 Pod 离开），或把那个版本也改掉，或把该模块写成单独的工作负载',
    ),
  sharedBase: (recreate) =>
    told(
      'uninstall-then-install 可能让某个基座没有模块：没有任何约束让两个版本分开，新 Pod 可能落到旧 Pod 旁边，而不是腾空的基座',
      `${recreate ? '从清单中去掉 Recreate，并去掉 --policy' : '用 install-then-uninstall'}，或用不含版本的标签，按 kubernetes.io/hostname 要求 Pod 反亲和性`,
    ),
};
