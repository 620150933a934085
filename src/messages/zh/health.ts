import type { Messages } from '../messages.ts';

const not = (counts: boolean | undefined): string =>
  counts === false ? '（不影响基座整体健康状态）' : '';

export const health: Messages['health'] = {
  scenarios: {
    start: (status) =>
      status === 'UP'
        ? '无模块基座：基座健康'
        : status === 'UNKNOWN'
          ? '基座正在启动中'
          : '基座不健康：启动失败或健康检查点不健康',
    'static-merge': (status) =>
      status === 'UNKNOWN'
        ? '静态合并部署：基座或随其启动的模块正在启动中'
        : '静态合并部署：基座或模块启动失败',
    'hot-deploy': (status, counted) =>
      status === 'UP'
        ? '热部署：基座健康；模块未启动成功不影响整体健康状态（withAllBizReadiness 未开启）'
        : status === 'UNKNOWN'
          ? `热部署：模块正在启动中${counted === true ? '，并影响整体健康状态（withAllBizReadiness 已开启）' : ''}`
          : counted === true
            ? '热部署：模块启动失败或正在卸载，并影响整体健康状态（withAllBizReadiness 已开启）'
            : '热部署：基座或模块不健康；模块启动结果不影响整体健康状态（withAllBizReadiness 未开启）',
    running: (status) =>
      status === 'UP' ? '运行中：基座和模块都健康' : '运行中：基座不健康或模块不健康',
  },
  reasons: {
    'base-starting': (what) => `基座 ${what} 正在启动中：请等待（koupctl health --wait）`,
    'base-start-failed': (what) => `基座 ${what} 启动失败：原因见基座日志`,
    'module-starting': (what, _, counts) => `模块 ${what} 正在启动中${not(counts)}`,
    'module-start-failed': (what, _, counts) =>
      `模块 ${what} 启动失败或正在卸载${not(counts)}：koupctl biz query 可查看`,
    'module-unhealthy': (what, detail) =>
      `模块 ${what} 自身不健康${detail === '' ? '' : `：${detail}`}`,
    'module-no-context': (what) =>
      `模块 ${what} 没有 Spring 上下文：正在启动，或启动失败后仍被基座保留；用 koupctl biz uninstall 卸载 broken 的模块后基座恢复健康`,
    metaspace: () =>
      '元空间超过阈值（metaspaceThreshold，且 metaspaceCheck 已开启）：请卸载不需要的模块，或调大后重启基座',
    'refuses-traffic': (what) =>
      `${what}：基座拒绝流量，例如模块正在安装、卸载或启动失败（withAllBizReadiness）`,
    component: (what, detail) => `${what} 为 ${detail}`,
    hidden: () =>
      '未显示组成部分：请配置 management.endpoint.health.show-components=always 和 management.endpoint.health.show-details=always',
    foreign: () => '没有 Koupleless 的内容：基座 runtime 低于 1.1.0，或不是 Koupleless 基座',
  },
  statusLine: (url, status) => `健康状态 ${url}：${status}`,
  unreachable: (url, why) => `${url}：没有应答：${why}`,
  notExposed: (url) =>
    `${url}：404：没有 actuator；需要 spring-boot-starter-actuator 及 management.endpoints.web.exposure.include=health,info；端口或路径不同时请用 --actuator-port、--actuator-path`,
  moduleNotExposed: (url) =>
    `${url}：404：模块没有 actuator；需要在模块的 application.properties 中配置 management.endpoints.web.exposure.include=health 并引入 spring-boot-starter-actuator`,
  notHealth: (url, status) => `${url}：应答 ${status}，但没有健康状态`,
  noInfo: (url) =>
    `${url}：没有模块和插件信息；配置 management.endpoints.web.exposure.include=health,info 后可显示`,
  noSuchModule: (module) => `基座上没有模块 ${module}`,
  noContextPath: (module) => `基座未说明 ${module} 的访问路径；请用 --context-path 指定`,
  titles: {
    meaning: '含义',
    base: '基座',
    module: '模块',
    plugins: '插件',
    because: '原因',
    note: '说明',
  },
  start: (status) => `启动 ${status}`,
  running: (status) => `运行 ${status}`,
  state: (state) => `状态 ${state}`,
  path: (path) => `路径 ${path}`,
  readiness: (readiness) => readiness,
  oldNames: '组成部分使用文档中的名称（masterBizStartUp、arkBizAggregate）',
  needs:
    '需要 runtime 1.1.0（文档写 1.2.1）和 sofa-ark 2.2.9；metrics 与探针状态需要 runtime 1.2.3',
  replay: '任何 runtime 都不支持基座启动时的模块回放：手工安装的模块在重启后消失',
  healthy: (what) => `${what} 健康（UP）`,
  unhealthy: (what, status) => `${what} 为 ${status}，不健康`,
  notUpYet: (what, seconds) => `${what} 在 ${seconds} 秒后仍未健康（UP）`,
  stopped: '已停止；仅作了查询',
  waiting: (text) => `等待中：${text}`,
};
