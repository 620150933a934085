import type { noSharing as en } from '../en/sharing.ts';

export const noSharing: typeof en = (keeps, free, needed, whole) => {
  const what = whole
    ? `全部 ${needed} 个副本需要空闲基座（旧版本保留到最后）`
    : `大小为 ${needed} 的批次需要空闲基座`;
  const room = `${what}，而空闲的只有 ${free} 个`;
  return keeps === 'running'
    ? `运行中的 Pod 的反亲和性不让新 Pod 到它们的基座上，${room}`
    : `新 Pod 的反亲和性不让它们到运行旧 Pod 的基座上，${room}`;
};
