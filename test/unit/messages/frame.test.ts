import { expect, test } from 'vitest';
import { frameIn } from '../../../src/messages/frame.ts';

test.each([
  [
    'en',
    "warning: this machine's clock is 24 h ahead of the API server's: koupctl goes by the server's",
    "warning: this machine's clock is 24 h behind the API server's: koupctl goes by the server's",
  ],
  [
    'zh',
    '警告：本机时钟比 API server 快 24 h：koupctl 以服务器的时间为准',
    '警告：本机时钟比 API server 慢 24 h：koupctl 以服务器的时间为准',
  ],
] as const)('a wrong clock, %s', (language, ahead, behind) => {
  const { clockAhead, clockBehind } = frameIn(language);
  expect([clockAhead('24 h'), clockBehind('24 h')]).toEqual([ahead, behind]);
});
