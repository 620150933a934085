import type { Messages } from '../messages.ts';
import { told } from '../told.ts';

export const recoveryFaults: Messages['faults']['recovery'] = {
  otherVersion: (record) =>
    told(
      `记录 ${record} 不是由这个版本的 koupctl 写的`,
      `用写它的那个 koupctl 继续；删除 ConfigMap ${record} 后，koupctl 就不再知道那次恢复`,
    ),
  writtenMeanwhile: (record) =>
    told(`另一个 koupctl 在此期间写了记录 ${record}`, '再执行同一条命令，会从它做到的地方继续'),
  noKind: (kind) =>
    told(
      `这个集群没有 ${kind} 这种对象`,
      '写成 --object KIND/NAME 或 KIND.GROUP/NAME；kubectl api-resources 列出有哪些 KIND，属于哪个 API 组',
    ),
  severalGroups: (kind, names) =>
    told(`${kind} 在多个 API 组中都有`, `写以下之一：--object ${names.join('、--object ')}`),
};
