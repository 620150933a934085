import { isSecretName } from '../manifest/mask.ts';
import { mask, maskUrls } from '../manifest/masked-url.ts';
import { unifiedDiff } from '../plan/diff.ts';
import type { Line, Tone } from '../world.ts';

/**
 * A unified diff of a file. Signed addresses and the values of secrets are masked: it may end up in
 * a build log, so it is for reading and not for `patch`.
 */
export function fileDiff(path: string, before: string, after: string): string {
  // Lines around a change may be a Secret's; a change never is.
  const context = /\bkind["']?:\s*["']?Secret\b/.test(before) ? 0 : 3;
  const body = unifiedDiff(before, after, context).split('\n');
  return [`--- ${path}`, `+++ ${path}`, ...withoutSecrets(body)].join('\n');
}

function withoutSecrets(lines: readonly string[]): string[] {
  let secret = false;
  return lines.map((raw) => {
    const line = maskUrls(raw);
    const name = /["']?name["']?:\s*["']?([\w.-]+)/.exec(line)?.[1];
    if (name !== undefined) secret = isSecretName(name);
    return secret
      ? line.replace(/(["']?value["']?:\s*)("[^"]*"|'[^']*'|[^\s,}]+)/, `$1${mask}`)
      : line;
  });
}

export function fileDiffLines(diff: string): Line[] {
  return diff.split('\n').map((text): Line => {
    const tone = toneOf(text);
    return tone === undefined ? text : [{ text, tone }];
  });
}

function toneOf(line: string): Tone | undefined {
  if (/^(?:---|\+\+\+|@@) ?/.test(line)) return 'dim';
  if (line.startsWith('+')) return 'good';
  return line.startsWith('-') ? 'bad' : undefined;
}
