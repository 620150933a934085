import type { plansSteps as en } from '../en/plans-steps.ts';
import { before } from './lists.ts';

export const plansSteps: typeof en = {
  'module-waits': (replicas, release, base, from) =>
    `模块：${release} 的 ${replicas} 个 Pod 限定在基座版本 ${base}，等待新基座${from === undefined ? '' : `；${from} 继续提供服务`}`,
  'some-leave': (count) => `${count} 个旧基座离开`,
  leave: (bases, count) => {
    const shown = before(bases.join('、'));
    return count > bases.length ? `${shown}等 ${count} 个离开` : `${shown}离开`;
  },
  'base-with': (base, modules) => `${base}（连同 ${modules.join('、')}）`,
  'new-come': (size, upTo, of, proof) => `新来 ${size} 个，达到 ${upTo}/${of}，${proof}`,
  'proven-on': (module, proven, of) => `${module} 在 ${proven}/${of} 个上得到证明`,
  'first-then': (leave, come) => `基座：先让 ${leave}；然后${come}`,
  'none-leaves': (come) => `基座：${come}；旧基座还不离开`,
  'leave-and-come': (leave, come) => `基座：${leave}；${come}`,
  'none-left': '没有剩下旧基座',
  'last-step': (rest, from) =>
    `基座：${rest}${from === undefined ? '' : `，然后是 ${from} 的 Pod`}；恢复所有借用的设置`,
  'url-becomes': (release, url, before) =>
    `模块：${release} 的 url 变为 ${url}；V1 不会因此安装任何内容，${before ?? '运行中的'} 继续提供服务`,
  'new-come-up': (size, leave, proof) => `基座：新的 ${size} 个启动；然后 ${leave}；${proof}`,
  'new-come-after': (size, leave, proof) => `基座：先让 ${leave}；然后新来 ${size} 个；${proof}`,
  'proven-there': (upTo, of, module) =>
    `达到 ${upTo}/${of}，每个都有来自新 url 的 ${module}，并在那里得到证明`,
  'last-step-v1': '基座：没有剩下旧基座；恢复所有借用的设置',
};
