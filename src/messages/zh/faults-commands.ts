import type { SpreadWord } from '../en/faults-commands.ts';
import type { Messages } from '../messages.ts';
import { told } from '../told.ts';
import { someOf } from './lists.ts';

const whichBases = '用 --base、--base-version 和 --cluster-name 指定基座';
const otherRevision = (hasOthers: boolean) =>
  hasOthers
    ? '用 --to-revision 选择一个'
    : '部署你要的版本：koupctl deploy MODULE --version V --url U';

export const commandFaults: Messages['faults']['commands'] = {
  silence: told(
    '不是终端，也没有 --yes：没有人可以确认计划',
    '先用 --dry-run 查看计划，再用同一命令加 --yes 执行',
  ),
  noWorkloadName: (text) => told(`"${text}" 不是工作负载的名字`, '写 NAME 或 deployment/NAME'),
  unknownKind: (kind, known) =>
    told(`koupctl 不认识 ${kind} 这种模块工作负载`, `写 ${known.join('、')} 之一`),
  noWorkload: (name, namespace) =>
    told(
      `命名空间 ${namespace} 中没有模块工作负载 ${name}`,
      '用 koupctl modules -A 查看正在运行的模块及其工作负载',
    ),
  ambiguous: (name, kinds, typed) =>
    told(`${name} 同时是 ${kinds.join(' 和 ')}`, `请写明：${typed.join(' 或 ')}`),
  notRolled: (kind, known) =>
    told(`koupctl 不能发布 ${kind}`, `把模块写成以下之一：${known.join('、')}`),
  noV1: (server) =>
    told(
      `${server} 没有 ModuleDeployment：那里没有安装 V1`,
      '安装 V1 控制器，或部署 V2 的 Deployment（--base NAME）',
    ),
  lookedIn: (groups) => `查找过的 API 组：${groups.join('、')}`,
  noTemplate: (kind, known) =>
    told(
      `koupctl 没有 --kind ${kind} 的模板`,
      `写以下之一：${known.join('、')}；或自己写清单，用 -f`,
    ),
  onEveryBase: (kind) =>
    told(`${kind} 在每个基座上都有：没有副本数`, `去掉 --replicas；${whichBases}`),
  bareIsOne: (kind) =>
    told(`单独的 ${kind} 只有一个：没有副本数`, '去掉 --replicas，或用 --kind deployment'),
  noPeer: told('只有 Deployment 能与基座对等（peer）', '写明副本数，或用 --kind daemonset'),
  noModuleIn: (where) =>
    told(
      `${where} 中没有模块工作负载`,
      'V2 的模块 Pod 带有标签 virtual-kubelet.koupleless.io/component: module；V1 是 ModuleDeployment',
    ),
  severalIn: (where, count) =>
    told(`${where} 中有 ${count} 个模块工作负载：一次只能发布一个`, '各放一个文件，分别部署'),
  otherIn: (where, object) =>
    told(
      `${where} 中还有 ${object}，koupctl 不发布它`,
      '用 kubectl 应用它，再从单独的文件部署模块',
    ),
  noNamespace: (name, server) =>
    told(`${server} 上没有命名空间 ${name}`, '用 -A 在所有命名空间里查找模块'),
  namespaces: (own, wanted) =>
    told(`清单写的命名空间是 ${own}，-n 写的是 ${wanted}`, '去掉其中一个'),
  serviceElsewhere: (own, right) =>
    told(`Service 只能到自己命名空间里的 Pod，而它写的是 ${own}`, `写模块所在的 ${right}，或不写`),
  serviceTaken: (name, owner) =>
    told(
      `已经有名为 ${name} 的 Service，${owner === undefined ? '而且不是 koupctl 创建的' : `它属于 ${owner}`}`,
      '给 Service 换一个名字，写在工作负载旁边的清单里（koupctl render … > FILE；koupctl deploy -f FILE）',
    ),
  spreadForV2: (wish) =>
    told(
      `--spread ${wish} 用于 V2：V1 的控制器本来就不会把同一模块两次装到一个基座`,
      spreadInstead[wish],
    ),
  spreadForV1: (wish) =>
    told(
      `--spread ${wish} 用于 V1：它按基座上的模块数排序，而调度 V2 的 Pod 时不统计这个`,
      spreadInstead[wish],
    ),
  spreadNowhere: (kind) =>
    told(`${kind} 在每个基座上各有一个 Pod：--spread 没有可选择的`, `去掉 --spread；${whichBases}`),
  podIsOne: (pod) =>
    told(
      `${pod} 只有一个：单独的 Pod 没有副本数`,
      '把模块写成 Deployment，或用另一个 --name 再部署一个 Pod',
    ),
  noLimit: (server) =>
    told(
      `${server} 没有 ModuleDeployment：只有 V1 的控制器才有基座模块数上限`,
      'V2 没有这个上限；要注意的是基座的内存和 Metaspace',
    ),
  noDeployment: (name, namespace, bases) =>
    told(
      `命名空间 ${namespace} 中没有 Deployment ${name}`,
      bases.length > 0
        ? `那里的 ModuleDeployment 使用的基座：${bases.join('、')}`
        : '写基座 Pod 所属的 Deployment 名，用 -n 写它的命名空间',
    ),
  noEarlier: (workload, hasOthers) =>
    told(`${workload} 没有已知成功过的更早版本`, otherRevision(hasOthers)),
  noRevision: (workload, revision, hasOthers) =>
    told(`${workload} 没有版本记录 ${revision}`, otherRevision(hasOthers)),
  revision: (revision, runs, ended) =>
    `版本记录 ${revision}：${runs}，${ended ?? '不是由 koupctl 部署的'}`,
  rolloutStands: (version, name, namespace) =>
    told(
      `${name} 上还有一个到 ${version} 的发布没有结束`,
      `先回滚它：koupctl rollback ${name} -n ${namespace}`,
    ),
  noRollout: (workload, last, typed) =>
    told(
      `${workload} 上没有进行中的发布${last === undefined ? '' : `，上一次（${last.version}）的结果是 ${last.phase}`}`,
      `用 koupctl status ${typed} 查看正在运行的内容`,
    ),
  noBase: (name) =>
    told(
      `没有 ${name} 这个基座：虚拟节点和基座 Pod 都没有这个名字或地址`,
      '用 koupctl modules -A 查看装有模块的基座',
    ),
  notThere: (module, where, namespace, flag) =>
    told(
      `命名空间 ${namespace} 中，模块 ${module} 不在 ${where} 上`,
      `用 koupctl modules ${flag} ${where} -A 查看那里有什么`,
    ),
  severalThere: (module, where, names, first) =>
    told(
      `有 ${names.length} 个对象把 ${module} 装到 ${where}：${someOf(names)}`,
      `请写明：--pod ${first}`,
    ),
  strayModule: (module) =>
    told(
      `名为 ${module} 的 Module 不属于任何现有的 ModuleDeployment`,
      '不会有任何组件重新创建它；用 koupctl modules 查看各处装了什么',
    ),
  moduleWithoutBase: (module, workload, namespace) =>
    told(
      `名为 ${module} 的 Module 不在任何现有的基座 Pod 上`,
      `用 koupctl status moduledeployment/${workload} -n ${namespace} 查看它的情况`,
    ),
  notOrdinary: (path) => told(`${path} 不是普通文件`, '管道传来的内容用 -f -'),
  changedMeanwhile: (path) => told(`${path} 在此期间被别人改过；保持原样`, '再运行一次'),
  unwritable: (path, code) =>
    told(`无法写入 ${path}：${code}；保持原样`, '检查文件和目录的权限，以及磁盘空间'),
  noKind: (kind, apiVersion) =>
    told(
      `API server 的 ${apiVersion} 中没有 ${kind}`,
      'koupctl 需要 Kubernetes 1.24 或更新的版本，并启用 RBAC',
    ),
};

const ofV1 = '用 --spread scatter（先用最空的基座）或 --spread stacking（先用最满的基座）';

const spreadInstead: Readonly<Record<SpreadWord, string>> = {
  hard: ofV1,
  soft: ofV1,
  none: '去掉 --spread，或写明顺序：--spread scatter 或 --spread stacking',
  scatter:
    '用 --spread hard（同一版本的两个 Pod 绝不在同一基座）或 --spread soft（没有其他基座时才放在一起）',
  stacking: '用 --spread none，由调度器决定；无法让它优先装满一个基座',
};
