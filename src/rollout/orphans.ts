import { said } from '../messages/said-of.ts';
import type { Text } from '../said.ts';
import { isGone, type Departure } from './departures.ts';
import type { BaseWatch } from './base-watch.ts';
import type { Ports } from './context.ts';
import { each } from './each.ts';
import type { Look } from './stairs.ts';

/** What a base said when it was asked to give a module up. */
interface Asked {
  readonly reason: string | undefined;
}

/**
 * Takes modules off bases whose controller believes that it has done so: once
 * each, and only when nothing in Kubernetes has wanted them there for a while.
 */
export class Orphans {
  readonly #ports: Pick<Ports, 'bases' | 'clock' | 'emit'>;
  readonly #graceMs: number;
  readonly #since = new Map<string, number>();
  readonly #asked = new Map<string, Asked>();

  /** `graceMs`: how long the controller is given to do it by itself. */
  constructor(ports: Pick<Ports, 'bases' | 'clock' | 'emit'>, graceMs: number) {
    this.#ports = ports;
    this.#graceMs = graceMs;
  }

  async remove(watch: BaseWatch, departures: readonly Departure[]): Promise<void> {
    const now = this.#ports.clock.now();
    const due = departures.filter((one) => {
      const { id } = one.base;
      if (one.objectLeft || isGone(watch, one) !== false) {
        this.#since.delete(id);
        return false;
      }
      const since = this.#since.get(id) ?? now;
      this.#since.set(id, since);
      return now - since >= this.#graceMs && !this.#asked.has(id);
    });
    await each(due, 16, async ({ base, modules }) => {
      this.#asked.set(base.id, { reason: undefined });
      const there = modules.filter((module) => watch.stateOn(base.id, module) !== undefined);
      for (const module of there) {
        const answer = await this.#ports.bases.uninstall(base, module);
        const what = `${module.name}:${module.version}`;
        if (answer.ok && answer.value.success) {
          const text = said(({ warned }) => warned.leftBehind(base.name, what));
          this.#ports.emit({ type: 'warning', text });
          continue;
        }
        const reason = answer.ok ? answer.value.reason : answer.why;
        this.#asked.set(base.id, { reason });
        const text = said(({ warned }) => warned.leftBehindRefused(base.name, what));
        this.#ports.emit({ type: 'warning', text });
      }
      await watch.refresh([base]);
    });
  }

  /** What is pending where the base has refused is so for good. */
  judge(pending: Look['pending'], departures: readonly Departure[]): Look['pending'] {
    return pending.map((one) => {
      const departure = departures.find(({ base }) => base.name === one.base);
      const reason = departure && this.#asked.get(departure.base.id)?.reason;
      if (departure === undefined || reason === undefined) return one;
      const cause = said(({ open }) => open.orphanRefused(named(departure), reason));
      return { ...one, state: 'doomed' as const, cause, next: commandFor(departure) };
    });
  }
}

function named({ modules }: Departure): string {
  return modules.map((module) => `${module.name}:${module.version}`).join(', ');
}

/** Asks the base itself, from a machine that reaches it. */
function commandFor({ base, modules }: Departure): Text {
  const [module] = modules;
  const body = JSON.stringify({ bizName: module?.name, bizVersion: module?.version });
  const command = `curl -d '${body}' http://${base.ip}:${base.port}/uninstallBiz`;
  return said(({ open }) => open.lookIntoLog(command));
}
