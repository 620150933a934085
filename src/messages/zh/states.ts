import type { Messages } from '../messages.ts';

export const states: Messages['states'] = {
  ok: '正常',
  installing: '安装中',
  'missing-on-base': '基座上缺失',
  'orphan-on-base': '基座上的孤儿模块',
  'wrong-version': '版本不符',
  inactive: '未激活',
  unreachable: '基座不可达',
  'stale-in-kubernetes': 'Kubernetes 状态滞后',
};
