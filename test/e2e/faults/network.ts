import type { ControlPlane } from '../../bed/control-plane.ts';
import { until } from '../../bed/until.ts';
import type { Instead } from '../write-proxy.ts';
import type { FaultCase } from './fault-case.ts';

const finished = 'done: biz1 2.0.0 seen active on 2 of 2 bases';
const stands = 'the rollout stands as it is and waits for it';
const answers = 'the API server answers again; going on';

function status(code: number, reason: string, message: string): Instead {
  return {
    status: code,
    ...(code === 429 ? { headers: { 'retry-after': '1' } } : {}),
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code,
      reason,
      message,
      ...(code === 429 ? { details: { retryAfterSeconds: 1 } } : {}),
    },
  };
}

const tooMany = status(429, 'TooManyRequests', 'the server has received too many requests');

/** A watch that ends with its version no longer known. */
const expired: Instead = {
  status: 200,
  body: {
    type: 'ERROR',
    object: {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code: 410,
      reason: 'Expired',
      message: 'too old resource version',
    },
  },
};

/** What fails between koupctl and an API server that is well. */
export const networkFaults: readonly FaultCase[] = [
  {
    fault: '429 with Retry-After',
    made: 'every fifth request of any kind is answered 429, Retry-After 1',
    says: [finished],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      const { proxy, koupctl } = await scene.proxied();
      let count = 0;
      const fifth = () => (++count % 5 === 0 ? tooMany : 'pass');
      proxy.decide = fifth;
      proxy.decideRead = fifth;
      return await (
        await scene.upgradeBy(koupctl)
      ).done;
    },
  },
  {
    fault: '429 that goes on',
    made: 'from the first batch on every request is answered 429, until koupctl has said so',
    says: [`is too busy to …; ${stands}`, answers, finished],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      const { proxy, koupctl } = await scene.proxied();
      const run = await scene.atBoundary(koupctl, '1s');
      proxy.decide = () => tooMany;
      proxy.decideRead = () => tooMany;
      await run.saw(/is too busy to/);
      proxy.decide = () => 'pass';
      proxy.decideRead = () => 'pass';
      return await run.done;
    },
  },
  {
    fault: '410 Gone, at a watch',
    made: 'every second watch ends at once with 410 in the stream, every third is refused with 410',
    says: [finished],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      const { proxy, koupctl } = await scene.proxied();
      let count = 0;
      proxy.decideRead = ({ path }) => {
        if (!path.includes('watch=true')) return 'pass';
        count += 1;
        if (count % 2 === 0) return expired;
        return count % 3 === 0 ? status(410, 'Expired', 'too old resource version') : 'pass';
      };
      return await (
        await scene.upgradeBy(koupctl)
      ).done;
    },
  },
  {
    fault: 'connections reset again and again',
    made: 'all connections to the API server are reset every two seconds, for the whole rollout',
    says: [finished],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      const { wire, koupctl } = await scene.wired();
      const run = await scene.upgradeBy(koupctl);
      const cutting = setInterval(() => {
        wire.cut();
      }, 2_000);
      try {
        return await run.done;
      } finally {
        clearInterval(cutting);
      }
    },
  },
  {
    fault: 'answers that never come',
    made: 'the connection is reset after every fourth write was carried out, before its answer',
    says: [`broke; ${stands}`, answers, finished],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      const { proxy, koupctl } = await scene.proxied();
      proxy.decide = ({ number }) => (number % 4 === 0 ? 'lose' : 'pass');
      return await (
        await scene.upgradeBy(koupctl)
      ).done;
    },
  },
  {
    fault: 'half-open sockets',
    made: 'all connections go silent in the first batch without being closed; new ones work',
    says: [`does not answer: no answer within 30 s; ${stands}`, answers, finished],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      const { wire, koupctl } = await scene.wired();
      const run = await scene.upgradeBy(koupctl);
      await run.saw(/batch 1\/2: opened/);
      wire.freeze();
      return await run.done;
    },
  },
  {
    fault: 'slow bytes',
    made: 'every answer comes 256 bytes at a time, 64 kilobytes a second at most',
    says: [finished],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      const { wire, koupctl } = await scene.wired();
      wire.slow = true;
      return await (
        await scene.upgradeBy(koupctl)
      ).done;
    },
  },
  {
    fault: 'the network away, and Ctrl-C',
    made: 'no connection to the API server any more after the first batch; SIGINT',
    says: [stands, 'interrupted: stopped; the rollout stands held at batch 1 of 2', 'next: '],
    exit: 130,
    goesOn: 'attach',
    async play(scene) {
      const { proxy, koupctl } = await scene.proxied();
      const run = await scene.atBoundary(koupctl, '10s');
      proxy.close(true);
      await run.saw(/the rollout stands as it is and waits for it/);
      run.child.kill('SIGINT');
      return await run.done;
    },
  },
];

/** The API server's own process. */
export const serverFaults: readonly FaultCase[] = [
  {
    fault: 'API server restart',
    made: 'its process is killed in the first batch and started again once koupctl has noticed',
    alone: true,
    // On the bed leases run out within 4 s, before the server is back; in life that takes 40 s.
    site: { quirks: { shunsLeases: false } },
    says: [stands, answers, finished],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      const { apiserver } = scene.plane.processes;
      const run = await scene.upgrade();
      await run.saw(/batch 1\/2: opened/);
      await apiserver.kill();
      await run.saw(/waits for it/);
      await apiserver.start();
      await isBack(scene.plane);
      return await run.done;
    },
  },
];

async function isBack(plane: ControlPlane): Promise<void> {
  await until('the API server', async () => {
    await plane.kube.request('GET', '/readyz');
    return true;
  });
}
