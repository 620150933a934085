import { expect, test } from 'vitest';
import { languageOf, languageTyped } from '../../src/language.ts';

test.each([
  [{}, 'en'],
  [{ LANG: 'C.UTF-8' }, 'en'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LANG: 'zh' }, 'zh'],
  [{ LANG: 'zhx' }, 'en'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_TW' }, 'zh'],
  [{ LANG: 'zh_CN', LC_ALL: '' }, 'zh'],
])('%j speaks %s', (env, language) => {
  expect(languageOf(env)).toBe(language);
});

test.each([
  [['deploy', '--lang', 'zh'], {}, 'zh'],
  [['deploy', '--lang=zh'], { LANG: 'en_US' }, 'zh'],
  [['--lang', 'en', 'deploy', '--lang', 'zh'], {}, 'zh'],
  [['deploy', '--lang', 'fr'], { KOUPCTL_LANG: 'zh' }, 'zh'],
  [['deploy', '--lang'], { LANG: 'zh_CN.UTF-8' }, 'zh'],
  [['deploy', '--lang', 'en'], { KOUPCTL_LANG: 'zh', LANG: 'zh_CN.UTF-8' }, 'en'],
  [[], {}, 'en'],
])('before %j is understood, with %j: %s', (argv, env, language) => {
  expect(languageTyped(argv, env)).toBe(language);
});
