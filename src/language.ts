import type { Language } from './world.ts';

/** Of the variables that name a locale, the first that is set counts (POSIX, 8.2). */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value);
  return locale !== undefined && /^zh(?:[_.@-]|$)/i.test(locale) ? 'zh' : 'en';
}

/**
 * For what is wrong with the command line or the settings themselves, before they are understood:
 * `--lang` and `KOUPCTL_LANG` as they stand there, else the locale.
 */
export function languageTyped(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const flag = argv.flatMap((word, index) =>
    word === '--lang' ? [argv[index + 1]] : word.startsWith('--lang=') ? [word.slice(7)] : [],
  );
  const named = [...flag.reverse(), env['KOUPCTL_LANG']].find(isLanguage);
  return named ?? languageOf(env);
}

function isLanguage(word: string | undefined): word is Language {
  return word === 'en' || word === 'zh';
}
