import type { Messages } from '../messages.ts';
import { told } from '../told.ts';

export const batchFaults: Messages['faults']['batches'] = {
  tooLarge: (batch, size, limit, flags, beside) =>
    told(
      `第 ${batch.number} 批（共 ${batch.of} 批）会让 ${size} 个模块停止服务，而 --max-unavailable 是 ${limit}`,
      `用 ${[...flags, ...(beside ? ['--policy install-then-uninstall（基座能同时装两个版本，或有空闲基座时）'] : [])].join('，或 ')}`,
    ),
  bothAtOnce: 'V1 的控制器在安装一个批次的同时，就从同样数量的基座上卸载旧版本',
  withoutMeanwhile: 'uninstall-then-install：批次中的基座在新版本装好之前没有该模块',
  podGoesFirst: (kind) => `${kind} 先移走 Pod，再创建后继的 Pod`,
  notOfV1: (sizes) =>
    told(
      `V1 的控制器做不到大小为 ${sizes} 的批次：它只会均分成若干批（向上取整），并可在前面加一个大小为 1 的 beta 批次`,
      '从可行的方式中选一个',
    ),
  possible: (flags, sizes) => `可行：${flags} 得到 ${sizes}`,
  tooFewFree: (batch, of, size, free, fewest) =>
    told(
      `第 ${batch} 批（共 ${of} 批）要安放 ${size} 个模块，而那时空闲的基座只有 ${free} 个`,
      fewest === undefined
        ? `增加 ${size - free} 个基座，或减少副本数`
        : `最少可以用 --batches ${fewest}；或增加基座`,
    ),
  freeNow: (free, old, replicas) =>
    `现在有 ${free} 个空闲基座，${old} 个旧版本的模块，需要 ${replicas} 个副本`,
  forgotten: 'V1 的控制器会忘掉找不到空闲基座的模块，并照样把发布标为 Completed',
  full: (count, limit, deployment) =>
    `${count} 个基座已经装满 ${limit ?? ''} 个模块（max-module-count；用 koupctl base-limit ${deployment} 修改）`,
};
