import type { Messages } from '../messages.ts';

const at = (batch: number, of: number) => `第 ${batch} 批（共 ${of} 批）`;

export const ends: Messages['rollout']['ends'] = {
  stopped: (what) => `已停止；${what}`,
  after: (what, seconds, since) =>
    `${what}，在${since === 'undo' ? '开始回滚' : '发出命令'}后 ${seconds} 秒`,
  failed: (batch, of) => `${at(batch, of)}无法变为健康；发布停在这里`,
  timedOut: (batch, of) => `${at(batch, of)}超时后仍不健康；发布停在这里`,
  unavailable: (batch, of) =>
    `${at(batch, of)}是健康的，但再开下一批，提供服务的模块就太少了；发布停在这里`,
  shut: (batch, of) => `${at(batch, of)}是健康的，但现在不允许再开下一批；发布停在这里`,
  awaiting: (batch, of) => `${at(batch, of)}是健康的；下一批等待确认`,
  held: (batch, of) => `按要求停在${at(batch, of)}`,
  leftAlone: (batch, of) => `koupctl 停在${at(batch, of)}，不再改动它`,
  interrupted: (batch, of) => `已停止；发布停在${at(batch, of)}`,
  stillInstalling: '这一批的基座可能仍在安装',
  untouched: '在第一次改动之前就停止了；没有写入任何内容',
  undoInterrupted: '在回滚途中停止；已经开始的操作会继续进行',
  cutOff: (why, batch, of) => `${why}；发布停在${batch === 0 ? '第一批之前' : at(batch, of)}`,
  mustHold: (batch, of, why) => `停在${at(batch, of)}：${why}`,
  undoStopped: (why) => `回滚停住了：${why}`,
  pausedBy: (who, why) => `已被 ${who} 暂停${why === undefined ? '' : `：${why}`}`,
  outOfService: ({ count, of, next, taken, limit = '没有给出', where }) => {
    const more = taken > 0 ? `，第 ${next} 批还要再停 ${taken} 个` : '';
    const bases = where.length > 0 ? `：${where.join('、')}` : '';
    return `${of} 个模块中有 ${count} 个不在服务${more}，--max-unavailable 为 ${limit}${bases}`;
  },
  lags: (what) => `Kubernetes 滞后：${what}`,
  all: (what) => what.join('；'),
  more: (count) => `另有 ${count} 个`,
};

export const walked: Messages['rollout']['walked'] = {
  stands: (doing, why) => `${doing}停住了：${why}`,
  cutOff: (why, doing, step, of) => `${why}；${doing}停在${where(step, of)}`,
  shut: (doing, step, of) => `${doing}停在${where(step, of)}，这一步已证实；现在不允许进行下一步`,
  awaiting: (doing, step, of) => `${doing}停在${where(step, of)}，这一步已证实；下一步等待确认`,
  failed: (doing, step, of) => `${doing}在${where(step, of)}无法证实`,
  'timed-out': (doing, step, of) => `${doing}在${where(step, of)}超时后仍未证实`,
  interrupted: (doing, step, of) => `${doing}在${where(step, of)}被中断`,
  trouble: (where, cause, next) => `${where}：${cause}${next === undefined ? '' : ` → ${next}`}`,
  byKubernetes: (what) => `据 Kubernetes：${what}`,
};

function where(step: number, of: number): string {
  return step === 0 ? '第一步之前' : `第 ${step} 步（共 ${of} 步）`;
}
