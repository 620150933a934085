import { request } from 'node:http';

/** The controller's idea of Arklet's answer: everything but `code` and `message` is lost. */
export interface ArkletAnswer {
  code: string;
  message: string;
}

/** Rejects on a network error only; a body that is no JSON is an answer with an empty code. */
export type ArkletCall = (path: string, ip: string, body: string) => Promise<ArkletAnswer>;

/**
 * Speaks to bases as the controller does: plain HTTP to the pod's IP, the HTTP status not looked
 * at, no time-out (a base that never answers holds up the one worker for Modules).
 */
export function arkletCaller(port: number, signal: AbortSignal): ArkletCall {
  return (path, ip, body) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': body.length };
      const req = request(
        { host: ip, port, path: `/${path}`, method: 'POST', headers, signal, agent: false },
        (response) => {
          let answer = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (answer += chunk));
          response.on('error', reject);
          response.on('end', () => {
            resolve(parse(answer));
          });
        },
      );
      req.on('error', reject);
      req.end(body);
    });
}

/** The bodies as the controller prints them, without escaping. */
export function bizBody(name: string, version: string, url?: string): string {
  const rest = url === undefined ? '' : `, "bizUrl": "${url}"`;
  return `{"bizName": "${name}", "bizVersion": "${version}"${rest}}`;
}

function parse(text: string): ArkletAnswer {
  try {
    const json = JSON.parse(text) as Partial<ArkletAnswer> | null;
    return { code: json?.code ?? '', message: json?.message ?? '' };
  } catch {
    return { code: '', message: '' };
  }
}
