import type { Messages } from '../messages.ts';

const verbs = { install: '安装', uninstall: '卸载', switch: '切换' };

export const biz: Messages['biz'] = {
  notes: {
    installs: () => '安装该模块',
    beside: (versions) =>
      `与正在提供服务的 ${versions} 并存安装：基座默认不激活新版本，需 koupctl biz switch；若开启 activate.new.module 则立即切换`,
    gap: (versions) => `先卸载 ${versions} 再安装：期间及失败后均无版本提供服务`,
    'broken-first': () => '先卸载 broken 的版本，再安装',
    nameless: () => '以 jar 内的名称和版本安装',
    'already-active': () => '已激活',
    'already-dark': () => '已安装但未激活，Arklet 会拒绝：请用 koupctl biz switch 激活',
    'leaves-dark': (versions) =>
      `卸载：它正在提供服务，而 ${versions} 不会自动激活，卸载后将没有版本提供服务；请先 koupctl biz switch`,
    'serves-no-more': () => '卸载：它正在提供服务，卸载后将没有版本提供服务',
    'takes-off': () => '卸载：它未提供服务',
    'not-there': () => '已不在基座上',
    activates: () => '激活该版本',
    'goes-dark': (versions) => `激活该版本；${versions} 将变为未激活`,
    'nothing-to-switch': (versions) =>
      versions === ''
        ? '基座上没有该版本：请先安装'
        : `基座上没有该版本（有 ${versions}）：请先安装`,
    'not-switchable': (state) => `状态为 ${state}：只能切换到 deactivated 的版本`,
  },
  risks: {
    unchecked: (why) => `无法检查控制器是否会撤销此操作：${why === '' ? '没有集群' : why}`,
    orphan: (_, name, version) =>
      `这是 V2 控制器的虚拟节点，且没有 Pod 需要 ${name}:${version}：控制器会在约 15 秒内将其卸载；要长期保留请用 koupctl deploy ${name} --version ${version}`,
    'nameless-orphan': () =>
      '这是 V2 控制器的虚拟节点：没有 Pod 需要的模块会在约 15 秒内被卸载；请给出名称和 --version，或使用 koupctl deploy',
    'owned-uninstall': (who, name) =>
      `${who} 需要该模块且会继续认为它存在：koupctl offline 全部下线，koupctl replace ${name} 在单个基座上重新安装`,
    'owned-other-version': (who, name, version) =>
      `${who} 需要的是另一个版本：用 koupctl deploy ${name} --version ${version} 发布，用 koupctl rollback 回滚`,
    'owned-repair': (who, name) => `${who} 也需要该模块；koupctl replace ${name} 可完成并验证`,
    'owned-switch': (who) => `该模块属于 ${who}；koupctl status 可查看是否有发布正在进行`,
  },
  ends: {
    active: () => '已确认激活',
    dark: () => '已安装但未激活：其他版本继续提供服务；koupctl biz switch 可激活',
    gone: () => '已确认卸载',
    refused: (detail, verb) => `基座拒绝${verbs[verb]}：${detail}`,
    broken: () => '启动失败，基座将其列为 broken：原因见基座日志；再次安装前须先卸载',
    instead: (detail) =>
      `jar 实际安装了 ${detail}：基座以 jar 内的名称为准；koupctl biz query 查看当前状态`,
    'not-active': (detail) => `此前已安装且未激活（${detail}）：koupctl biz switch 可激活`,
    'not-seen': () => '基座应答成功但列表中未见：koupctl biz query 查看其列表',
    unsure: (detail) => `没有应答（${detail}），且此前已存在：无法确认是否重新安装`,
    threw: () => '失败，且 Arklet 无法说明原因：请查看基座日志；不带 --async 则会告知原因',
    forgotten: (detail) => `基座已不认识该请求（例如重启之后）：${detail}`,
    busy: (detail) => (detail === '' ? '仍在进行中' : `该模块的另一命令仍在进行中：${detail}`),
    'no-answer': (detail) => `基座没有应答，且尚未看到结果：${detail}`,
    interrupted: () => '进行中被中断：koupctl biz query 查看结果',
  },
  results: {
    done: '完成',
    failed: '失败',
    'timed-out': '超时',
    unreachable: '不可达',
    changed: '已变化',
    'not-tried': '未执行',
  },
  columns: {
    base: '基座',
    module: '模块',
    version: '版本',
    state: '状态',
    path: '路径',
    address: '地址',
    application: '应用',
    metaspace: '元空间',
    heap: '堆内存',
    up: '运行时长',
    java: 'JAVA',
    result: '结果',
    detail: '说明',
  },
  noBases: '没有指定基座',
  noBasesFix: '请用 --base-ip、--from-file、--selector（V2）或 --base-deployment（V1）指定',
  noFile: (file, why) => `无法读取 ${file}：${why}`,
  fileFix: '每行一个地址，如 10.1.0.45 或 10.1.0.45:1238；# 之后为注释',
  notAnAddress: (word) => `“${word}”不是基座地址`,
  addressFix: '请写成 10.1.0.45、10.1.0.45:1238 或 [fd00::1]:1238',
  nothingSelected: (selector) => `没有虚拟节点带有标签 ${selector}`,
  selectorFix:
    '例如 --selector base.koupleless.io/name=base；可用 kubectl get nodes --show-labels 查看',
  noDeployment: (name, namespace) => `命名空间 ${namespace} 中没有 Deployment ${name}`,
  deploymentFix: '请指定以其 Pod 为基座的 Deployment，并用 -n 指定命名空间',
  noPods: (name, namespace, over) =>
    `命名空间 ${namespace} 中的 Deployment ${name} 没有带地址${over === 0 ? '' : '且存活'}的 Pod${over === 0 ? '' : `：${String(over)} 个已结束或正在删除`}`,
  unreachable: (why) => `不可达：${why}`,
  nothingInstalled: (bases) => `${bases} 个基座上没有安装符合条件的模块`,
  noneReached: (bases) => `${bases} 个基座均不可达`,
  someUnwell: (silent, ill, bases) => `${bases} 个基座中 ${silent} 个不可达；${ill} 个 broken`,
  asked: (bases) => `已询问 ${bases} 个基座`,
  stopped: '已停止；对基座仅作了查询',
  title: (verb, what, url, bases) =>
    [`在 ${bases} 个基座上${verbs[verb]}`, what, url === '' ? '' : `（${url}）`]
      .filter((part) => part !== '')
      .join(' '),
  checkedWith: (context, server) => `已与集群 ${context}（${server}）核对`,
  runsNow: (list) => (list === '' ? '当前没有模块' : `当前 ${list}`),
  oddName: (name) =>
    `jar 文件名不以 ${name} 开头：基座不检查名称，若是其他模块的 jar，将以其自身名称安装`,
  nothing: '无需处理',
  changed: (list) =>
    `展示之后基座上的模块已变化：${list === '' ? '当前没有模块' : `当前 ${list}`}；未向其发送任何命令`,
  notTried: '因其他基座失败而未执行',
  refused: (refused, bases) => `${bases} 个基座中有 ${refused} 个因上述原因被拒绝；未发送任何命令`,
  forceHint: '--force 可强制执行',
  dryRun: '试运行：未发送任何命令',
  question: (verb, bases) => `确认在 ${bases} 个基座上${verbs[verb]}？`,
  declined: '已取消；未发送任何命令',
  ended: (done, bases) => `${bases} 个基座中有 ${done} 个已确认`,
};
