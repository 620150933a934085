import { describe, expect, test } from 'vitest';
import { codes } from '../../../src/diagnosis/cause.ts';
import { codeOfReason, installedAs } from '../../../src/modules/install-reason.ts';

describe('what a reason names', () => {
  test.each([
    ['FileNotFoundException: http://jars/x.jar', 'bad-url'],
    ['MalformedURLException: no protocol: x.jar', 'bad-url'],
    ['UnknownHostException: jars', 'bad-url'],
    ['ConnectException: Connection refused', 'bad-url'],
    ['OutOfMemoryError: Metaspace', 'metaspace-full'],
    ['IllegalArgumentException: Child name [/stock] is not unique', 'context-path-twice'],
    ['IllegalArgumentException: Archive must be a ark biz!', 'not-a-module'],
    ['IllegalStateException: stock table missing', 'module-throws'],
    ['blacklisted by the platform', 'install-rejected'],
    ['', 'install-rejected'],
  ])('%s: %s', (reason, code) => {
    expect(codeOfReason(reason)).toBe(code);
    expect(codes).toContain(code);
  });

  test.each(['ConnectException: Connection refused', 'FileNotFoundException: /data/rules.csv'])(
    'of a jar that was read, what the module itself lacks: %s',
    (reason) => {
      expect(codeOfReason(reason, true)).toBe('module-throws');
    },
  );

  test.each([
    ['Install Biz: biz1:2.0.0 success, cost: 760 ms', 'biz1'],
    ['Biz: biz1:1.0.0 has been installed or registered.', 'biz1'],
    ['anything else', undefined],
  ])('which module came out of the jar: %s', (reason, name) => {
    expect(installedAs(reason)).toBe(name);
  });
});
