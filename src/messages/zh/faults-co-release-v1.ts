import type { Messages } from '../messages.ts';
import { told } from '../told.ts';
import { someOf } from './lists.ts';

export const v1JointFaults: Messages['faults']['coReleaseV1'] = {
  oldController: (workload) =>
    told(
      `${workload} 的 V1 控制器低于 1.0.0：不清楚它如何让模块随基座迁移`,
      '手工操作：先改 url，再逐个滚动更新基座',
    ),
  nothingNew: (workload, url, module, version) =>
    told(
      `${workload} 的 url 已经是 ${url}：没有要随基座带来的内容`,
      `单独滚动更新基座；新的 Pod 会从那里得到 ${module} ${version}`,
    ),
  mixed: (workload, wrong, of, module) =>
    told(
      `${workload} 的 ${of} 个 Module 中有 ${wrong} 个的 url 与它写的不同：url 以前改过，而不是所有基座都在那之后滚动更新过`,
      `先给其余的装上现在的包：koupctl replace ${module} --base-ip IP`,
    ),
  notOver: (workload, left, revisions, typed) =>
    told(
      `${workload} 较早的一次发布还没有结束：还剩 ${left} 个 Module，还有 ${revisions} 个较早的版本记录要占用模块`,
      `先把它做完：用 koupctl status ${typed} 查看还缺什么`,
    ),
  strangers: (base, pods) =>
    told(
      `有 ${pods.length} 个 Pod 符合 ${base} 的选择器，却不是它的基座（${someOf(pods)}）：V1 的控制器可能把模块装给它们`,
      '删除其中已经结束的，去掉其余的标签',
    ),
  notOnEach: (on, typed) =>
    told(
      `${on.base} 的 ${on.bases} 个基座中有 ${on.pods} 个，${on.module} 有 ${on.wanted} 个副本，其中 ${on.without} 个基座没有它或未就绪：模块随基座离开后，V1 的控制器会把它装到任何没有它的基座，新包可能装到旧基座上，而且看不出来`,
      on.wanted === on.bases
        ? `等每个基座都有它：koupctl status ${typed}`
        : `让副本数等于基座数：koupctl scale ${typed} --replicas ${on.bases}，或把基座伸缩到 ${on.wanted}`,
    ),
  without: (pods) => `没有它，或未就绪：${someOf(pods)}`,
  deletesBases: (workload, revision, policy) =>
    told(
      `${workload} 的版本记录 ${revision} 的 upgradePolicy 是 ${policy}：V1 的控制器会在旧基座消失之前创建新的 Module，并可能为缩容而删除基座 Pod`,
      '把 spec.operationStrategy.upgradePolicy 设为 install_then_uninstall，并先用它部署一个新版本',
    ),
};
