import type { Messages } from '../messages.ts';

export const consent: Messages['consent'] = {
  protectedContext: (context) => `context ${context} 受保护：必须由人确认计划`,
  unknownContext: '无法确定当前是哪个 context，而其中有受保护的：必须由人确认计划',
  wouldRefuse: (why) => `变更规则目前会拒绝它：${why}`,
  atTerminal: '请在终端中执行',
};
