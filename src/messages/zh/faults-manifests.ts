import { told } from '../told.ts';
import type { Messages } from '../messages.ts';

export const manifestFaults: Messages['faults']['manifests'] = {
  yaml: (why) => told(`YAML 语法错误：${why}`),
  yamlVersion: (version) => told(`kubectl 读取 YAML 1.1，而不是 ${version}`, '去掉 %YAML 那一行'),
  noMap: told('这不是 Kubernetes 对象：这里应该是映射（map）'),
  missing: (fields, isNameless) =>
    told(
      `缺少，或不是字符串：${fields.join('、')}`,
      isNameless ? '给它起名字（不能用 generateName：发布要能再找到自己的对象）' : undefined,
    ),
  namespace: told('metadata.namespace 不是字符串', '加上引号'),
  aliasesCopyTooMuch: told('别名展开后的内容过多'),
  aliasUnknown: (name) => told(`别名 *${name} 没有对应的锚点`),
  aliasInItself: (name) => told(`别名 *${name} 包含了自己`),
  keyTwice: (key) => told(`键 ${key} 在这个映射里写了两次`),
  mergeOnlyMaps: told('<< 只能合并映射（map）'),
  keyIsText: told('键必须是字符串'),
  tag: (tag) => told(`不支持标记 ${tag}`),
  inexact: (number) => told(`数字 ${number} 无法精确保存`, `写成字符串："${number}"`),
  noObject: (paths) => told(`${paths.join('、')} 中没有 Kubernetes 对象`),
  emptyFolder: (path) => told(`目录 ${path} 里没有 .yaml、.yml 或 .json 文件`),
  noFile: (path) => told(`${path}：没有这个文件或目录`),
  unreadable: (path, code) => told(`${path}：无法读取${code === undefined ? '' : `（${code}）`}`),
  noTemplates: told('缺少 koupctl 自带的模板'),
  unusedVariable: (name, used) =>
    told(`模板里没有用到变量 ${name}`, `模板用到的变量：${used.join('、')}`),
  unknownVariable: (name, known) => told(`没有变量 "${name}"`, `可用的变量：${known.join('、')}`),
  variableInText: (name, isEmpty) =>
    told(`变量 ${name} ${isEmpty ? '没有值' : '是列表或映射'}，不能放在文本中间`),
  noSetting: (text) => told(`"${text}" 不是 --set 的写法`, '写 --set key=value 或 --set key:=JSON'),
  noJson: (key, value) =>
    told(`${key} 的值不是 JSON：${value}`, `要写文本，用 --set ${key}=${value}`),
  whichBaseV1: (module) =>
    told(
      `没有指定 ${module} 的基座：V1 按基座的 Deployment 查找`,
      '用 --base-deployment NAME 指定',
    ),
  whichBaseV2: (module, label) =>
    told(
      `没有指定 ${module} 的基座：V2 按基座名查找`,
      `用 --base NAME 指定（kubectl get nodes -L ${label} 可列出基座）`,
    ),
  peerCluster: told(
    'peer 副本需要基座的集群名：控制器按它统计',
    '加上 --cluster-name NAME，或写明副本数',
  ),
};
