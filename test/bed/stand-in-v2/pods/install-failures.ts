import type { ArkletAnswer } from '../bases.ts';
import type { BizStatus } from './biz-status.ts';

/** What a controller would tell of failed installs if it told anything. */
export class InstallFailures {
  readonly #said = new Map<string, { reason: string; message: string }>();

  note(key: string, answer: ArkletAnswer): void {
    const causes = answer.errorStackTrace?.match(/^Caused by: .*$/gm);
    const message = causes?.at(-1) ?? String(answer.data?.message ?? answer.message);
    this.#said.set(key, { reason: answer.code, message });
  }

  forget(key: string): void {
    this.#said.delete(key);
  }

  /** The same status, with the cause where an install failed and the module isn't there. */
  explain(status: BizStatus): BizStatus {
    const said = this.#said.get(status.key);
    const failed = ['UNRESOLVED', 'BROKEN'].includes(status.state.toUpperCase());
    return said && failed ? { ...status, state: 'BROKEN', ...said } : status;
  }
}
