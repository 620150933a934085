import type { Messages } from '../messages.ts';

export const warned: Messages['rollout']['warned'] = {
  takenOver: (holder) => `已从 ${holder} 接管`,
  unheld: (why) => `${why}：没有什么能阻止第二个 koupctl 操作这个工作负载`,
  isHolderAlive: (holder) => `由 ${holder} 持有：正在查看它是否还活着`,
  serverAway: (why) => `${why}；发布停在原处，等它恢复`,
  serverBack: 'API server 恢复应答；继续进行',
  notNoted: (why) => `无法记录停住的原因：${why}`,
  relapsed: (batch, causes) => `第 ${batch} 批不再健康：${causes.join('；')}`,
  notOpened: (batch, why) => `目前不打开第 ${batch} 批：${why}`,
  stoppedShort: (placed, revision, wanted) =>
    `控制器放置了 ${revision} 的 ${placed} 个模块就停了，应为 ${wanted} 个；已让它重试`,
  notReminded: (revision, why) => `控制器漏掉了 ${revision} 的模块，又无法提醒它：${why}`,
  givenUp: (place) => `${place}：控制器已放弃它；已让控制器重新安装`,
  answersAgain: (place, module) => `${place} 现在有应答，但没有列出 ${module}：已让控制器重试`,
  leftBehind: (base, module) => `${base}：${module} 被控制器遗留在那里；已卸载`,
  leftBehindRefused: (base, module) => `${base}：${module} 被控制器遗留在那里，而基座拒绝卸载它`,
  leftBehindRefusedFor: (base, module, why) =>
    `${base}：${module} 被控制器遗留在那里，而基座拒绝卸载它：${why}`,
  ahead: (batch, placing, planned) =>
    `控制器走在第 ${batch} 批前面：它在放置 ${placing} 个，而不是 ${planned} 个`,
  othersNew: (pods) => `批次之外有 ${pods} 个 Pod 是新版本：它们因别的原因重新创建过`,
  otherNew: (base) => `${base} 在批次之外有了新版本：它的 Pod 因别的原因重新创建过`,
  leftBefore: (bases) => `${bases.join('、')} 在批次打开之前已离开：发布不再包括它们`,
  waitsForScheduler: (pod, why) => `Pod ${pod} 在等调度器：${why}`,
  baseGone: (base, module) =>
    `基座 ${base} 还没有应答卸载就已不存在：不再等它的 Module ${module}，另建一个代替`,
  markLeft: (pod, mark) =>
    `${pod}：控制器在那里留下了标签 ${mark}，却没有对应的 Module；已去掉，使基座可以再分到一个`,
};

export const undoing: Messages['rollout']['undoing'] = {
  failed: '有一批失败了',
  'timed-out': '有一批超时了',
  asked: '按要求',
  withNew: '仍有新版本的基座',
  holding: '仍有它的基座',
  withoutOld: '还没有旧版本的基座',
  newToGoBack: '还要退回的新基座',
  oldToComeBack: '还要恢复的旧基座和模块',
};
