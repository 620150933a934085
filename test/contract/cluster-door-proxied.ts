// Run by cluster-door.test.ts in a network namespace of its own, where 10.77.0.1 is on `lo`: the
// API server proxies to no loopback address. Prints what came of each question as JSON.
import { createServer, type Socket } from 'node:net';
import { openBases } from '../../src/arklet/open-bases.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import { ensureAssets, startControlPlane } from '../bed/control-plane.ts';
import { paths } from '../bed/kube.ts';

const IP = '10.77.0.1';
const UNROUTED = '10.88.0.1';
const data = [{ bizName: 'biz1', bizVersion: '1.0.0', bizState: 'ACTIVATED' }];
const modules = JSON.stringify({ code: 'SUCCESS', data });

/** Answers like Arklet, byte for byte; keeps quiet where there is nothing to say. */
async function base(answer: string | undefined, port: number): Promise<() => void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      if (answer !== undefined) socket.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, IP, resolve));
  return () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
}

const plane = await startControlPlane({
  assets: await ensureAssets((line) => process.stderr.write(`${line}\n`)),
  timeFactor: 10,
});
const ends: (() => void)[] = [];
try {
  const spec = { containers: [{ name: 'c', image: 'i' }] };
  await plane.kube.create(paths.pods('default'), { metadata: { name: 'base' }, spec });
  await plane.kube.mergePatch(`${paths.pod('default', 'base')}/status`, {
    status: { podIP: IP, podIPs: [{ ip: IP }] },
  });
  const head = 'HTTP/1.1 200 OK\r\n\r\n';
  ends.push(await base(head + modules, 1238));
  ends.push(await base(`${head + modules}HTTP/1.1 200 OK\r\n\r\n{"code":"CMD_NOT_FOUND"}`, 1239));
  ends.push(await base('HTTP/1.1 500 No\r\nContent_Length: 9\r\n\r\nonly POST', 1240));
  ends.push(await base(undefined, 1241));
  const door = await openCluster({ kubeconfig: plane.kubeconfigPath, env: {} });
  const open = (mode: 'auto' | 'proxy' | 'direct') =>
    openBases({
      mode,
      timeoutMs: 1_000,
      now: () => 0,
      proxyPost: (endpoint, path, body, timeoutMs) =>
        door.proxyPost(endpoint, path, body, timeoutMs),
    });
  const ask = (mode: 'auto' | 'proxy' | 'direct', port: number, ip = IP) =>
    open(mode).query({ id: 'b', ip, port, via: { namespace: 'default', pod: 'base', port } });
  const answers = {
    proxied: await ask('proxy', 1238),
    twoAnswers: await ask('proxy', 1239),
    error: await ask('proxy', 1240),
    silent: await ask('proxy', 1241),
    closed: await ask('proxy', 1242),
    direct: await ask('direct', 1238),
    unrouted: await ask('direct', 1238, UNROUTED),
    fallenBack: await ask('auto', 1238, UNROUTED),
  };
  process.stdout.write(JSON.stringify(answers));
} finally {
  for (const end of ends) end();
  await plane.stop();
}
