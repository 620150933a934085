import type { Proof } from '../../plan/types.ts';
import type { Messages } from '../messages.ts';
import { together } from './names.ts';

const names = (modules: readonly string[]) => together(modules, '模块');

export function onBases(pods: number, doubled: number): string {
  const bases = pods - doubled;
  if (doubled === 0) return `全部 ${bases} 个基座`;
  return ` ${bases} 个基座（不是 ${pods} 个：${doubled} 个 Pod 与别的 Pod 共用基座，而一个基座只运行一份）`;
}

const all = (bases: number) => onBases(bases, 0);

/** 在哪些基座上，凭什么看到。 */
const seen = (proof: Proof, where: string) =>
  proof === 'base' ? `已在${where}上激活` : `已在${where}上就绪（Kubernetes 显示）`;
const seenV1 = (proof: Proof, where: string) =>
  proof === 'base' ? `已在${where}上激活` : `已在${where}上 Available（控制器显示）`;

const undone = (modules: readonly string[], proof: Proof, bases: number) =>
  `已回滚：${names(modules)} ${
    proof === 'base'
      ? `已在${all(bases)}上重新激活`
      : `已在${all(bases)}上重新就绪（Kubernetes 显示）`
  }`;

export const proofs: Messages['rollout']['proofs'] = {
  proven: (modules, proof, pods, doubled) =>
    `${names(modules)} ${seen(proof, onBases(pods, doubled))}`,
  open: (modules) => `${names(modules)} 已发布，但尚未在每处证实`,
  provenV1: (module, proof, bases) => `${module} ${seenV1(proof, all(bases))}`,
  openV1: (module) => `${module} 已发布，但最终状态尚未在每处证实`,
  withBaseV1: (module, url, proof, bases, version) =>
    `来自 ${url} 的 ${module} ${seenV1(proof, all(bases))}，这些基座都用新模板（${version}）`,
  withBase: (what, base, bases, version) => `${what}；${base}：${all(bases)}都是版本 ${version}`,
  undone,
  undoneToUrl: (modules, proof, bases) => `${undone(modules, proof, bases)}，用的是之前的 url`,
  undoOpen: (version) => `回滚到 ${version} 尚未在每处证实`,
  undoHeld: (modules, version) =>
    `回滚停住了：${names(modules)} 没有回到每个基座，${version} 留在它运行的地方`,
  undoUnfinished: (modules, bases) =>
    `回滚没有完成：${names(modules)} 没有回到全部 ${bases} 个基座`,
  undoStandsV1: (workload) => `回滚停住了：ModuleDeployment ${workload} 和它的基座没有全部恢复`,
  undoStandsWithBase: (base) => `回滚停住了：${base} 和它的模块没有全部恢复；新的基座保持原样`,
  newBasesStay: (base) => `回滚停住了：${base} 的新基座没有离开`,
  nothingCreated: '已回滚：之前没有创建任何内容',
  firstRemoved: (module) => `已回滚：${module} 的首次部署已移除`,
  firstOnBases: '首次部署已删除，但有的基座上还在',
  firstSomewhere: '首次部署已删除，但有的地方还在',
  basesToCome: (missing, of) => `${of} 个基座中还差 ${missing} 个`,
  modulesToCome: (missing, of) => `${of} 个模块中还差 ${missing} 个`,
  podsToCome: (missing, of, module) => `${module} 的 ${of} 个 Pod 中还差 ${missing} 个`,
  oldBasesToCome: (missing, of) => `${of} 个旧基座中还有 ${missing} 个没有恢复`,
  stillOnBase: (base, modules) => `${base}：${names(modules)} 仍在基座上`,
  newStays: (base, pod) => `${base}：${pod} 仍是新版本`,
  newPodsStay: (count) => `新版本的 ${count} 个 Pod 没有离开`,
  versionStays: (version) => `${version} 仍在`,
  podToLeave: (pod) => `${pod} 还没有离开`,
  notSeenYet: '在 Kubernetes 中还看不到最后一次改动',
  notSeen: '还看不到最后一次改动',
};
