import type { Arklets, BizOrder } from '../arklets.ts';
import type {
  Answer,
  ArkletReply,
  BaseAddress,
  BaseHealth,
  BizInfo,
  BizName,
  BizToInstall,
  Cluster,
} from '../world.ts';
import { arkletReply, bizInfos, parseEnvelope, type Envelope } from './answers.ts';
import { baseHealth } from './health-answer.ts';
import { FirstJson } from './first-json.ts';
import { NoAnswer } from './no-answer.ts';
import { operationReply } from './operation-answer.ts';
import { openWays, type Mode } from './ways.ts';

export interface BasesOptions {
  readonly mode: Mode;
  /** For a question. */
  readonly timeoutMs: number;
  /** For an install, uninstall or switch, which Arklet answers when it is done: 60 s at least. */
  readonly commandTimeoutMs?: number;
  /** The way through the API server. */
  readonly proxyPost?: Cluster['proxyPost'];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const COMMAND_MS = 60_000;

/** Opens the door to the bases. Sends nothing yet; never throws for what a base does. */
export function openBases(options: BasesOptions): Arklets {
  const { mode, timeoutMs, proxyPost, now } = options;
  const commandMs = options.commandTimeoutMs ?? Math.max(COMMAND_MS, timeoutMs);
  const post = openWays(mode, proxyPost);

  async function ask<T>(
    base: BaseAddress,
    call: { command: string; body: object; harmless: boolean; signal?: AbortSignal | undefined },
    read: (envelope: Envelope) => T,
  ): Promise<Answer<T>> {
    try {
      const text = await post(base, {
        command: call.command,
        // An empty object at least: Arklet fails on an empty body.
        body: JSON.stringify(call.body),
        timeoutMs: call.harmless ? timeoutMs : commandMs,
        harmless: call.harmless,
        signal: call.signal,
      });
      return { ok: true, value: read(parseEnvelope(firstValue(text))), at: now() };
    } catch (error) {
      if (error instanceof NoAnswer) return { ok: false, why: error.message, at: now() };
      throw error;
    }
  }

  function order(command: string, base: BaseAddress, body: object): Promise<Answer<ArkletReply>> {
    return ask(base, { command, body, harmless: false }, arkletReply);
  }

  return {
    query: (base, signal): Promise<Answer<readonly BizInfo[]>> =>
      ask(base, { command: 'queryAllBiz', body: {}, harmless: true, signal }, bizInfos),
    health: (base, signal): Promise<Answer<BaseHealth>> =>
      ask(base, { command: 'health', body: {}, harmless: true, signal }, baseHealth),
    install: (base, { name, version, url }: BizToInstall) =>
      order('installBiz', base, { bizName: name, bizVersion: version, bizUrl: url }),
    uninstall: (base, biz) => order('uninstallBiz', base, named(biz)),
    switch: (base, biz) => order('switchBiz', base, named(biz)),
    order: (base, direct) => order(`${direct.verb}Biz`, base, bodyOf(direct)),
    operation: (base, requestId) =>
      ask(base, { command: 'queryBizOps', body: { requestId }, harmless: true }, operationReply),
  };
}

function bodyOf(order: BizOrder): object {
  const { biz, requestId } = order;
  return {
    ...(biz === undefined ? {} : named(biz)),
    ...(order.verb === 'install' ? { bizUrl: order.url } : {}),
    ...(order.verb === 'install' && order.strategy === 'uninstall-then-install'
      ? { installStrategy: 'uninstallThenInstall' }
      : {}),
    ...(requestId === undefined ? {} : { async: true, requestId }),
  };
}

function named({ name, version }: BizName): object {
  return { bizName: name, bizVersion: version };
}

function firstValue(text: string): string {
  const json = new FirstJson();
  json.take(Buffer.from(text));
  return json.text();
}
