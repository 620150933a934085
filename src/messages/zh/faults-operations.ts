import type { Messages } from '../messages.ts';
import { told } from '../told.ts';
import { someOf } from './lists.ts';

const inPlace = '--in-place 让基座自己卸载再安装；这样不会删除 Kubernetes 中的任何对象';
const untilGone = '等它消失';
const status = (typed: string) => `koupctl status ${typed}`;

export const operationFaults: Messages['faults']['operations'] = {
  beingDeleted: (workload, typed) => told(`${workload} 正在删除`, `${untilGone}：${status(typed)}`),
  baseBeingDeleted: (deployment) => told(`${deployment} 正在删除`, untilGone),
  noModule: (workload) =>
    told(`${workload} 没有镜像为 .jar 的容器：它不是模块`, '用 koupctl modules 查看有哪些模块'),
  everyBase: (workload, typed) =>
    told(
      `${workload} 在每个合适的基座上都有：没有副本数`,
      `要减少基座，就缩小合适的范围（--base-version、--cluster-name，或清单中的亲和性）再部署；要有副本数，就写成 Deployment；要从所有基座移走，用 koupctl offline ${typed}`,
    ),
  everyBaseWhy: '它跟随基座：基座启动就装上，基座停止就没有了',
  strayHold: (workload, typed) =>
    told(`${workload} 带着一次没有记录的发布留下的停住标记`, `用 ${status(typed)} 查看如何解除`),
  paused: (workload, name, namespace) =>
    told(
      `${workload} 被别人暂停了`,
      `先弄清原因；用 kubectl rollout resume deployment/${name} -n ${namespace} 恢复`,
    ),
  foreignTemplate: (workload, pods) =>
    told(
      `${workload} 的模板不是 koupctl 带来的：还有 ${pods} 个旧模板的 Pod`,
      '逐个删除它们（kubectl delete pod）：每个都会按现在的模板重建',
    ),
  foreignRollout: (workload, pods, typed) =>
    told(
      `${workload} 有一次不是由 koupctl 开始的发布正在进行：还有 ${pods} 个旧模板的 Pod`,
      `等它结束：kubectl rollout status ${typed}`,
    ),
  peer: (workload, object, label, typed, wanted) =>
    told(
      `${workload} 与基座对等（peer）：V2 的控制器让它的副本数等于基座数`,
      `要有自己的副本数：先 kubectl label ${object} ${label}=true，再 koupctl scale ${typed} --replicas ${wanted}；此后它不再跟随基座`,
    ),
  peerOverwrites: (label) => `${label}：无论 koupctl 写什么，下一个基座上线或下线时都会被覆盖`,
  peerBases: (cluster) =>
    cluster === undefined
      ? '要增减基座，就启动或停止同一集群名的基座'
      : `要增减基座，就启动或停止集群 ${cluster} 的基座`,
  autoscaler: (hpa, workload, least, most, namespace) =>
    told(
      `${workload} 的副本数由 HorizontalPodAutoscaler ${hpa} 管理（${least} 到 ${most}）`,
      `修改它的上下限（kubectl edit hpa ${hpa} -n ${namespace}），或先去掉它：kubectl delete hpa ${hpa} -n ${namespace}`,
    ),
  noRoom: (workload, wanted, room, moreRoom) =>
    told(
      `${workload} 不能在 ${wanted} 个基座上运行：还需要 ${room.lacking} 个，而可用的只有 ${room.free} 个`,
      `${room.most === undefined ? '请' : `最多可以用 --replicas ${room.most}；或`}${moreRoom}`,
    ),
  roomNow: (present, free) =>
    `它现在在 ${present} 个基座上；可用的空闲基座：${free.length === 0 ? '无' : someOf(free)}`,
  roomSoon: (bases) => `等旧的离开后就空闲：${someOf(bases)}`,
  basesThatFit: '增加它的亲和性和容忍度允许的基座',
  moreBases: (deployment, namespace, replicas, full) =>
    `增加基座：kubectl scale deployment/${deployment} -n ${namespace} --replicas ${replicas}${
      full > 0
        ? `；或让 ${full} 个已满的基座多装一些：koupctl base-limit ${deployment} --max-modules N`
        : ''
    }`,
  noBaseDeployment: (deployment, workload) =>
    told(
      `${workload} 的基座 Deployment ${deployment} 不存在`,
      '把它恢复；没有基座 Pod 就无法安放模块',
    ),
  underWay: (workload, progress, batch, of, typed) =>
    told(
      `${workload} 的一次发布正在进行：${progress}，第 ${batch} 批，共 ${of} 批`,
      `先等它结束：${status(typed)}`,
    ),
  namesake: (other, module) =>
    told(
      `本命名空间的 ModuleDeployment ${other} 也有模块 ${module}：V1 的控制器会为一个而取走另一个的副本`,
      '修改或删除其中一个，或换一个命名空间',
    ),
  neverComplete: (workload, placed, of, version, typed) =>
    told(
      `${workload} 的上一次发布没有完成：只安放了 ${placed}/${of} 个模块；V1 的控制器会一直等其余的，不会伸缩`,
      `先把它做完：再次部署 ${version}，控制器会重试；用 ${status(typed)} 查看还缺什么`,
    ),
  notBack: (object, why) => told(`${object} 不会再回来：${why}`, inPlace),
  nobodyOwnsIt: '没有控制器管理它',
  fitsNoMore: (base) => `${base} 不再符合它的亲和性和容忍度`,
  deletedItself: (workload) => `${workload} 正在删除`,
  newOneFirst: (policy) => `${policy} 先创建新的，而没有空闲的基座给它`,
  elsewhere: (object, base, others) =>
    told(
      `${object} 不一定回到 ${base}：另有 ${others.length} 个基座可用（${someOf(others)}）`,
      inPlace,
    ),
  elsewhereWhy: (base) => `那样模块会在另一个基座上，而 ${base} 上就没有了`,
  races: (base) =>
    told(
      `旧 Pod 离开时，没有任何约束让新 Pod 避开 ${base}：安装和卸载会相互竞争，基座可能就没有该模块了`,
      inPlace,
    ),
  notEvicted: (object, budget) =>
    told(
      `现在不能驱逐 ${object}：PodDisruptionBudget ${budget} 不允许任何中断`,
      `等 PodDisruptionBudget 允许；或 ${inPlace}`,
    ),
  notInSteps: (workload, why) =>
    told(`${workload} 不能分步下线：${why}`, '去掉 --batches 和 --batch-size：一次从所有基座下线'),
  whole: {
    beingDeleted: '它已经在删除',
    rollout: (version) => `上面还有一个到 ${version} 的发布`,
    revisions: '它有多个版本记录的模块',
    release: (progress) =>
      `它的发布${progress === undefined ? '还没有开始' : `是 ${progress}`}，不是 Completed`,
    incomplete: '它的上一次发布没有完成',
    everyBase: 'DaemonSet 没有可以逐步减少的副本数',
    otherKind: (kind) => `koupctl 不能逐步减少 ${kind}`,
    templates: '它有多个模板的 Pod',
    autoscaled: '自动伸缩器会把副本数改回来',
    peer: '它与基座对等（peer）：V2 的控制器会把副本数改回来',
  },
  basePaused: (deployment, typed) =>
    told(
      `${deployment} 被别人暂停了：这时改它的 Pod 模板，以后会导致基座重启`,
      `先弄清暂停的原因；用 kubectl rollout resume ${typed} 恢复`,
    ),
  basesRolling: (deployment, updated, of, typed) =>
    told(
      `${deployment} 的基座正在滚动更新：${updated}/${of} 个 Pod 是最新的模板`,
      `等它结束：kubectl rollout status ${typed}`,
    ),
};
