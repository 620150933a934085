import { Fault } from '../fault.ts';
import type { AuditFields } from '../guard/chain.ts';
import { freeCommands, guardNamespace, type Audit } from '../guard/policy.ts';
import type { Objection } from '../guard/verdict.ts';
import { maskUrls } from '../manifest/masked-url.ts';
import { messagesOf } from '../messages/messages.ts';
import type { Outcome } from '../outcome.ts';
import type { Cluster } from '../world.ts';
import { appendAudit, auditName } from './audit-log.ts';
import type { Change, ChangeAsked } from './guard.ts';
import type { Facts } from './guard-facts.ts';
import type { Unguarded } from './world.ts';

interface What {
  readonly door: Cluster | undefined;
  readonly asked: ChangeAsked;
  readonly change: Change;
  readonly digest: string;
  readonly facts: Facts;
  /** Rules that an emergency passes. */
  readonly passed: readonly Objection[];
  readonly audit: Audit;
}

/** What is written to the record of changes about one change: that it begins, and how it ended. */
export class ChangeRecord {
  readonly #world: Unguarded;
  readonly #what: What;
  readonly #id: string;
  #begun = false;

  constructor(world: Unguarded, what: What) {
    this.#world = world;
    this.#what = what;
    this.#id = what.audit === 'off' ? '' : world.newId();
  }

  /** Before the first write. Throws a Fault where the rules ask for a record that can't be written. */
  async begin(): Promise<void> {
    const { audit, door } = this.#what;
    const say = messagesOf(this.#world.language).guard;
    if (audit === 'off') return;
    try {
      if (door === undefined) throw new Fault(say.noCluster);
      await appendAudit(door, this.#fields('begun', undefined));
      this.#begun = true;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { message, details } = error.in(this.#world.language);
      if (audit === 'required') {
        throw new Fault(say.noAudit(message), {
          outcome: 'refused',
          details,
          fix: say.noAuditFix(auditName, guardNamespace),
          cause: error,
        });
      }
      this.#world.reporter.say([{ text: say.auditWarning(message), tone: 'warn' }]);
    }
  }

  /** What was done is done, whether that can be noted or not. What is not judged is noted only now. */
  async ended(end: Outcome): Promise<void> {
    const { door, asked, audit } = this.#what;
    const isFree = freeCommands.some((one) => one === asked.command);
    if (door === undefined || !(this.#begun || (isFree && audit !== 'off'))) return;
    const event = asked.command === 'approve' ? 'approved' : isFree ? 'passed' : 'ended';
    const say = messagesOf(this.#world.language).guard;
    try {
      await appendAudit(door, this.#fields(event, end));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { message } = error.in(this.#world.language);
      this.#world.reporter.say([{ text: say.endNotKept(message), tone: 'warn' }]);
    }
  }

  #fields(event: AuditFields['event'], end: Outcome | undefined): AuditFields {
    const { asked, change, digest, facts, passed } = this.#what;
    const { clock, who } = this.#world;
    const { module, version, object } = change;
    const rules = passed.map(({ rule }) => rule.name).join(', ');
    const others = facts.approvals.map(({ by }) => by).filter((by) => by !== facts.planner);
    return {
      change: this.#id,
      event,
      at: new Date(clock.now()).toISOString(),
      by: facts.planner ?? who,
      from: who,
      command: asked.command,
      ...{ object, module, version, plan: digest },
      approvedBy: [...new Set(others)].join(', '),
      ticket: asked.ticket ?? '',
      reason: asked.reason ?? '',
      emergency: passed.length === 0 ? '' : `${asked.emergency ?? ''} (${rules})`,
      outcome: end?.name ?? '',
      message: maskUrls(end?.message ?? ''),
    };
  }
}
