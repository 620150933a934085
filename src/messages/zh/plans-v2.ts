import type { Condition, SpreadRule, plansV2 as en } from '../en/plans-v2.ts';
import { roughly } from './durations.ts';
import { someOf } from './lists.ts';
import { noSharing } from './sharing.ts';

export const plansV2: typeof en = {
  'loses-at-once': (before, after) =>
    `副本数从 ${before} 变为 ${after}：${before - after} 个基座会立即失去模块，不分批次，由 Kubernetes 选择是哪些`,
  'dark-unseen':
    '没有人询问基座（--proof kubernetes）：基座默认让第二个版本处于未激活状态，这时没有人切换，旧版本离开后模块就不再提供服务',
  'few-bases': (replicas, places, tooMany, strict) => {
    const what = `${replicas} 个副本，而只有 ${places} 个基座符合亲和性和容忍度`;
    return strict
      ? `${what}，每个基座只能有一个：${tooMany} 个 Pod 会停在 Pending，增加基座之前它们的批次不会健康`
      : `${what}：${tooMany} 个 Pod 会到已经有一个的基座上，而一个基座对同一版本只运行一份；它们不会增加模块`;
  },
  'silent-v2': (silent, of) =>
    `从这里询问，${of} 个基座中有 ${silent.length} 个没有应答（${someOf(silent, 3)}）：无法证明它们运行的内容，无法在那里切换未激活的版本，回滚也可能出现空档；--arklet proxy 通过 API server 询问，--proof kubernetes 相信 Pod 状态`,
  'gap-without-old':
    'uninstall-then-install：每个基座在 Pod 的宽限期和安装期间没有该模块，约半分钟；回滚还要再来一次',
  'undo-deletes-workload': '首次部署没有更早的版本：回滚会删除工作负载',
  'keeps-no-history': 'revisionHistoryLimit 是 0：用于回滚的旧模板保存在 koupctl 的记录里',
  'peer-counted': (replicas) =>
    `与基座对等（peer）的工作负载：按 ${replicas} 个就绪的基座计算；发布后由它的控制器维持副本数`,
  'peer-stays': '与基座对等（peer）的工作负载：发布期间副本数保持不变',
  'budget-not-asked': (budget, allowed) =>
    `PodDisruptionBudget ${budget} 现在${allowed === undefined ? '允许的中断数未知' : `允许 ${allowed} 个中断`}；Deployment 自己的更新不受它约束，请让批次不超过它`,
  'free-elsewhere': (free) =>
    `有 ${free.length} 个空闲基座（${someOf(free, 3)}）：重建的 Pod 可能落到那里，原来的基座就没有该模块了`,
  'budget-asked': (budget, allowed) =>
    `PodDisruptionBudget ${budget} 现在${allowed === undefined ? '允许的中断数未知' : `允许 ${allowed} 个中断`}；驱逐受它约束，它拒绝时批次会等待`,
  'batch-gap': (seconds) =>
    `一个批次的所有基座同时没有该模块，每个约 ${roughly(seconds)}；回滚还要再来一次`,
  'comes-back-new': '在自己的批次之前消失的 Pod 会以新版本回来；会有提示',
  'template-in-record': 'Kubernetes 不保存 ReplicaSet 的旧模板：它在 koupctl 的记录里',
  'no-base-fits': '现在没有基座符合它的亲和性和容忍度：什么也不会运行，也无从证明',
  'bases-unreached': (lost) =>
    `${lost.length} 个基座不再符合（${someOf(lost, 3)}）：它们会立即失去模块`,
  'module-at-once': '在自己的批次之前启动或重启的基座会立即得到模块；会有提示',
  'version-at-once': '在自己的批次之前启动或重启的基座会立即得到新版本；会有提示',
  'nodes-labelled': (label) =>
    `后面批次的节点带有标签 ${label}，直到批次打开；给节点打标签需要 patch 节点的权限`,
  'bases-not-ready': (names) =>
    `${names.length} 个基座未就绪（${someOf(names, 3)}）：它们的批次可能一直不健康`,
  'on-delete-meanwhile': (type) => `发布期间它的 updateStrategy 是 OnDelete；之后恢复为 ${type}`,
  'base-gap': (seconds) =>
    `每个基座约有 ${roughly(seconds)} 没有该模块，从旧 Pod 结束到新 Pod 装好；回滚还要再来一次`,
  'creates-serially': (seconds) =>
    `StatefulSet 逐个创建 Pod，前一个在 Kubernetes 中就绪后才创建下一个：每个约 ${roughly(seconds)}`,
  'changes-some': (last, first, most) =>
    `从 ${last} 依次到 ${first}，同时进行的数量取决于它的 maxUnavailable（${most}）和服务器`,
  'changes-serially': (last, first, seconds, replicas) =>
    `StatefulSet 逐个更换 Pod，从 ${last} 依次到 ${first}，前一个在 Kubernetes 中就绪后才换下一个：每个约 ${roughly(seconds)}，${replicas} 个共约 ${roughly(seconds * replicas)}`,
  'unready-changed': (names) =>
    `${someOf(names, 3)} 在 Kubernetes 中未就绪：在 OrderedReady 下，它就绪之前不会更换任何 Pod`,
  'ordinals-go': (before, after) =>
    `副本数从 ${before} 变为 ${after}：序号最高的 ${before - after} 个会离开，不分批次`,
  'budget-by-set': (budget) =>
    `不受 PodDisruptionBudget ${budget} 约束：StatefulSet 自己逐个删除它的 Pod`,
  'on-delete-back': '最后恢复它的 updateStrategy OnDelete',
  'partition-back': (partition) =>
    `最后恢复它的 partition ${partition}；在那之前所有 Pod 都会得到新版本`,
  'ordinals-come': (from, to, order) =>
    from === to ? `增加 ${from}，${order}` : `增加 ${from} 到 ${to}，${order}`,
  'ordinals-leave': (from, to, order) =>
    from === to ? `减少 ${from}，${order}` : `从 ${from} 依次减少到 ${to}，${order}`,
  'step-at-once': '一步之内同时进行',
  'one-when-ready': (seconds) =>
    `逐个进行，前一个在 Kubernetes 中就绪后才进行下一个：每个约 ${roughly(seconds)}`,
  'one-when-gone': (seconds) => `逐个进行，前一个消失后才进行下一个：每个约 ${roughly(seconds)}`,
  'unready-moved': (names) =>
    `${someOf(names, 3)} 在 Kubernetes 中未就绪：在 OrderedReady 下，它就绪之前不会增减任何 Pod`,
  'bare-pod': '没有人会重建单独的 Pod：它的基座离开时，模块就没有了',
  'nothing-anew': '不会重新安装任何内容',
  'pod-gap': (base, seconds) =>
    `${base ?? '它的基座'} 约有 ${roughly(seconds)} 没有该模块，从旧 Pod 结束到新 Pod 装好；回滚还要再来一次`,
  'pod-elsewhere': (others, base) =>
    `清单还允许另外 ${others.length} 个基座（${someOf(others, 3)}）：调度器可能选其中一个${base === undefined ? '' : `，那样 ${base} 就没有该模块了`}`,
  'only-record':
    '旧 Pod 已经消失、新 Pod 还没有出现时，只有 koupctl 的记录里有两者：用 koupctl attach 或 rollback 从记录继续',
  'not-kept-apart':
    'Pod 模板中没有任何约束让它的两个 Pod 避开同一个基座：调度器可能把两个放在一起，那样运行模块的基座就少于副本数',
  'scheduler-tells': (conditions, free) =>
    `模板有 ${conditions.map(conditionText).join(' 和 ')}：${free === undefined ? '不是每个空闲基座都适合调度器' : `看起来只有 ${free} 个空闲基座，只有调度器才知道`}`,
  'replicas-control': (label) => `${label} 是 true：对等（peer）控制器不改副本数`,
  spread: (keeps, places, replicas, heeds) => {
    const tooMany = Math.max(0, replicas - places);
    const enough = tooMany === 0 ? '足够' : `还差 ${tooMany} 个`;
    const unknown = heeds === undefined ? '' : `；调度器还会考虑 ${conditionText(heeds)}`;
    return `${spreadRules[keeps]}；有 ${places} 个合适的基座，对 ${replicas} 个副本${enough}${unknown}`;
  },
  'no-other-version': '没有基座会得到另一个版本',
  'first-steps': '首次部署：没有要卸载的，批次逐步增加副本',
  'first-replicas': '首次部署：批次逐步增加副本',
  'first-bases': '首次部署：批次逐步打开基座',
  'first-pod': '首次部署：没有要卸载的',
  'as-it-runs': '只有标签和注解变化：直接修改运行中的 Pod',
  'pod-goes-first': '运行中的 Pod 不能换成另一个版本：旧 Pod 先离开，新 Pod 再来',
  'only-policy': '这种工作负载只有这一种策略：旧 Pod 先离开，新 Pod 再来',
  'two-share': '两个版本可以共用一个基座，所以不会有基座缺少模块',
  'no-sharing': noSharing,
  'recreate-back': '按要求；最后恢复 strategy Recreate',
};

function conditionText(condition: Condition): string {
  return condition === 'podAffinity' ? '必须满足的 podAffinity' : condition;
}

const spreadRules: Readonly<Record<SpreadRule, string>> = {
  'version-apart': '每个基座对同一版本最多一个 Pod',
  'all-apart': '每个基座最多一个 Pod，不论版本',
  soft: '没有其他基座时才会有两个 Pod 在同一基座',
  none: '没有任何约束让两个 Pod 避开同一基座',
};
