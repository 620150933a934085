import type { HealthLine } from '../sources.ts';

/** What `/readyz?verbose` says, line by line; a server that says nothing is judged by its status. */
export function healthLinesOf(at: HealthLine['at'], status: number, body: string): HealthLine[] {
  const lines = body.split('\n').flatMap((line): HealthLine[] => {
    const [, sign, name = ''] = /^\[([+-])\](\S+)/.exec(line) ?? [];
    return sign === undefined ? [] : [{ at, name, ok: sign === '+', text: line.trim() }];
  });
  const ok = status >= 200 && status < 300;
  if (ok || lines.some((line) => !line.ok)) {
    return lines.length > 0 ? lines : [{ at, name: at, ok, text: String(status) }];
  }
  const text = `${status} ${body.trim().split('\n', 1)[0] ?? ''}`.trim().slice(0, 200);
  return [...lines, { at, name: at, ok: false, text }];
}
