import type { Messages } from '../messages.ts';
import { told } from '../told.ts';

const wholeCommand = (module: string) =>
  `用 koupctl co-release ${module} --version V --url U --base-deployment NAME --base-image IMAGE --base-version V`;

export const coReleaseFaults: Messages['faults']['coRelease'] = {
  noBase: (deployment) =>
    told(
      `没有 Deployment ${deployment}：不知道是哪些基座`,
      '写运行基座应用的 Deployment：--base-deployment NAME，--base-namespace NAMESPACE',
    ),
  basePaused: (base, typed) =>
    told(`${base} 被别人暂停了`, `先弄清原因；用 kubectl rollout resume ${typed} 恢复`),
  baseHeld: (base, by) =>
    told(
      `${base} 已被${by === undefined ? '一次发布' : `发布 ${by} `}停住`,
      '先完成那一次：koupctl co-release NAME --resume，或对它的模块执行 koupctl rollback NAME',
    ),
  noVnode: (base, command) =>
    told(
      `没有虚拟节点对应 ${base} 的 Pod：无法确定它的基座`,
      `用 ${command} 列出基座；基座按主机名（即 Pod 名）或地址识别`,
    ),
  noAddress: '没有地址',
  sameVersion: (base, version) =>
    told(
      `${base} 的基座已经声明自己是版本 ${version}`,
      '新旧基座只靠版本区分：给新基座一个自己的版本',
    ),
  versionsThere: (versions) => `现有的版本：${versions.join('、')}`,
  whichContainer: (base, count, names) =>
    told(
      `${base} 有 ${count} 个容器：不知道哪个是基座`,
      `写 --base-container ${names.join(' 或 ')}`,
    ),
  noContainer: (base, wanted, names) =>
    told(`${base} 没有容器 ${wanted}`, `写 --base-container ${names.join(' 或 ')}`),
  oddVariable: (text) => told(`--base-env ${text}：要写成 NAME=value`),
  undoing: (version, workload, typed) =>
    told(`${workload} 上到 ${version} 的联合发布正在回滚`, `用 koupctl rollback ${typed} 继续回滚`),
  underWay: (workload, base, who, resume, typed) =>
    told(
      `${who} 正在把 ${workload} 与它的基座 Deployment ${base} 一起发布`,
      `用 ${resume} 继续，或用 koupctl rollback ${typed} 把两者一起回滚`,
    ),
  otherManifest: (manifest, named) =>
    told(`清单写的是 ${manifest}，命令里写的是 ${named}`, '命令里写清单中的那一个'),
  otherVersion: (workload, module, runs, asked) =>
    told(
      `${workload} 运行的是 ${module} ${runs}，而要求的是 ${asked}：版本不同时，V1 的控制器会立即把它装到旧基座上`,
      `写 --version ${runs} 和新的 url；如果 ${asked} 在旧基座上也能运行，先 koupctl deploy 它，再发布基座`,
    ),
  urlOfItsOwn: '与基座一起发布时，ModuleDeployment 保持同一版本，只换 url',
  otherFields: (workload, fields, typed) =>
    told(
      `${workload} 与基座一起发布时只能改 url，不能改 ${fields.join('、')}`,
      `在此之前或之后单独修改：koupctl deploy，koupctl scale ${typed}`,
    ),
  otherBase: (workload, own, named) =>
    told(
      `${workload} 在 Deployment ${own} 的基座上，而不是 ${named} 的`,
      '去掉 --base-deployment 和 --base-namespace',
    ),
  sameBase: (base) =>
    told(`${base} 没有任何变化：不会有基座重新创建`, '写新的 --base-image，或不同的 --base-env'),
  needs: (missing) =>
    told(
      `co-release 需要 ${missing.join('、')}：基座要变成什么样？`,
      `${wholeCommand('MODULE')}；已停住的发布用 --resume`,
    ),
  onlyDeployments: (kind, name, label) =>
    told(
      `co-release 只能把 Deployment 与基座一起发布，不能发布 ${kind}`,
      `手工进行：先部署只上新基座版本（${label}）的 ${name}，再发布基座的 Deployment`,
    ),
  noServices: (names) =>
    told(
      `co-release 不带 Service：${names.join('、')} 是随模块给出的`,
      '这里去掉它，在此之前或之后用 koupctl deploy 应用',
    ),
  loose: (workload, node, version, label) =>
    told(
      `新的 ${workload} 也可能上旧基座（${node}）：必须限定到版本 ${version}`,
      `在节点亲和性里要求 ${label} In [${version}]`,
    ),
  notToNew: (workload, why, command) =>
    told(`新的 ${workload} 上不了新基座：${why}`, `用 ${command} 查看基座怎样声明自己`),
  notKept: (workload, command) =>
    told(
      `正在运行的 ${workload} 没有限定基座版本：旧基座下线时，它的 Pod 会到新基座上`,
      `先限定它：${command}`,
    ),
  noReplicas: (workload) =>
    told(`${workload} 的副本数为 0：什么都无法证明`, '写 --replicas，或单独发布基座'),
  together: (workload, replicas) =>
    told(
      `没有任何约束打散 ${workload} 的 Pod：${replicas} 个都会到第一个新基座`,
      '用 --spread hard，或按 kubernetes.io/hostname 要求 Pod 反亲和性',
    ),
  tooFew: (replicas, base, free) =>
    told(
      `要 ${replicas} 个 Pod，而 ${base} 只带来 ${free} 个新基座`,
      `写 --replicas ${free}，或先增加基座的副本`,
    ),
  nothingNew: (workload, version) =>
    told(
      `${workload} 在这些基座上已经是 ${version}：没有要与基座一起发布的内容`,
      '单独发布基座：kubectl set image，或 kubectl apply',
    ),
  anotherStands: ({ workload, version, url, baseVersion, who }, resume, typed) =>
    told(
      `${workload} 上还有 ${who} 的联合发布没有结束：到 ${version}（${url}），基座版本 ${baseVersion}`,
      `用 ${resume} 完成它，或回滚：koupctl rollback ${typed}`,
    ),
  nothingStands: (name, namespace) =>
    told(
      `${namespace === undefined ? '' : `命名空间 ${namespace} 中，`}${name} 上没有进行中的联合发布`,
      `用 koupctl status ${name} 查看正在运行的内容；在第一步之前中断的，用原来的命令重新开始`,
    ),
  noModule: (workload, module) =>
    told(
      `没有名为 ${workload} 的 ModuleDeployment 可与基座一起发布`,
      `co-release 修改的是正在运行的模块的 url：先用 koupctl deploy ${module} 部署到旧基座`,
    ),
  needsVersion: (module) => told(`模块 ${module} 还需要 --version`, wholeCommand(module)),
};
