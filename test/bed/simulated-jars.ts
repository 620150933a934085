/** What the jar behind a bizUrl is and what its installation does. */
export interface Jar {
  bizName: string;
  bizVersion: string;
  webContextPath: string;
  /** How long its start takes; the base's own default when absent. Milliseconds of real time. */
  installMs?: number;
  outcome: JarOutcome;
}

/** `throws`: the reason its main class throws, reported as an IllegalStateException. */
export type JarOutcome = 'ok' | 'missing' | 'not-a-biz' | 'no-protocol' | { throws: string };

/** By bizUrl; what an entry leaves out follows from the URL's file name. */
export type JarCatalogue = Record<string, Partial<Jar>>;

const FILE_NAME = /^(.+?)-(\d[^/]*?)(?:-ark-biz)?\.jar$/;
const KNOWN_PROTOCOL = /^(?:https?|file|jar|ftp):/i;

/**
 * The catalogue's entry, or what the file name says: `<name>-<version>[-ark-biz].jar` is a good
 * jar, `missing` in it is a 404, `throws` a module whose start fails.
 */
export function jarBehind(url: string, catalogue: JarCatalogue): Jar {
  return { ...jarByFileName(url), ...catalogue[url] };
}

function jarByFileName(url: string): Jar {
  const file = (url.split(/[?#]/)[0] ?? '').split('/').pop() ?? '';
  const match = FILE_NAME.exec(file.replace(/-?(?:throws|missing)/, ''));
  return {
    bizName: match?.[1] ?? '',
    bizVersion: match?.[2] ?? '',
    webContextPath: match?.[1] ?? '/',
    outcome: outcomeByFileName(url, file, match !== null),
  };
}

function outcomeByFileName(url: string, file: string, named: boolean): JarOutcome {
  if (!KNOWN_PROTOCOL.test(url)) return 'no-protocol';
  if (file.includes('missing')) return 'missing';
  if (file.includes('throws')) return { throws: 'stock table missing' };
  return named ? 'ok' : 'not-a-biz';
}
