import { told } from '../told.ts';
import type { findingsV2Places as en, SpreadWords } from '../en/findings-v2-places.ts';

export const findingsV2Places: typeof en = {
  'v2-env.label': (labelled, tolerated) =>
    told(
      `标签写的是 ${labelled}，Pod 容忍的是 ${tolerated}：由 ${labelled} 的控制器统计这个工作负载，Pod 却会到 ${tolerated} 的基座`,
      '两处写同一个环境',
    ),
  'v2-env.asked': (asked, tolerated) =>
    told(
      `只要求 ${asked.join('、')} 的基座，而 Pod 容忍的是 ${tolerated.join('、')}：没有基座会接收`,
      '两处写同一个环境',
    ),
  'v2-topology-key': (key, right) =>
    told(`${key} 改为 ${right}：基座没有 ${key} 标签，Pod 等于没有打散`),
  'v2-spread-wish.said': (wish, how) =>
    told(`清单里${spread[how]}，已经相当于 --spread ${wish}；不再添加`),
  'v2-spread-wish.other': (wish, how) =>
    told(`清单里${spread[how]}，--spread ${wish} 不会改动它：请修改清单`),
  'v2-spread-wish.hard': told('按 --spread hard 添加：同一基座上绝不放两个 Pod，不论版本'),
  'v2-spread-wish.hard-by-version': told(
    '按 --spread hard 添加：同一基座上绝不放同一版本的两个 Pod；两个版本可以共存',
  ),
  'v2-spread-wish.soft': told(
    '按 --spread soft 添加：没有其他基座时才把两个 Pod 放在同一基座，不论版本',
  ),
  'v2-spread-wish.soft-by-version': told(
    '按 --spread soft 添加：没有其他基座时才把同一版本的两个 Pod 放在同一基座',
  ),
  'v2-shared-host': (count, hostname) =>
    told(
      `${count} 个基座共用主机名 ${hostname}：其中只有一个能装上模块`,
      '让每个基座有自己的主机名，或把硬性要求改为优先（preferred）',
    ),
  'v2-spread-version': (label, version, replacesKeys) =>
    told(
      `给 Pod 和这里加上 ${label}: ${version}${replacesKeys ? '，代替会被本集群服务器丢弃的 matchLabelKeys' : ''}：这样基座可以先装上新版本，再卸掉旧版本`,
    ),
  'v2-spread-shared': told(
    '这里区分了版本，基座可能还没卸掉旧版本就装上新版本',
    '从反亲和性中去掉版本，或使用先装后卸（install-then-uninstall）',
  ),
  'v2-no-spread.others': told(
    '反亲和性没有选中本工作负载自己的 Pod，起不到打散的作用',
    '用 Pod 自己的标签，按 kubernetes.io/hostname 要求 podAntiAffinity',
  ),
  'v2-no-spread.none': told(
    '没有任何约束阻止两个 Pod 落到同一基座，而基座会以已安装为由拒绝第二个',
    '用 Pod 自己的标签，按 kubernetes.io/hostname 要求 podAntiAffinity',
  ),
  'v2-tolerations.added': (taints) =>
    told(`加上对 ${taints.join(' 和 ')} 的容忍：没有它任何基座都不接收这个 Pod`),
  'v2-tolerations.env': (own, wanted) =>
    told(
      `这个 Pod 属于环境 ${own} 的基座，而本次发布的环境是 ${wanted}`,
      `写 ${wanted}，或使用 --env`,
    ),
  'v2-tolerations.none': (taint) =>
    told(`没有容忍 ${taint}：任何环境的基座都会拒绝这个 Pod`, '加上它，或用 --env 指定环境'),
  'v2-node-loss.seconds': (seconds) =>
    told(`控制器离线 ${seconds} 秒后，正在服务的基座上的模块会被卸掉`, '去掉 tolerationSeconds'),
  'v2-node-loss.added': (taints) =>
    told(`加上对 ${taints.join(' 和 ')} 的容忍：否则控制器离线五分钟，模块就会被驱逐`),
  'v2-old-node-labels': (key, right) => told(`${key} 改为 ${right}：基座从 v2.1.2 起用后者`),
  'v2-base-match.any': (label) =>
    told('没有指定基座：该环境的任何基座都可能装上模块', `在节点亲和性里要求 ${label}`),
  'v2-base-match.none': ({ key, operator, values }, there, command) =>
    told(
      `没有基座符合 ${key} ${operator} ${values.join('、')}（${there.length === 0 ? '没有基座带这个标签' : `现有的是 ${there.join('、')}`}）：Pod 会一直等待`,
      `用 ${command} 列出基座`,
    ),
  'v2-stack-affinity': (label) => told(`去掉 ${label}：v2.1.2 起没有基座带它，Pod 会一直等待`),
  'v2-daemon-nodes': (label, value) =>
    told(`要求 ${label}: ${value}：否则 DaemonSet 也会上普通节点，而 jar 在那里不是镜像`),
  'v2-daemon-opening': (key) => told(`${key} 让它暂不上基座：首次发布按批次用它逐个打开基座`),
};

const spread: Readonly<Record<SpreadWords, string>> = {
  required: '要求了 podAntiAffinity',
  preferred: '优先考虑 podAntiAffinity',
  constraints: '有 topologySpreadConstraints',
};
