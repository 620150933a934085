import { told } from '../told.ts';
import type { findingsV1 as en } from '../en/findings-v1.ts';

export const findingsV1: typeof en = {
  'v1-group.served': (found, installed) => told(`${found} 改为 ${installed}，即本集群提供的 API`),
  'v1-group.none': told(
    '本集群没有 ModuleDeployment 这个类型',
    '安装 V1 控制器，或改写成 V2 的 Deployment',
  ),
  'v1-group.documented': (group, right) =>
    told(
      `从来没有版本提供过 API 组 ${group}：它只出现在文档里`,
      `写 ${right}（deploy 会自动这样做）`,
    ),
  'v1-label-prefix.documented': (prefix, right) =>
    told(`没有控制器读取前缀 ${prefix}：它只出现在文档里`, `写 ${right}`),
  'v1-label-prefix.renamed': (key, right, group) =>
    told(`标签 ${key} 改为 ${right}：本集群的控制器读取 ${group} 前缀`),
  'v1-label-prefix.dropped': (key, right) => told(`去掉标签 ${key}：已经有 ${right}`),
  'v1-stray-label': (group, key, right) =>
    told(`API 组为 ${group} 的控制器不读取 ${key}`, `写 ${right}`),
  'v1-labels': told('加上一个标签：一个标签都没有时控制器会崩溃，每次重启都会再崩'),
  'v1-module.base': told('缺少 baseDeploymentName：不知道是哪个基座', '写上基座的 Deployment 名'),
  'v1-module.missing': (field) =>
    told(`缺少模块的 ${field}`, `设置 spec.template.spec.module.${field}`),
  'v1-replicas.missing': told(
    '没有写 replicas，控制器按 0 处理：什么都不会安装',
    '设置 spec.replicas',
  ),
  'v1-replicas.invalid': told(
    'replicas 要写整数，或写 -1 表示每个基座 Pod 一个',
    '设置 spec.replicas',
  ),
  'v1-replicas.all': told(
    '控制器把 -1 换成当时的基座 Pod 数，之后不再跟随；每个基座 Pod 都装了模块就没有空闲基座，V1 无法升级',
    '写一个小于基座 Pod 数的数字',
  ),
  'v1-ignored': (field) => told(`保留，但没有任何 V1 版本处理 ${field}`),
  'v1-unknown-field': (meant) =>
    told(
      'V1 在这里没有这个字段：服务器会悄悄丢弃它',
      meant === undefined ? '去掉它，或检查拼写' : `写 ${meant}`,
    ),
  'v1-field-type.boolean': (value, meant) =>
    told(
      `服务器会拒绝这里的 ${value}：需要 true 或 false`,
      meant === undefined ? '写 true 或 false' : `写 ${meant}，不加引号`,
    ),
  'v1-field-type.integer': (value, meant) =>
    told(
      `服务器会拒绝这里的 ${value}：需要整数`,
      meant === undefined ? '写一个数字' : `写 ${meant}，不加引号`,
    ),
  'v1-module-template': told('没有任何组件读取 ModuleTemplate', '写 ModuleDeployment'),
  'v1-duplicate-module': (other) =>
    told(`${other} 是同一个模块：V1 会让两者互相缩容`, '放到不同的命名空间，或合成一个'),
  'v1-upgrade-policy.unknown': (value, known) =>
    told(`没有 ${value} 这种升级策略：控制器会忽略它`, `写 ${known.join('、')} 之一`),
  'v1-upgrade-policy.spelled': (value, right) => told(`${value} 改为 ${right}：这是控制器的写法`),
  'v1-upgrade-policy.deletes': told(
    '这个策略会删除旧版本所在的基座 Pod，连同上面的所有模块',
    '用 install_then_uninstall',
  ),
  'v1-upgrade-policy.twice': told('去掉：operationStrategy.upgradePolicy 已经写了'),
  'v1-upgrade-policy.moved': told('移到 operationStrategy：0.5.0 之后的版本在那里读取'),
  'v1-same-policy': told(
    '控制器的做法与 install_then_uninstall 相同：先装到没有该模块的基座，再从别的基座卸载',
  ),
  'v1-scheduling-policy.unknown': (value, known) =>
    told(`服务器会拒绝调度策略 ${value}`, `写 ${known.join(' 或 ')}`),
  'v1-scheduling-policy.spelled': (value, right) =>
    told(`${value} 改为 ${right}：其他写法服务器都会拒绝`),
  'v1-spread-wish': (wish, before) =>
    told(
      before === undefined ? `按 --spread 设为 ${wish}` : `按 --spread 由 ${before} 改为 ${wish}`,
    ),
  'v1-gray-time.twice': told('去掉：grayTimeBetweenBatchSeconds 已经写了'),
  'v1-gray-time.seconds': told(
    '批次间的灰度时间是以秒为单位的整数',
    '写 grayTimeBetweenBatchSeconds: 60',
  ),
  'v1-gray-time.renamed': told('改为 grayTimeBetweenBatchSeconds：grayTime 会被服务器悄悄丢弃'),
  'v1-confirm': (field, known, stops) =>
    told(
      [
        '去掉：',
        field === known ? '' : `本集群的控制器没有 ${field}；`,
        `koupctl 会逐批自己设置 ${known}`,
        stops
          ? '（要在某个批次后停下，用 --pause-after N）'
          : '（要放行下一个批次，再次执行 koupctl deploy）',
      ].join(''),
    ),
  'v1-max-unavailable.never': told('去掉：计划过但从未实现；一次动多少由批次决定'),
  'v1-max-unavailable.refused': (value) =>
    told(`去掉：服务器会拒绝这里的 ${value}，而且没有任何版本处理它`),
  'v1-batches.gray': told(
    '不用 koupctl 时：有灰度时间却不确认，发布会在第一批之后永远停住',
    '设置 needConfirm: true',
  ),
  'v1-batches.rest': (replicas, batches) =>
    told(
      `不用 koupctl 时：${replicas} 个副本分 ${batches} 批，最后会装多`,
      '设置 needConfirm: true，或写一个能整除副本数的批次数',
    ),
  'v1-batches.beta': told('不用 koupctl 时：beta 批次仍然要等待确认'),
  'v1-beta': (batches) =>
    told(`不用 koupctl 时：先发布一个副本，总要等待确认，之后还有 ${batches} 批`),
  'v1-free-bases.short': (wanted, there) =>
    told(
      `${there} 个基座 Pod 上要 ${wanted} 个副本：其中 ${wanted - there} 个会一直等待`,
      '增加基座的副本，或减少模块的副本',
    ),
  'v1-free-bases.none': told(
    '每个基座 Pod 都已有该模块：V1 只往没有该模块的基座上安装，因此无法升级',
    '让基座的副本比模块多一个',
  ),
  'v1-free-bases.batch': (batch, free, batches) =>
    told(
      `不用 koupctl 时：一批 ${batch} 个，空闲的基座 Pod 只有 ${free} 个；找不到基座的会被遗忘，发布却显示 Completed`,
      `把 batchCount 设为 ${batches} 或更大`,
    ),
  'v1-service.port': (name) =>
    told(
      `Service 需要端口：否则控制器创建 ${name} 会失败，而且只写在自己的日志里`,
      '设置 serviceStrategy.port',
    ),
  'v1-service.arklet': (port) =>
    told(`${port} 是 Arklet 的端口：任何调用者都能安装和卸载模块`, '写基座 Web 服务器的端口'),
  'v1-service.made': (name) =>
    told(
      `控制器会创建名为 ${name} 的 Service（NodePort，在每个节点上开放）；之后这里的修改它不再跟随`,
    ),
  'v1-service.late': (marker) =>
    told(
      '控制器只在对象创建时生成 Service：这里的修改不会有任何作用',
      `在文件中自己写一个 Service，选择器为 ${marker}: "true"，serviceStrategy 保持与集群一致；或使用 --service-port 和 --target-port`,
    ),
  'v1-service.left': (name, namespace) =>
    told(
      `名为 ${name} 的 Service 会保留，删除本对象后也不会清理：只有这里开启时控制器才会删除它`,
      `自己删除它（kubectl delete service ${name} -n ${namespace}），或保持开启`,
    ),
};
