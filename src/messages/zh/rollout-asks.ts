import type { Messages } from '../messages.ts';
import { limitText } from './limits.ts';
import { someOf } from './lists.ts';
import { states } from './progress.ts';

export const asks: Messages['rollout']['asks'] = {
  deploy: (module, context) => `在 ${context} 上部署 ${module}？`,
  goOn: (module, context) => `在 ${context} 上继续 ${module} 的发布？`,
  undo: (version, module, context) => `在 ${context} 上撤销 ${version}，回滚到 ${module}？`,
  scale: (module, replicas, context) => `在 ${context} 上把 ${module} 调整到 ${replicas} 个基座？`,
  offline: (module, count, workload, context) =>
    `在 ${context} 上从 ${count} 个基座卸载 ${module}，并删除 ${workload}？`,
  offlineRest: (module, count) => `从 ${count} 个基座卸载 ${module}？`,
  replace: (module, base) => `在 ${base} 上重新安装 ${module}？`,
  limit: (base, limit, context) => `在 ${context} 上把 ${base} 的上限改为：${limitText(limit)}？`,
  release: (module, context) => `在 ${context} 上把 ${module} 与它的基座一起发布？`,
  goOnReleasing: (module, context) => `在 ${context} 上继续 ${module} 与它的基座的联合发布？`,
  lastBatch: (batch) => `第 ${batch} 批已健康。从所有基座移除旧版本？`,
  nextBatch: (batch, touches) => `第 ${batch} 批已健康。下一批涉及 ${someOf(touches, 5)}。继续？`,
  nextStep: (step, what) => `第 ${step} 步已证实。下一步：${what}。继续？`,
  nextStepTouches: (step, count, candidates) => {
    const of = candidates.length === 0 ? '' : `（${candidates.slice(0, 5).join('、')}）`;
    return `第 ${step} 步已证实。下一步涉及 ${count} 个基座${of}。继续？`;
  },
  choices: {
    continue: '继续',
    finish: '继续：移除旧版本',
    hold: '停在这里，退出',
    rollback: '回滚',
    details: '查看详情',
    diff: '查看差异',
  },
  noDifference: '没有差异',
  placeDetail: (base, modules, state, ready) =>
    `${base}：${modules.join('、')} 在基座上${states[state]}，在 Kubernetes 中${ready ? '已就绪' : '未就绪'}`,
};
