import type { planView as en } from '../en/plan-view.ts';
import { someOf } from './lists.ts';

const bases = (count: number) => `${count} 个基座`;

export const planView: typeof en = {
  undoes: (module) => `rollback ${module}：回滚进行中的发布`,
  deploys: (module, kind) => `deploy ${module}：${kind}`,
  goesBack: (revision, module, kind) => `rollback 到版本记录 ${revision}，${module}：${kind}`,
  kinds: {
    first: '首次部署',
    upgrade: '升级',
    settings: '只改设置，不会重新安装模块',
    none: '无需操作',
    resume: '继续停住的发布',
  },
  nothing: (what) => `${what}：无需操作`,
  scales: (what, replicas) => `${what} 到 ${bases(replicas)}`,
  takesOff: (what) => `${what}：从所有基座卸载，并删除工作负载`,
  rows: {
    cluster: '集群',
    workload: '工作负载',
    version: '版本',
    url: 'url',
    module: '模块',
    policy: '策略',
    spread: '分布',
    proof: '证明',
    confirm: '确认',
    service: '可用性',
    effect: '结果',
  },
  cluster: (context, server, user) => `${context}（${server}），用户 ${user}`,
  workloadOn: (workload, replicas) => `${workload}，${bases(replicas)}`,
  because: (what, why) => `${what}：${why}`,
  unchanged: (text) => `${text}（不变）`,
  newInPod: (version) => `${version}（Pod 中新增）`,
  moduleAt: (module, version, url) => `${module} ${version}，${url}`,
  goes: (module, version) => `${module} ${version} 离开`,
  proofs: { base: '询问基座', kubernetes: '只看 Kubernetes，不询问基座' },
  confirms: { each: '进入每个后续批次之前', first: '第一个批次之后', none: '不需要' },
  stepConfirms: { each: '进入每个后续步骤之前', first: '第一步之后', none: '不需要' },
  unavailable: (most) =>
    `${most === 0 ? '有任何模块' : `有超过 ${most} 个模块`}停止服务或将要停止服务时，不打开批次`,
  bases,
  batches: '批次',
  steps: '步骤',
  folded: (count) => `… 还有 ${count} 个，最后一个是`,
  notKnown: '尚不可知',
  someOf: (names, most) => someOf(names, most),
  anyOf: (names) => `从中选：${names}`,
  stepOn: (count, names) => (names === '' ? bases(count) : `${bases(count)}：${names}`),
  services: '服务（Service）',
  service: (name, what, does) => `${name}（${what}）${serviceDoes[does]}`,
  ownService: '；koupctl offline 会删除它',
  foreignService: '；不是 koupctl 创建的，也不会被它删除',
  changed: '清单中的改动',
  note: (field, text) => `${field}：${text}`,
  serverWarns: '服务器的警告',
  risks: '风险',
  levels: { warning: '警告：', info: '提示：' },
};

const serviceDoes = { create: '将创建', change: '将修改', nothing: '保持不变' } as const;
