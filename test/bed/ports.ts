import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below every system's range for outgoing connections: a port found free here stays free while
// its owner starts or restarts, but for another bed drawing the same number.
const FIRST = 12_000;
const END = 30_000;

/** `count` different ports that are free on `host` now; whoever binds one may still find it taken. */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < count; tries++) {
    if (tries > 1_000) throw new Error(`no free ports on ${host} from ${FIRST} to ${END}`);
    const port = randomInt(FIRST, END);
    if (!found.has(port) && (await isFree(port, host))) found.add(port);
  }
  return [...found];
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
