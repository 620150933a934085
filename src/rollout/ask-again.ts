import type { Base } from '../modules/base.ts';
import type { PodModule } from '../modules/module-pod.ts';
import type { ArkletReply, Bases, BizState, Clock } from '../world.ts';
import type { AskedAgain } from './assess.ts';

/**
 * Asks a base to repeat an install that left no trace, to learn the cause: it is
 * only in the answer to installBiz, which the controllers swallow. An install
 * that is still under way answers with a conflict, so asking disturbs nothing.
 * What is `listed` as failed has to be uninstalled before; nothing else is.
 */
export async function askAgain(
  ports: { bases: Bases; clock: Clock },
  base: Base,
  module: PodModule,
  listed: BizState | undefined,
): Promise<AskedAgain> {
  if (listed === 'broken' || listed === 'stopped') {
    const gone = await ports.bases.uninstall(base, module);
    if (!gone.ok) return { module, at: ports.clock.now(), result: 'unanswered', reason: gone.why };
  }
  const answer = await ports.bases.install(base, module);
  const at = ports.clock.now();
  if (!answer.ok) return { module, at, result: 'unanswered', reason: answer.why };
  return { module, at, ...resultOf(answer.value) };
}

function resultOf(reply: ArkletReply): Pick<AskedAgain, 'result' | 'reason' | 'fromMain'> {
  if (reply.success || reply.innerCode === 'REPEAT_BIZ') {
    return { result: 'installed', reason: reply.reason };
  }
  if (/conflict, exist unfinished command/.test(reply.reason)) {
    return { result: 'busy', reason: reply.reason };
  }
  const { reason, fromMain = false } = reply;
  return { result: 'rejected', reason, fromMain };
}
