import { request } from 'node:http';
import { afterEach } from 'vitest';
import { SimulatedBase, type SimulatedBaseOptions } from '../../bed/simulated-base.ts';

export const jarUrl = (name: string, version: string) =>
  `http://jars.invalid/${name}-${version}-ark-biz.jar`;

export const biz1 = (bizVersion: string) => ({
  bizName: 'biz1',
  bizVersion,
  bizUrl: jarUrl('biz1', bizVersion),
});

let cleanup: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(cleanup.map((end) => end()));
  cleanup = [];
});

/** Runs when the test that is under way has ended. */
export function atEnd(end: () => unknown): void {
  cleanup.push(end);
}

export async function aBase(options: Partial<SimulatedBaseOptions> = {}): Promise<SimulatedBase> {
  const base = await SimulatedBase.start({
    ip: '127.41.0.1',
    port: 0,
    timeFactor: 100,
    ...options,
  });
  atEnd(() => base.die());
  return base;
}

export interface Reply {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;

  json: any;
}

/** One request as any client would make it, over a connection of its own. */
export function post(
  base: SimulatedBase,
  command: string,
  body?: unknown,
  method = 'POST',
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const req = request(`${base.url}/${command}`, { method, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('error', reject);
      response.on('end', () => {
        const json: unknown = text.startsWith('{') ? JSON.parse(text) : undefined;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
      });
    });
    req.on('error', reject);
    req.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** What queryAllBiz says, as `name:version state`. */
export const states = async (base: SimulatedBase) =>
  ((await post(base, 'queryAllBiz', {})).json.data as Record<string, string>[]).map(
    (biz) => `${biz['bizName']}:${biz['bizVersion']} ${biz['bizState']}`,
  );
