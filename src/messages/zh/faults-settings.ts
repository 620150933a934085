import { told } from '../told.ts';
import type { KeyMeant } from '../en/faults-settings.ts';
import type { Messages } from '../messages.ts';

const sizes = '写数字或百分比，例如 1,30%,100%';
const most = '写数字或百分比，例如 1 或 25%';

export const settingFaults: Messages['faults']['settings'] = {
  notABatchSize: (text) => told(`"${text}" 不是批次大小`, sizes),
  emptyBatch: (text) => told(`大小为 ${text} 的批次里没有基座`, sizes),
  moreThanAllBases: (text) => told(`${text} 超过了全部基座`, sizes),
  batchTooLarge: (text) => told(`${text} 太大`, sizes),
  notANumberOfModules: (text) => told(`"${text}" 不是模块数`, most),
  moreThanAllModules: (text) => told(`${text} 超过了全部模块`, most),
  tooLarge: (text) => told(`${text} 太大`, most),
  batchesTwice: told('batches 和 batchSize 不能同时设置', '只保留一个'),
  notADuration: (text) => told(`"${text}" 不是时长`, '写秒数（90），或 90s、15m、1h30m 这样的时长'),
  tooLong: (text) => told(`"${text}" 超过 24 天`, '写短一些的时长'),
  noTime: (text) => told(`"${text}" 没有留出任何时间`, '写大于 0 的时长'),
  otherName: (path, right) => told(`${path} 不会被读取`, `改名为 ${right}`),
  foreign: (path) =>
    told(
      `${path} 属于其他用户，而且所在的目录任何人都可写`,
      '换一个目录运行 koupctl，或把文件变成自己的',
    ),
  unreadable: (path, why) => told(`无法读取 ${path}：${why}`),
  keyTwice: told('这个键在上面已经出现过', '只保留一个'),
  notYaml: (why) => told(`不是有效的 YAML：${why}`),
  noKeys: told('文件内容不是键的列表', '每行写成 key: value'),
  unknownKey: (name, meant) => told(`没有 ${name} 这个键`, keyMeant(meant)),
  hasKeys: (name, below) => told(`${name} 下面还有键`, `在它下面写 ${below.join(' 和 ')}`),
  noValue: (name) => told(`${name} 没有值`, '写上值，或去掉这个键'),
  single: (name, leaf) => told(`${name} 只有一个值`, `写成 ${leaf}: value`),
  oddEntry: (name) => told(`${name} 里有一项不是普通的值`, '每项只写一个值'),
  noneOf: (text, allowed, near) =>
    told(
      `"${text}" 不在 ${allowed.join('、')} 之中`,
      near === undefined ? `写 ${allowed.join('、')} 之一` : `是不是 ${near}？`,
    ),
  empty: told('是空的', '写上值，或去掉这个键'),
  notACount: (text) => told(`"${text}" 不是批次数`, '写不小于 1 的整数'),
  notANamespace: (text) => told(`"${text}" 不是命名空间的名字`, '最多 63 个小写字母、数字和连字符'),
  notAnEnv: (text) =>
    told(`"${text}" 不是虚拟节点的环境名`, '最多 63 个字母、数字、连字符、点和下划线'),
  mistakes: (count) => told(`配置中有 ${count} 处错误`, '全部改正后再运行；没有执行任何操作'),
  stray: (name, near) => `没有 ${name} 这个设置；是不是 ${near}？`,
  wrongIn: (where, what) => `${where}：${what}`,
};

function keyMeant(meant: KeyMeant): string {
  if ('near' in meant) return `是不是 ${meant.near}？`;
  if ('known' in meant) return `可用的键：${meant.known.join('、')}`;
  const place = meant.holder === undefined ? '最上层' : `${meant.holder} 下面`;
  return `是不是${place}的 ${meant.elsewhere}？`;
}
