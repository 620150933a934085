import type { Messages } from '../messages.ts';

export const frame: Messages['frame'] = {
  error: '错误：',
  at: (place) => `位于 ${place}`,
  fix: '解决：',
  next: '下一步：',
  bug: '程序错误：',
  causedBy: (what) => `起因：${what}`,
  ours: (version, node, platform) =>
    `这是 koupctl（${version}，Node ${node}，${platform}）自身的错误，不是你的问题。`,
  report: '请附上以上各行和输入的命令，提交报告。',
  written: '已经写入集群的内容会保留：用 koupctl status NAME 查看。',
  stopped: '已停止；不再写入',
  prompt: {
    yes: '是',
    no: '否',
    neither: '请输入 y 或 n',
    keys: { navigate: '移动', select: '选择' },
  },
  clockAhead: (far) => `警告：本机时钟比 API server 快 ${far}：koupctl 以服务器的时间为准`,
  clockBehind: (far) => `警告：本机时钟比 API server 慢 ${far}：koupctl 以服务器的时间为准`,
};
