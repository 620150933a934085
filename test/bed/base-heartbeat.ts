import { Agent, request } from 'node:http';

/** The body a base reports to a V2 controller (controller 2.1.2 and newer). */
export interface HeartbeatBody {
  baseMetadata: { identity: string; name: string; version: string; clusterName: string };
  localIP: string;
  localHostName: string;
  port: number;
  state: 'ACTIVATED' | 'DEACTIVATED';
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const PATIENCE_MS = 5_000;

/** Reports once; a controller that is away is nothing a base cares about. */
export function beat(url: string, body: HeartbeatBody): Promise<void> {
  return new Promise((resolve) => {
    const payload = JSON.stringify(body);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
    };
    const req = request(
      url,
      { method: 'POST', agent, headers, timeout: PATIENCE_MS },
      (response) => {
        response.resume();
        response.on('close', resolve);
      },
    );
    req.on('timeout', () => req.destroy());
    req.on('error', () => {
      resolve();
    });
    req.on('socket', (socket) => socket.unref());
    req.end(payload);
  });
}

/** Beats after `afterMs` and then every `everyMs` until stopped. */
export function keepBeating(everyMs: number, afterMs: number, once: () => void): { stop(): void } {
  let timer: NodeJS.Timeout;
  const next = () => {
    once();
    timer = setTimeout(next, everyMs).unref();
  };
  if (afterMs > 0) timer = setTimeout(next, afterMs).unref();
  else next();
  return {
    stop: () => {
      clearTimeout(timer);
    },
  };
}
