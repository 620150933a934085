import type { BaseState } from '../../rollout/events.ts';
import type { Messages } from '../messages.ts';
import { someOf } from './lists.ts';

type Texts = Messages['progress'];

const mostNames = 5;
const bases = (count: number) => `${count} 个基座`;
const names = (list: readonly string[]) => someOf(list, mostNames);

/** `part`：批次、步骤；`unit`：第 2 批、第 2 步。 */
const partWords = (part: string, unit: string, good: string): Texts['batch'] => ({
  good,
  goodBefore: `之前已${good}`,
  goodIn: (took) => `已${good}，用时 ${took}`,
  goodOf: (count, of) => `${count}/${of} ${good}`,
  notGood: (count, of) => `${bases(of)}中有 ${count} 个未${good}`,
  label: (at) => `${part} ${at}`,
  labelOfSeveral: (at) => `${part} ${at}`,
  lead: (number, of) => `${part} ${number}/${of}：`,
  started: ({ rollout, module, version, workload, policy, batches, resumedAt }) => {
    const planned =
      batches.length === 0
        ? '保持不变'
        : `共 ${batches.length} ${unit}（${names(batches.map(String))}）`;
    const resumed = resumedAt === undefined ? '' : `，之前已完成 ${resumedAt} ${unit}`;
    return `发布 ${rollout}：${module} ${version}，${workload}，${planned}${resumed}，${policy}`;
  },
  failedFor: (cause, doomed, late) =>
    [
      cause === undefined ? '失败' : `失败：${cause}`,
      ...(doomed > 0 ? [`${bases(doomed)}失败`] : []),
      ...(late > 0 ? [`${bases(late)}未${good}`] : []),
    ].join('，'),
  held: (number, why) => `停在第 ${number} ${unit}：${why}`,
  doneWhenGood: (number) => `第 ${number} ${unit}${good}后完成`,
  nextWhenGood: (next, size, number) =>
    `第 ${number} ${unit}${good}后进行第 ${next} ${unit}（${bases(size)}）`,
  soaks: (number, left) =>
    left === undefined
      ? `第 ${number} ${unit}过了观察时间即为${good}（soak）`
      : `第 ${number} ${unit}再保持 ${left} 即为${good}（soak）`,
  opens: (number, size) => `进行第 ${number} ${unit}（${bases(size)}）`,
});

/** 基座在一批中的状态。 */
export const states: Readonly<Record<BaseState, string>> = {
  waiting: '等待中',
  installing: '安装中',
  dark: '未激活',
  switching: '切换中',
  active: '已激活',
  healthy: '健康',
  unseen: '无法询问',
  doomed: '失败',
};

export const progress: Texts = {
  batch: partWords('批次', '批', '健康'),
  step: partWords('步骤', '步', '证实'),
  states,
  bases,
  title: (module, version, workload) => `${module} ${version}，${workload}`,
  notStarted: '未开始',
  failed: (what) => `失败：${what}`,
  doomedOf: (count, of) => `${bases(of)}中有 ${count} 个失败`,
  andSwitchedIn: (took) => `，切换用时 ${took}`,
  andOldOff: (count) => `，旧版本已离开 ${bases(count)}`,
  undoing: (why) => `正在回滚：${why}`,
  left: (remaining, what) => `还剩 ${remaining} 个：${what}`,
  undone: (took) => `已回滚，用时 ${took}`,
  next: (what) => `接下来：${what}`,
  finish: '结束发布',
  whenConfirmed: (what) => `确认后${what}`,
  gray: (what, left) => `${left === undefined ? '灰度间隔之后' : `${left} 后`}${what}（gray）`,
  opened: (size, on) => `已打开，${listed(size, on)}`,
  andBases: (on) => (on.length === 0 ? '' : `，${listed(on.length, on)}`),
  switched: (count, version, took) => `${bases(count)}已切换到 ${version}，用时 ${took}`,
  oldOff: (count) => `旧版本已离开 ${bases(count)}`,
  confirmedBy: (who) => `由 ${who} 确认`,
  warning: '警告：',
  wrote: (object, what) => `已写入 ${object}：${what}`,
  doomed: (base, ip) => `${base}（${ip}）失败：`,
  noCause: '原因不明',
  moreDoomed: (count) => `… 另有 ${count} 个失败`,
  pending: (waits) =>
    waits.length === 0
      ? ''
      : `；${names(waits.map(([base, state]) => `${base} ${states[state]}`))}`,
  rest: (counts) => {
    const all = counts.reduce((sum, [, count]) => sum + count, 0);
    const each = counts.map(([state, count]) => `${count} 个${states[state]}`);
    return `… 另有 ${counts.length > 1 ? `${all} 个：` : ''}${each.join('，')}`;
  },
};

function listed(size: number, on: readonly string[]): string {
  return on.length === 0 ? bases(size) : `${bases(size)}：${names(on)}`;
}
