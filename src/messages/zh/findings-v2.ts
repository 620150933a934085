import { told } from '../told.ts';
import type { findingsV2 as en } from '../en/findings-v2.ts';

const versionFix = (env: string) => `把环境变量 ${env} 设为 jar 的 manifest 里的版本`;

export const findingsV2: typeof en = {
  'v2-image': (image) =>
    told(
      `${image === '' ? '镜像为空' : image}：控制器不会把它当作模块，image 里必须含有 ".jar"`,
      '写模块 jar 的地址',
    ),
  'v2-biz-version.missing': (env, name) =>
    told(`${name} 没有 ${env}：这样会要求基座安装一个没有版本的模块`, versionFix(env)),
  'v2-biz-version.from': (env) =>
    told(`控制器只读取字面值 ${env}，不读取 valueFrom`, versionFix(env)),
  'v2-biz-version.empty': (env, name) => told(`${name} 的 ${env} 是空的`, versionFix(env)),
  'v2-biz-version.unfilled': (env, value) => told(`控制器不会展开 ${value}`, versionFix(env)),
  'v2-biz-version.odd': (env, value) => told(`版本里不能有冒号和空格：${value}`, versionFix(env)),
  'v2-container-name': (name) =>
    told(
      `"${name}" 不能作容器名，而容器名必须等于 jar 的 Ark-Biz-Name`,
      '模块名只用小写字母、数字和连字符，jar 里也一样',
    ),
  'v2-name-label': (label, names) =>
    told(
      `标签写的是 ${label}，而起作用的容器名是 ${names.join('、')}`,
      '两处都写 jar 的 Ark-Biz-Name',
    ),
  'v2-same-jar': (name, other) =>
    told(
      `${name} 与 ${other} 用的是同一个 jar：一个 jar 就是一个模块，基座从 jar 里取模块名`,
      '写这个模块自己的 jar 的地址',
    ),
  'v2-requests.memory': told('只有限制了 Metaspace 的基座才向 Kubernetes 提供 memory'),
  'v2-requests.never': (group, resource) =>
    told(
      `基座不向 Kubernetes 提供 ${resource}：请求它的 Pod 永远调度不上`,
      `去掉 resources.${group}.${resource}`,
    ),
  'v2-unused': (field) => told(`保留，但 ${field} 不起作用：模块是装进基座的，没有容器在运行`),
  'v2-host-ports': (port) =>
    told(
      `调度器会把基座的端口 ${port} 留给这个 Pod：另一个写了它的模块，或下一个版本，会一直等待`,
      '去掉 hostPort 和 hostNetwork：模块使用基座的监听端口',
    ),
  'v2-label-prefix.kept': (key, right) =>
    told(`在 ${key} 旁边加上 ${right}：集群中的选择器还需要前者`),
  'v2-label-prefix.renamed': (key, right) =>
    told(`${key} 改为 ${right}：v2.1.1 起的控制器只读后者`),
  'v2-component.missing': (label) => told(`加上标签 ${label}: module：没有它控制器会忽略这个 Pod`),
  'v2-component.other': (value) => told(`${value} 改为 module：控制器不管理其他 Pod`),
  'v2-duplicate-module': (other, name, version) =>
    told(
      `${other} 也安装 ${name} ${version}：同时得到这两个 Pod 的基座会拒绝第二个，先走的那个还会把模块一起卸掉`,
      '合成一个工作负载，或用节点亲和性放到不同的基座',
    ),
  'v2-peer.kind': (kind) =>
    told(
      `peer 策略只对 Deployment 有效，对 ${kind} 无效`,
      '去掉这个标签；DaemonSet 本来就在每个基座上',
    ),
  'v2-peer.env': (label) =>
    told(`没有标签 ${label}，控制器看不到这个 Deployment`, '加上它，或用 --env 指定环境'),
  'v2-peer.labels': (labels) =>
    told(`加上 ${labels.join(' 和 ')}：控制器靠它找到 peer 的 Deployment`),
  'v2-peer.cluster': (label) =>
    told('没有写集群名：控制器无法统计基座数', `加上标签 ${label}，或在节点亲和性里要求它`),
  'v2-peer.replicas': told('去掉：replicas 由 peer 控制器设置'),
  'v2-replicas-control.off': told(
    'true 表示放手：控制器不再管这个 peer 工作负载的副本数',
    '要让副本数跟随基座，就去掉这个标签',
  ),
  'v2-replicas-control.alone': told('没有 peer 策略时，这个标签不起作用'),
  'v2-replicas-control.other': (value) => told(`这里只有 "true" 有意义（放手）；${value} 不起作用`),
  'v2-min-ready.at-once': told('去掉：有它 DaemonSet 会一次换掉所有 Pod；改用 --soak'),
  'v2-min-ready.never': told('去掉：有它模块 Pod 永远不算可用，发布不会结束；改用 --soak'),
  'v2-deadline': told('去掉：这是停住的发布留下的标记，不是设置'),
  'v2-grace-period': (seconds) =>
    told(`${seconds} 改为 30：少于 30 秒时卸载与安装会竞争，基座上会没有模块，控制器也可能崩溃`),
  'v2-paused.paused': told(
    '暂停的 Deployment 不会发布',
    '去掉它；要在某个批次后停下，用 --pause-after N',
  ),
  'v2-paused.dropped': told('去掉：koupctl 会自己暂停和恢复'),
  'v2-strategy.recreate': told(
    '保留：Recreate 会同时从所有基座卸下模块，然后再安装',
    '用 RollingUpdate，或用 --policy uninstall-then-install 分批进行',
  ),
  'v2-strategy.history': told('保留：Kubernetes 不留旧版本，只能靠 koupctl 自己的记录回滚'),
  'v2-selector-version.taken': told('从选择器中去掉版本：选择器不能改，而版本会变'),
  'v2-selector-version.added': (label) => told(`加上选择器：${label}`),
  'v2-selector-live.kept': told('保持集群中的选择器：Kubernetes 不允许修改'),
  'v2-selector-live.label': (pinned) => told(`标签改为 ${pinned}：集群中的选择器要求如此`),
  'v2-selector-live.shared': (pinned, wanted, workload) =>
    told(
      `集群中的选择器里写着版本 ${pinned}，所以版本已是 ${wanted}，标签也只能不变：两个版本永远不能在同一基座上共存`,
      outOfSelector(workload),
    ),
  'v2-selector-live.never': (pinned, wanted, workload) =>
    told(
      `集群中的选择器里写着版本 ${pinned}，而且不能修改：${wanted} 永远无法用这个对象发布`,
      outOfSelector(workload),
    ),
  'v2-selector-match.added': (key, asked) => told(`给 Pod 加上标签 ${key}: ${asked}：选择器要求它`),
  'v2-selector-match.becomes': (key, said, asked) =>
    told(`${key}: ${said} 改为 ${asked}，与选择器一致：选择器选不中自己的 Pod 时，服务器会拒绝`),
  'v2-selector-match.live': (key, said, asked) =>
    told(
      `集群中的选择器要求 ${key}: ${asked}，而 Pod 上写的是 ${said}`,
      `写 ${asked}，或换一个名字部署`,
    ),
  'v2-selector-match.expression': (key, operator) =>
    told(`选择器要求 ${key} ${operator}，而 Pod 不符合`, '让 Pod 的标签符合选择器'),
  'v2-version-label': (version, env) => told(`标签改为 ${version}，即 ${env} 中的版本`),
};

function outOfSelector(workload: string): string {
  return `把它去掉一次即可，Pod 会保留：kubectl get ${workload} -o yaml > FILE，从 spec.selector 中删掉该标签，kubectl replace --force --cascade=orphan -f FILE`;
}
