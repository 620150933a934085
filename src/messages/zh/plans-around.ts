import type { plansAround as en } from '../en/plans-around.ts';
import { someOf } from './lists.ts';

const moves = (module: string) =>
  `${module} 的基座离开时，它在新基座上重新安装：在它的 Pod 到另一个基座之前，运行它的基座少一个`;

export const plansAround: typeof en = {
  found: (field, { text, fix }, where) =>
    `${field}：${text}${fix === undefined ? '' : `；${fix}`}${where}`,
  'takes-over': (fields, managers) =>
    `从 ${managers} 接管 ${fields.length} 个字段：${someOf(fields, 3)}`,
  'asks-again':
    '当前批次的基座上，如果安装没有留下痕迹，就让该基座再装一次，以得知原因（--no-ask-again 不这样做）',
  'nothing-proven': 'replicas 是 0：什么也不会运行，也无从证明',
  'asked-for': '按要求',
  'as-begun': '与发布开始时相同',
  'begun-by': (who) => `发布由 ${who} 开始`,
  'all-proven': '所有批次都已证明：只剩收尾',
  'batches-proven': (proven, of, next) =>
    `${of} 个批次中已有 ${proven} 个得到证明；下一批增加 ${next} 个基座`,
  'first-undone': '这是首次部署：回滚会删除工作负载',
  'undo-gap': '失去旧版本的基座在重新装好之前没有该模块',
  'undo-no-gap': '先重新激活旧版本，新版本再离开：不会有基座缺少模块',
  service: (name, text) => `Service ${name}：${text}`,
  'leads-to-bare': (pods) =>
    `它还会到 ${pods.length} 个不是模块的 Pod（${someOf(pods)}）：那里不一定有该模块`,
  'leads-to-others': (modules) =>
    `它还会到其他模块的 Pod（${someOf(modules)}）：一次调用遇到的基座可能只有其中一个`,
  'port-undeclared': (port, declared) =>
    `基座 Pod 没有声明它的 targetPort ${port}（声明的是 ${declared.join('、')}）：那里可能没有监听`,
  'own-addresses': '调用方必须能访问基座自己的地址，模块 Pod 用的就是它',
  'outside-network': (outside, of) =>
    `${of} 个基座中有 ${outside.length} 个在集群的 Pod 网络之外（${someOf(outside)}）：调用方必须能访问这些地址，例如通过 VPC`,
  'context-path': (modules) =>
    `基座用一个端口提供所有模块的服务：调用方要加上 ${modules.join(' 或 ')} 的上下文路径（jar 的 webContextPath）`,
  'stale-readiness': '它调用 Kubernetes 认为就绪的 Pod，这比基座的实际状态最多晚 18 秒',
  'base-beside': '新基座先与旧基座并存，旧基座在下一步离开',
  'base-instead': (why) => `旧基座先离开，新基座再来（它的 ${why} 没有别的方式）`,
  'base-instead-v1': '旧基座先离开，新基座再来（它的 strategy 没有别的方式）',
  'base-beside-v1': '新基座先与旧基座并存，启动后再有同样数量的旧基座离开',
  'base-versions': (deployment, from, to) => `${deployment} 从版本 ${from.join('、')} 变为 ${to}`,
  'base-versions-so': (deployment, from, to, how) =>
    `${deployment} 从版本 ${from.join('、')} 变为 ${to}：${how}`,
  'base-becomes': (deployment, version) => `${deployment} 变为 ${version}`,
  'base-becomes-so': (deployment, version, how) => `${deployment} 变为 ${version}：${how}`,
  'bases-gone': (how, size, of) =>
    `${how}：${of} 个基座中一次最多有 ${size} 个离开，连同上面的所有模块，直到新基座启动并装好模块`,
  'bases-gone-v1': (size, of) =>
    `${of} 个基座中一次最多有 ${size} 个离开，连同上面的所有模块，直到新基座启动`,
  'bases-need-room': (size) => `一步进行期间，最多还需要容纳 ${size} 个基座 Pod`,
  'one-replica-out': (module, version) =>
    `${module} 只有一个副本：从它的基座离开，到 ${version} 在新基座上装好，这期间停止服务`,
  'both-serve': (from, to) => `从第 2 步起，${from} 和 ${to} 同时提供服务，各在自己的基座上`,
  'other-stays': (module, here, version, left) =>
    `${module} 在其中 ${here} 个基座上，不能到版本 ${version}：之后它只剩 ${left} 个基座`,
  'other-moves': moves,
  'other-moves-alone': (module) =>
    `${moves(module)}；它只有一个副本，所以这期间停止服务，一分钟以上`,
  'both-undone':
    '任意两步之间都可以用 koupctl rollback 回滚：旧基座和模块先回来并得到证明，新的再离开',
  'out-beside': (size, of, module) =>
    `${of} 个 ${module} 中一次最多有 ${size} 个停止服务，从旧基座上卸载，到新基座（那时已经启动）上装好：几秒`,
  'out-between': (size, of, module) =>
    `${of} 个 ${module} 中一次最多有 ${size} 个停止服务，从基座离开，到新基座运行并被 V1 的控制器检查到（开始时每 10 秒一次）`,
  'version-stays': (version) =>
    `版本仍是 ${version}：证明的是，从空基座开始、带有新 url 的 Module，由基座自己说明模块已激活`,
  'dying-base': '期间自行停止的基座会以旧基座回来，并得到新包：会有提示，只有回滚才能修复',
  'silent-now': (count, names) => `${count} 个基座现在没有应答：${names.join('、')}`,
  'both-undone-v1': (url) =>
    `任意两步之间都可以用 koupctl rollback 回滚：先把 url 改回 ${url}，再是基座，同样逐个证明`,
  'joint-begun-by': (who) => `co-release 由 ${who} 开始`,
  'steps-proven': (proven, of) => `${of} 步中已有 ${proven} 步得到证明`,
  'as-joint-begun': '与 co-release 开始时相同',
  'url-back': (url) =>
    `先把 url 改回${url === undefined ? '原来的' : ` ${url}`}；V1 不会因此安装任何内容`,
  'template-back': (deployment, module) =>
    `然后 ${deployment} 恢复旧模板，逐步退回：每个旧基座重新得到 ${module}，证明之后才到下一个`,
  'base-back': (deployment, versions) =>
    `它的基座随之恢复：${deployment} 回到版本 ${versions.join('、')}，之后新基座才离开`,
};
