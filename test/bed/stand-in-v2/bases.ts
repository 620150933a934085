import { request } from 'node:http';

/** Where a base answers and what it says of itself, as its heartbeat had it. */
export interface BaseInfo {
  identity: string;
  name: string;
  version: string;
  clusterName: string;
  ip: string;
  hostName: string;
  /** 0 where the heartbeat had none. */
  port: number;
}

export interface ArkletAnswer {
  code: string;
  message: string;
  // Arklet's data has another shape for every command.

  data?: any;
  errorStackTrace?: string;
}

export interface CallOptions {
  /** Undefined waits for ever. Milliseconds of wall time. */
  timeoutMs: number | undefined;
  signal: AbortSignal;
}

/** One command to a base. Rejects on network errors, a status other than 200, a body not JSON. */
export function callArklet(
  base: BaseInfo,
  command: string,
  body: object,
  options: CallOptions,
): Promise<ArkletAnswer> {
  return new Promise((resolve, reject) => {
    const payload = JSON.stringify(body);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
    };
    const { signal, timeoutMs } = options;
    const target = { host: base.ip, port: base.port, path: `/${command}`, method: 'POST' };
    const req = request({ ...target, headers, signal, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve(parseAnswer(text));
        else reject(new Error(`response status: ${response.statusCode}`));
      });
    });
    if (timeoutMs !== undefined) {
      req.setTimeout(timeoutMs, () => req.destroy(new Error(`${command}: no answer`)));
    }
    req.on('error', reject);
    req.end(payload);
  });
}

function parseAnswer(text: string): Promise<ArkletAnswer> {
  return new Promise((resolve) => {
    const { code = '', message = '', ...rest } = JSON.parse(text) as Partial<ArkletAnswer>;
    resolve({ ...rest, code, message });
  });
}
