import type { Messages } from '../messages.ts';
import { told } from '../told.ts';

export const clusterFaults: Messages['faults']['cluster'] = {
  noKubeconfig: told('没有找到 kubeconfig', '设置 KUBECONFIG，或用 --kubeconfig 指定文件'),
  unreadable: (file, code, isDenied) =>
    told(
      `无法读取 kubeconfig ${file}：${code}`,
      isDenied ? `执行 chmod u+r ${file}` : '用 --kubeconfig 选择另一个文件',
    ),
  notYaml: (why) => told(`kubeconfig 不是合法的 YAML：${why}`),
  noMap: (file) => told(`${file} 不是 kubeconfig：内容不是映射`),
  noList: (file, key) => told(`${file}：${key}s 不是列表`),
  nameless: (file, key) => told(`${file}：有一个 ${key} 没有名称`),
  noCurrentContext: (where) => told(`${where} 没有指定当前 context`, '用 --context 选择一个'),
  noContext: (name, where) => told(`${where} 中没有 context "${name}"`, '用 --context 选择一个'),
  noClusterOf: (context, where) => told(`${where} 中的 context "${context}" 没有指定集群`),
  noServerOf: (context, where) => told(`${where} 中 context "${context}" 的集群没有 server`),
  missing: (key, context, name) =>
    told(`context "${context}" 的 ${key} 是 "${name}"，但 kubeconfig 中没有它`),
  notAUrl: (context, server) => told(`context "${context}" 的 server 不是 URL：${server}`),
  noPlugin: (command, hint) =>
    told(
      `${command === undefined ? 'auth provider' : `凭证插件 ${command}`} 没有安装`,
      hint.length > 0 ? `按插件的说明：${hint.join('\n')}` : '按该集群的方式获取凭证',
    ),
  noCredentials: (command) =>
    told(
      `${command === undefined ? 'auth provider' : `凭证插件 ${command}`} 没有给出凭证`,
      '按该集群的方式获取凭证',
    ),
  credentialFile: (field, file) =>
    told(`无法读取 kubeconfig 指定的 ${field}`, `检查文件 ${file}，或为该集群重新获取 kubeconfig`),
  badKeys: (server) => told(`kubeconfig 中 ${server} 的证书或密钥不可用`, renew),
  notKubernetes: (server, context) =>
    told(`${server} 上应答的不是 Kubernetes API server`, `检查 context ${context} 的 server`),
  unauthorized: (server, user) =>
    told(
      `${server} 不接受${user === '' ? '没有凭证的请求' : `用户 "${user}" 的凭证`}`,
      '重新登录，或为该集群重新获取 kubeconfig',
    ),
  certificateEnded: (at) => `客户端证书已于 ${at} 到期`,
  refuses: (what) => told(`服务器拒绝 ${what}`),
  mayNot: (user, verb, command) =>
    told(`用户 "${user}" 没有权限：${verb}`, `用这条命令核实：${command}`),
  absent: (what, why) => told(`无法 ${what}：${why}`),
  exists: (what) => told(`无法 ${what}：对象已经存在`),
  owned: (what) => told(`无法 ${what}：其中的字段属于其他管理者`),
  changed: (what) => told(`无法 ${what}：对象在此期间被修改或替换`),
  unexpected: (what) => told(`无法 ${what}：对象与预期不符`),
  gone: (object) => told(`${object} 已经不存在`),
  rejects: (object) => told(`服务器不接受 ${object}`),
  disruption: (what) => told(`PodDisruptionBudget 现在不允许 ${what}`),
  tooBusy: (server, what) => told(`${server} 太忙，无法 ${what}`, '稍后再试'),
  unwell: (server, what, code, webhook) =>
    told(
      `${server} 现在无法 ${what}：返回 ${code}`,
      webhook === undefined ? undefined : `检查准入 webhook ${webhook}：服务器访问不到它`,
    ),
  odd: (server, code, what, context) =>
    told(
      `${server} 对 ${what} 返回 ${code}`,
      `检查 context ${context} 的 server 是否为 Kubernetes API server`,
    ),
  unknown: (scope) => told(`服务器不认识 ${scope}`, '用 kubectl api-resources 查看'),
  podUnreached: (port, pod, why) => told(`API server 访问不到 pod ${pod} 的端口 ${port}：${why}`),
  podAnswered: (code, text) => told(`返回 ${code}：${text}`),
  network: {
    refused: (server, context) =>
      told(`${server} 拒绝连接`, `API server 是否在运行？${address(context)}`),
    noHost: (server, context) =>
      told(`无法解析 ${server} 的主机名`, `检查 DNS；${address(context)}`),
    noWay: (server, context) => told(`没有到 ${server} 的路由`, address(context)),
    silent: (server, context, why) => told(`${server} 没有应答：${why}`, address(context)),
    certificateOver: (server) =>
      told(`${server} 的证书已过期`, '更新 API server 的证书，并检查本机时钟'),
    certificateEarly: (server) => told(`${server} 的证书尚未生效`, '检查本机时钟'),
    otherNames: (server) =>
      told(
        `${server} 的证书是签给其他名称的`,
        '使用证书中的名称，或在 kubeconfig 中设置 tls-server-name',
      ),
    otherAuthority: (server) =>
      told(
        `${server} 的证书不是由 kubeconfig 中的证书颁发机构签发的`,
        `${renew}：这个地址后面可能是另一个集群`,
      ),
    noTls: (server) => told(`${server} 与本机无法就 TLS 达成一致`, renew),
    notKubernetes: (server, context) =>
      told(`${server} 上应答的不是 Kubernetes API server`, address(context)),
    broke: (server, context) => told(`与 ${server} 的连接中断`, `再试一次；${address(context)}`),
  },
  unsure: (what) => `不知道 ${what} 是否已经生效：重做之前先查看`,
  itAnswered: (text) => `返回的内容：${text}`,
  ownedBy: (field, manager) => `${field} 属于 ${manager}`,
  notThere: (path) => `${path} 不存在`,
  misfit: {
    some: '补丁的某项检验没有通过，或它要修改的内容不存在',
    otherObject: '现在用这个名字的是另一个对象',
    absent: (path) => `${path}：不存在`,
    other: (path) => `${path}：值不一样`,
    expected: (path, expected, is) => `${path}：应为 ${expected}，实际是 ${is}`,
  },
  trouble: {
    noAnswer: (time) => `${time} 内没有应答`,
    noConnection: (time) => `${time} 内没有建立连接`,
    stoppedComing: (time) => `应答中断了 ${time}`,
    endless: '应答一直没有结束',
    broke: '应答到一半时连接中断',
    badlyCompressed: '应答的压缩数据有误',
    watchSilent: 'watch 没有动静',
    watchBroke: 'watch 中断',
    watchFailed: (why) => `watch 失败：${why}`,
    noEvent: 'watch 收到的不是事件',
  },
  nobodyThere: told('这里没有人能回答：不是终端', '先看计划，再加上 --yes'),
  noAnswer: told('还没有回答，标准输入就已关闭'),
  unwritten: (why) => told(`无法写出结果：${why}`),
};

const renew = '为该集群重新获取 kubeconfig';

function address(context: string): string {
  return `检查 context ${context} 的 server、VPN 与代理设置`;
}
