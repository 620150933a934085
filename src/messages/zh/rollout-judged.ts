import type { Messages } from '../messages.ts';

type Texts = Messages['rollout']['judged'];

const it = (module: string | undefined) => (module === undefined ? '它' : ` ${module} `);

export const judged: Texts = {
  nodeMissing: (node) => `没有节点 ${node}`,
  baseGone: (node) => `基座已不存在：节点 ${node} 没有了`,
  notScheduled: '还没有调度',
  nodesAway: (count, why) => `${count} 个节点 NotReady，没有空闲基座：${why}`,
  waitsForOld: '等待旧 Pod 离开它的基座',
  noFreeBase: (why) => `没有空闲基座：${why}`,
  down: (why) => `基座停了：${why}`,
  unseen: (why) => `在基座上看不到：${why}`,
  hangs: (why) => `基座卡住了：${why}`,
  silent: (why) => `基座没有应答：${why}`,
  inState: (module, state) => `基座上${it(module)}的状态是 ${state}`,
  failsAtStart: (module, why) => `${module} 启动失败：${why}`,
  rejects: (module, why) => `基座拒绝 ${module}：${why}`,
  listedAs: (module, state, trouble) =>
    `基座报告 ${module} 的状态是 ${state}${trouble === undefined ? '' : `（${trouble}）`}`,
  absent: ({ module, nodeAway, strangers, asked }) => {
    const away = nodeAway ? '，而且它的节点 NotReady' : '';
    const others = strangers.length > 0 ? `；但列出了 ${strangers.join('、')}` : '';
    return `基座还没有列出${it(module).trimEnd()}${away}${others}${afterAsking(asked)}`;
  },
  nodeAnew: (module) => `这个 Pod 绑定之后，基座的节点重新创建过：不会再有组件安装 ${module}`,
  noContainer: '这个 Pod 没有模块容器',
  sameVersionLeaves: '同一版本的更早的 Pod 正在离开这个基座',
  refusesToSwitch: (why) => `基座拒绝切换：${why}`,
  podUninstalling: '它的 Pod 正在卸载',
  podNotCreated: '它的 Pod 还没有创建',
  toBeEvicted: '它的 Pod 还没有驱逐',
  notCreated: '还没有创建',
  uninstalling: (what) => `${what} 仍在卸载`,
  beingUninstalled: (pod) => `${pod} 正在卸载`,
  waitsForUnready: (pod, other) =>
    `${pod} 在等 ${other}，而它没有就绪：在 OrderedReady 下一切都不动`,
  waitsForReady: (pod, other) => `${pod} 在等 ${other} 在 Kubernetes 中就绪`,
  waitsForTurn: (pod, other) => `${pod} 排在 ${other} 之后`,
  nextToChange: (pod) => `下一个更换的是 ${pod}`,
  podNotCreatedYet: (pod) => `${pod} 还没有创建`,
  basePodGone: (pod) => `基座 Pod ${pod} 已不存在或没有地址；控制器会另选一个`,
  noBaseYet: '还没有分配基座',
  waitsForOldVersion: '等待旧版本离开一个基座',
  noBaseFree: '没有空闲基座',
  controllerLags: (state) => `在基座上已激活，但控制器给出的状态仍是 ${state || '新建'}`,
};

function afterAsking(asked: Parameters<Texts['absent']>[0]['asked']): string {
  if (asked === undefined) return '';
  if (asked === 'busy') return '；那里正在进行一次安装';
  return `；要求它重新安装，没有应答：${asked.silent}`;
}

export const advised: Messages['rollout']['advised'] = {
  tend: '检查 V2 的控制器是否在运行；如果它重新启动过、它的节点一直 NotReady，删除 kube-node-lease 中这些节点的 Lease',
  bringBack: '恢复这个基座，或减少副本数',
  comesWithIt: '恢复这个基座；它要运行的内容会随之而来',
  addOrCorrect: '增加一个基座，或修正亲和性和容忍（koupctl lint -f FILE）',
  addOrLower: '增加一个基座，或减少副本数',
  restart: '重启这个基座，再继续；发布在此期间停在原处',
  lookAndRestart: '查看基座的日志和内存，重启它，再继续',
  look: '在基座的日志中查找原因',
  deletePod: (command) => `删除这个 Pod：${command}`,
  finalizers: '它的基座 Pod 已不存在：查看 Module 的 finalizer',
  readable: (url) => `检查基座能否读取 ${url}，以及它是不是模块`,
  metaspace: '释放基座的 Metaspace：卸载不需要的模块，或用更大的 -XX:MaxMetaspaceSize 重启它',
  contextPath: '基座上另一个模块占用了它的 web context path：给它一个自己的',
  mend: '修好模块，用新的版本号部署',
};
