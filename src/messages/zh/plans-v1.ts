import type { plansV1 as en } from '../en/plans-v1.ts';
import { someOf } from './lists.ts';

export const plansV1: typeof en = {
  'never-completed': (available, of, former) =>
    `没有要改的，但只有 ${available}/${of} 个模块是 Available${former > 0 ? `，还剩 ${former} 个旧版本的模块` : ''}：用 koupctl status 查看原因`,
  'fewer-meanwhile': (largest) =>
    `V1 在安装一个批次的同时，从同样数量的基座上卸载旧版本：批次健康之前，提供服务的最多少 ${largest} 个，是哪些由控制器决定`,
  'rest-behind': (rest) =>
    `副本数比现在少：V1 会把旧版本留在 ${rest} 个基座上；koupctl 在最后把它卸载`,
  'over-limit': (shut, limit) =>
    `${shut} 个基座的模块数超过 max-module-count ${limit ?? ''}：它们会失去旧版本，也得不到新版本`,
  'unready-chosen': (names) =>
    `${someOf(names, 3)} 未就绪，但 V1 的控制器仍可能选中这样的基座，批次就会等它`,
  'silent-v1': (silent, of) =>
    `从这里询问，${of} 个基座中有 ${silent.length} 个没有应答（${someOf(silent, 3)}）：无法证明它们运行的内容；--arklet proxy 通过 API server 询问，--proof kubernetes 相信 Module 的状态`,
  'deletes-bases':
    'upgradePolicy scaleup_then_scaledown：控制器缩容时会删除基座 Pod，连同上面运行的其他内容',
  'undo-churns': (version) =>
    `回滚是${version === undefined ? '旧版本' : ` ${version} `}的一次新发布：V1 会在每个基座上重新安装，包括它还在运行的基座，同时进行的数量取决于空闲基座数`,
  'undo-deletes-module': '首次部署没有更早的版本：回滚会删除 ModuleDeployment',
  'spread-later': (wanted, now) =>
    `V1 从下一个版本起采用 ${wanted}：运行中的留在原处，对它的伸缩仍${now === '' ? '没有策略' : `按 ${now}`}`,
  'spread-v1': (policy, limit) => {
    const most = limit === undefined ? '' : `，每个基座最多 ${limit} 个（max-module-count）`;
    return `${orders[policy] ?? '顺序无法预知'}${most}；同一基座不会装两次`;
  },
  'v1-policy': 'V1 装到空闲的基座，同时从同样数量的其他基座上卸载旧版本',
  'tried-again': (available, of) =>
    `只有 ${available}/${of} 个模块是 Available：让控制器重试其余的`,
  'rolled-in': (batches, why) => `分 ${batches} 批发布：${why}`,
  'needs-more-free': (batches, free) =>
    `分 ${batches} 批所需的空闲基座多于现有的 ${free} 个，而 V1 会忘掉找不到基座的模块`,
  overshoots: (batches, replicas) => `分 ${batches} 批时 V1 的控制器会超出 ${replicas} 个副本`,
  'beta-counts': (batchCount, made) =>
    `batchCount ${batchCount} 按文档是${batchCount === 1 ? ' 1 批' : ` 1 批再加 ${batchCount - 1} 批`}；这个控制器实际分 ${made.length} 批：${made.join('、')}，本计划也是如此`,
  borrows: (batchCount, useBeta, own) =>
    `发布期间：needConfirm true，grayTimeBetweenBatchSeconds 0，batchCount ${batchCount}，useBeta ${useBeta}；最后恢复你的设置${own.length > 0 ? `：${own.join('、')}` : ''}`,
  'confirmed-singly': '去掉：批次得到证明后逐个确认',
  'counted-once': (replicas) =>
    `-1 变为 ${replicas}，即现有的基座数：V1 的控制器也会写成这个数，之后不再跟随基座`,
  'unready-placed': (names) =>
    `没有该模块的基座中有 ${names.length} 个未就绪（${someOf(names, 3)}）：V1 的控制器不看这一点，安放到那里的模块会一直是 Upgrading`,
  'v1-chooses': '哪些基座失去它由 V1 决定，按每个基座上的模块数',
  'steps-itself': 'koupctl 自己逐步改变副本数：期间 batchCount 为 1，不用确认；最后恢复你的设置',
  'borrowed-before': '之前的一次运行借用过：最后恢复',
  'installs-first': (policy, revision) =>
    `${policy} 缩容时会删除整个基座 Pod：先把版本记录 ${revision} 改为 install_then_uninstall`,
  'empty-release': '删除之前先写一次空发布：V1 的控制器只删除 Completed 的内容，否则会要求确认',
  'deleted-by-v1': '由 V1 的控制器一并删除',
};

const orders: Readonly<Record<string, string>> = {
  scatter: 'scatter：先用模块最少的基座',
  stacking: 'stacking：先用模块最多的基座',
};
