import { limitText } from './limits.ts';
import type { Messages } from '../messages.ts';
import { someOf } from './lists.ts';
import { together } from './names.ts';
import { onBases } from './rollout-proofs.ts';

const names = (modules: readonly string[]) => together(modules, '模块');

export const stands: Messages['rollout']['stands'] = {
  deleting: (pods) => `正在删除：还有 ${pods} 个 Pod`,
  deletingV1: (modules) => `正在删除：还有 ${modules} 个模块`,
  deletionWaits: (progress) => `删除要等发布结束：控制器给出的进度是 ${progress ?? '未知'}`,
  service: ({ service, selected, ready, strangers, world }) => {
    const pods = world === 'v1' ? '有该模块的基座 Pod' : '模块 Pod';
    const also =
      strangers.length === 0 ? '' : `；其中 ${strangers.length} 个不是模块：${someOf(strangers)}`;
    return `Service ${service}：据 Kubernetes，${selected} 个${pods} 中有 ${ready} 个是就绪的端点${also}`;
  },
  noService: (name) =>
    `没有 Service ${name}，而 serviceStrategy 要求有：V1 的控制器只在 ModuleDeployment 创建时建它`,
  podThere: (base, pod) => `${base}：${pod} 仍在`,
  uninstalling: (base, modules) => `${base}：${modules} 仍在卸载`,
  undoing: (version) => `对 ${version} 的回滚没有完成`,
  undoingV1: (version) => `正在回滚 ${version}`,
  cutOff: (version) => `到 ${version} 的发布在第一批之前中断了`,
  untouched: '没有动过任何基座',
  sameDeploy: '再执行同样的 koupctl deploy 即可继续',
  paused: 'Deployment 处于暂停状态',
  superseded: (version, who, what) => `由 ${who} 开始的到 ${version} 的发布已被取代：${what}`,
  reached: ({ version, batch, of, active, reached, replicas, who }) => {
    const where =
      batch === undefined ? '已走完所有批次，结束还没有记录' : `停在第 ${batch} 批（共 ${of} 批）`;
    return `到 ${version} 的发布${where}：${reached} 个基座中有 ${active} 个运行它（总共 ${replicas} 个），由 ${who} 开始`;
  },
  strangeHold: '它处于保持状态，但没有 koupctl 发布的记录',
  strangeHoldWhy: '它的 minReadySeconds 使任何新 Pod 都不会变为可用',
  restore: '按你的清单恢复 minReadySeconds、progressDeadlineSeconds 和 strategy',
  notGone: '副本数为 0，但它还没有离开所有基座',
  notGoneAnywhere: '它不应在任何地方运行，但还没有离开所有基座',
  notEverywhere: (modules) => `${names(modules)} 没有在每个基座上运行`,
  nothing: '副本数为 0：没有要运行的，也没有可证实的',
  nowhere: '它不应在任何地方运行：没有可证实的',
  active: (modules, pods, doubled) => `${names(modules)} 在${onBases(pods, doubled)}上处于激活状态`,
  activeV1: (module, active, of) => `${module} 在 ${of} 个基座中的 ${active} 个上处于激活状态`,
  completedBut: (module, active, of, older) =>
    `控制器给出的进度是 Completed，但 ${module} 只在 ${of} 个基座中的 ${active} 个上处于激活状态${older > 0 ? `，还有 ${older} 个基座运行更旧的版本` : ''}`,
  notLookedAt: 'V1 的控制器还没有处理它',
  isItRunning: '查看 V1 的控制器是否在运行：kubectl get pods -A -l app=module-controller',
  underWay: (batch, of, version, active, wanted) =>
    `${version} 的第 ${batch} 批（共 ${of} 批）：${wanted} 个模块中有 ${active} 个在运行`,
  progress: (where, progress) => `${where}；控制器给出的进度是 ${progress}`,
  waitsFor: (where, batch) =>
    `${where}；控制器在等待确认（${batch === undefined ? 'spec.pause false' : `spec.confirmBatchNum ${batch}，不能是别的数`}）`,
  noFreeBase: (count, of) => `${of} 个模块中有 ${count} 个没有找到空闲基座，控制器不会再试`,
  placedSome: (placed, of) =>
    `控制器放置了 ${of} 个模块中的 ${placed} 个：其余的没有找到空闲基座，它不会再试`,
  otherNumber: (number, batch) =>
    `confirmBatchNum 是 ${number}，但等待的是第 ${batch} 批：只有恰好这个数才会继续`,
  pausesUnasked: '它因 grayTimeBetweenBatchSeconds 而暂停，而 V1.0.0 只有确认后才继续',
  unheard: (version, now) => `spec 写的是 ${version}，但在暂停期间控制器停留在 ${now}`,
};

export const jointStands: Messages['rollout']['jointStands'] = {
  count: (modules, of, url, active) =>
    `${of} 个 Module 中有 ${modules} 个是 ${url}，其中 ${active} 个在基座上处于激活状态`,
  undoing: (base, count, url) =>
    `与 ${base} 的联合发布的回滚没有完成：${count}；其余的是${url === undefined ? '另一个 url' : ` ${url}`}`,
  reached: (base, step, of, count, who) =>
    `与 ${base} 的联合发布停在第 ${step} 步之后（共 ${of} 步）：${count}，由 ${who} 开始`,
  uninstalling: (base, module) => `${base}：它的 Module ${module} 仍在卸载`,
  baseGone: (base, module) =>
    `${base} 已不存在或正在离开，而它的 Module ${module} 还在；继续下去会放开它`,
};

export const applied: Messages['rollout']['applied'] = {
  nothingRuns: '已应用；副本数为 0：什么都不运行，所以没有可证实的',
  runs: (module, bases) => `已应用；${module} 在 ${bases} 个基座上运行`,
  nowhere: (module) => `已应用；${module} 按要求不在任何地方运行`,
  notYet: '已应用，但还没有在每处运行',
  limited: (base, limit, pods) =>
    `${base}：${limitText(limit)}，已在全部 ${pods} 个基座 Pod 上、以及今后 Pod 的模板中看到`,
  notLabelled: (base, pods) => `${base}：仍有 ${pods} 个基座 Pod 没有这个标签`,
  again: '再执行一次同样的命令',
};
