import type { LimitNow, plansOperations as en } from '../en/plans-operations.ts';
import { limitText } from './limits.ts';
import { someOf } from './lists.ts';

export const plansOperations: typeof en = {
  'as-it-is': '保持不变',
  'more-bases': (before, wanted) => `${before} → ${wanted}：再有 ${wanted - before} 个基座得到模块`,
  'fewer-bases': (before, wanted, lose) => `${before} → ${wanted}：${lose} 个基座失去模块`,
  'loses-module': (lost) => `${lost} 个基座失去模块及其在那里的服务；没有其他基座得到它`,
  'runs-nowhere': (typed) =>
    `副本数为 0：不再在任何地方运行；工作负载保留，用 koupctl scale ${typed} --replicas N 恢复`,
  'free-later': (count, soon) => `${count} 个基座要等旧的离开后才空闲：${someOf(soon)}`,
  'silent-scaled': (silent) =>
    `从这里询问，${silent.length} 个基座没有应答（${someOf(silent, 3)}）：无法证明它们运行的内容；--arklet proxy 通过 API server 询问，--proof kubernetes 相信它的状态`,
  'manifest-sets-back': '你的清单里如果写了副本数，再次部署时会改回去',
  'on-no-base': '它不在任何基座上；删除工作负载',
  'bases-lose-it': (count) => `${count} 个基座失去它，然后删除工作负载`,
  'left-over': (count) => `工作负载已经没有了；还有 ${count} 个基座装有模块，将卸载`,
  'wanted-nowhere': 'Kubernetes 中没有任何对象需要它，也不会改动 Kubernetes 中的任何内容',
  'served-nowhere': (releases) => `这个工作负载不再在任何地方提供 ${releases.join(' 和 ')} 的服务`,
  'ends-rollout': (version, who) => `上面还有 ${who} 到 ${version} 的发布：它随之结束，不能再回滚`,
  'others-lose-it': (shared) =>
    `另一个工作负载在同一基座上需要同样的模块，也会失去它：${someOf(shared)}`,
  'on-base': (module, base) => `${base} 上的 ${module}`,
  'on-base-by': (module, base, pod) => `${base} 上的 ${module}（Pod ${pod}）`,
  'silent-offline': (silent) =>
    `从这里询问，${silent.length} 个基座没有应答（${someOf(silent, 3)}）：无法证明它已从那里卸载；--arklet proxy 通过 API server 询问`,
  'losing-already': (count) => `另有 ${count} 个基座正在失去它`,
  stays: (what) => `留在集群里：${someOf(what)}`,
  'autoscaler-stays': (name) => `HorizontalPodAutoscaler ${name}（不再有可伸缩的对象）`,
  'service-stays': (name) => `Service ${name}（不是 koupctl 创建的，之后没有后端）`,
  'keeps-record': (releases) => `koupctl 保留它的记录，包括版本和 url：${releases.join('、')}`,
  'deleted-with-it': '模块下线后删除：它是 koupctl 为这个工作负载创建的',
  'in-place': (base, release, object) => `${base} 卸载并重新安装 ${release}；${object} 保持不变`,
  evicted: (object, base) => `驱逐 ${object}，在 ${base} 上重建`,
  deleted: (object, base) => `删除 ${object}，在 ${base} 上重建`,
  'without-in-place': (base, modules) =>
    `${base} 在卸载和安装期间（几秒）没有 ${modules.join('、')}；不影响其他基座`,
  'without-looked': (base, modules) =>
    `${base} 在卸载、等控制器下一次检查（最多 10 秒）和安装期间没有 ${modules.join('、')}；不影响其他基座`,
  'without-grace': (base, modules, seconds) =>
    `${base} 在旧 Pod 退出（${seconds} 秒）和安装期间没有 ${modules.join('、')}；不影响其他基座`,
  'serves-not': (base, listed) =>
    `${base} 本来就没有提供它的服务（${listed.join('、') || '什么也没有'}）；不影响其他基座`,
  'listed-as': (module, state) =>
    state === undefined ? `没有 ${module}` : `${module} 的状态是 ${state}`,
  'all-of-pod': '它们在同一个 Pod 里：会一起离开，一起回来',
  'install-fails': (workload) => `如果安装失败，基座上就没有它：会给出原因，${workload} 其余不变`,
  'limit-stays': (limit) => `${limitText(limit)}，保持不变`,
  'limit-set': (limit, now) =>
    `${limitText(limit)}（现在：${limitsText(now)}）；V1 的控制器只在安放模块时才看它`,
  'modules-on': (count, names) => `${names.length} 个基座上有 ${count} 个模块：${someOf(names)}`,
  'fewer-on': (bases) => `另外 ${bases} 个基座上更少`,
  'over-new-limit': (wanted, over) =>
    `${over.length} 个基座已经超过 ${wanted} 个，保留现有的，但在减少之前不会再装，也不会装离开的模块的新版本：${someOf(over)}`,
  'full-base': (name, count, modules) =>
    `${name}（${count} 个${modules.length > 0 ? `：${someOf(modules)}` : ''}）`,
  'no-room-then': '那样没有基座能再装一个模块：V1 的控制器只能借助有空位的基座升级',
  'label-on-pods': (label) => `基座 Pod 上的标签 ${label} 没有人读取`,
  'label-on-deployment': (label) =>
    `Deployment 自身的标签 ${label} 没有人读取：要写在基座 Pod 上才有效`,
  'no-users': (namespace, name) =>
    `命名空间 ${namespace} 中没有 ModuleDeployment 把模块安放到 ${name}：是这个 Deployment 吗？`,
  'no-restart': (name) =>
    `基座不会重启：${name} 会暂停片刻，给它和它的 ReplicaSet 的 Pod 模板写上同样的标签`,
  halfway: '之前的一次 base-limit 中途停止，让它处于暂停：这次会结束',
};

function limitsText(now: readonly LimitNow[]): string {
  const [first] = now;
  if (first === undefined) return '没有基座 Pod';
  const text = ({ limit }: LimitNow): string => (limit === undefined ? '不限' : String(limit));
  return now.length === 1
    ? text(first)
    : now.map((one) => `${one.pods} 个基座为 ${text(one)}`).join('、');
}
