import type { Answer, ArkletReply, BaseAddress, Bases } from '../../../src/world.ts';
import type { Kube } from '../kube/kube.ts';
import type { Command, ModelBase, Reply } from '../koupleless/base.ts';
import type { Process } from './cluster-door.ts';
import type { Network } from './network.ts';

const queryTimeoutMs = 3_000;
const commandTimeoutMs = 60_000;
const never = new Promise<never>(() => undefined);

/** The bases as one process of koupctl reaches them. */
export function basesDoor(
  kube: Kube,
  network: Network,
  process: Process,
  bases: readonly ModelBase[],
): Bases {
  const { time } = kube;
  const said = <T>(value: T): Answer<T> => ({ ok: true, value, at: time.now() });
  const silent = (why: string): Answer<never> => ({ ok: false, why, at: time.now() });
  const nothingWithin = (ms: number) => silent(`no answer within ${ms / 1_000} s`);

  /** The base behind an address, or why there is no way to it now. */
  async function reach(address: BaseAddress, timeoutMs: number) {
    await time.sleep(network.latency());
    if (process.dead) return never;
    const base = bases.find((one) => one.ip === address.ip);
    if (base?.hidden) {
      await time.sleep(timeoutMs);
      return process.dead ? never : nothingWithin(timeoutMs);
    }
    return base === undefined || base.reach === 'down' ? silent('connection refused') : base;
  }

  async function order(
    command: Command,
    address: BaseAddress,
    biz: { name: string; version: string; url?: string },
  ): Promise<Answer<ArkletReply>> {
    const base = await reach(address, commandTimeoutMs);
    if ('ok' in base) return base;
    const broken = silent('closed without an answer');
    const answer = await new Promise<Answer<ArkletReply>>((resolve) => {
      const limit = time.after(commandTimeoutMs, () => {
        time.wake();
        resolve(nothingWithin(commandTimeoutMs));
      });
      base.call({ command, ...biz }, (reply) => {
        limit.cancelled = true;
        time.wake();
        resolve(reply === undefined ? broken : said(arkletReply(reply)));
      });
    });
    return process.dead ? never : answer;
  }

  async function question<T>(address: BaseAddress, read: (base: ModelBase) => T) {
    const base = await reach(address, queryTimeoutMs);
    if ('ok' in base) return base;
    if (base.reach === 'hangs') {
      await time.sleep(queryTimeoutMs);
      return process.dead ? never : nothingWithin(queryTimeoutMs);
    }
    return said(read(base));
  }

  return {
    query: (address) => question(address, ({ bizList }) => bizList.map((biz) => ({ ...biz }))),
    health: (address) => question(address, () => ({})),
    install: (base, biz) => order('install', base, biz),
    uninstall: (base, biz) => order('uninstall', base, biz),
    switch: (base, biz) => order('switch', base, biz),
  };
}

function arkletReply({ code, innerCode, reason }: Reply): ArkletReply {
  return { success: code === 'SUCCESS', code, innerCode, reason };
}
