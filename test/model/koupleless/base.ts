import type { Random } from '../random.ts';
import type { VirtualTime } from '../time.ts';

export type BizState = 'resolved' | 'activated' | 'deactivated' | 'broken';

export interface Biz {
  readonly name: string;
  readonly version: string;
  state: BizState;
}

/** The part of Arklet's envelope that anybody reads. */
export interface Reply {
  readonly code: 'SUCCESS' | 'FAILED' | 'CMD_PROCESS_INTERNAL_ERROR';
  readonly innerCode: string;
  readonly reason: string;
}

export interface BaseTraits {
  /** `-Dactivate.new.module=true`; without it a second version is installed dark. */
  readonly activatesNew: boolean;
  /** A module that failed to start stays listed as broken. */
  readonly keepsFailed: boolean;
  installMs: number;
  /** How many modules its metaspace holds. */
  room: number;
}

export type Command = 'install' | 'uninstall' | 'switch';
export type Reach = 'up' | 'down' | 'hangs';

interface Order {
  readonly command: Command;
  readonly name: string;
  readonly version: string;
  readonly url?: string;
}

type Answered = (reply: Reply | undefined) => void;

const uninstallMs = 150;

/** A base and its Arklet, as runtime 2.1.6 behaves. */
export class ModelBase {
  readonly node: string;
  readonly ip: string;
  readonly traits: BaseTraits;
  /** koupctl has no way to it, though the controller has. */
  hidden = false;
  /** When something last befell it that no rollout is to blame for, ms. */
  faultedAt = -Infinity;
  #bizList: Biz[] = [];
  #reach: Reach = 'up';
  #life = 0;
  #locks = new Map<string, Command>();
  #underWay = new Set<Answered>();
  #held: (() => void)[] = [];
  readonly #time: VirtualTime;
  readonly #changed: (base: ModelBase) => void;

  constructor(
    identity: { node: string; ip: string; traits: BaseTraits },
    time: VirtualTime,
    changed: (base: ModelBase) => void,
  ) {
    this.node = identity.node;
    this.ip = identity.ip;
    this.traits = identity.traits;
    this.#time = time;
    this.#changed = changed;
  }

  get reach(): Reach {
    return this.#reach;
  }

  get bizList(): readonly Biz[] {
    return this.#bizList;
  }

  /** The versions of a module that serve here. */
  active(name: string): string[] {
    if (this.#reach === 'down') return [];
    return this.#bizList
      .filter((biz) => biz.name === name && biz.state === 'activated')
      .map((biz) => biz.version);
  }

  /** Ends the process: its modules are gone, and what was asked of it is never answered. */
  kill(): void {
    this.faultedAt = this.#time.now();
    this.#life += 1;
    this.#reach = 'down';
    this.#bizList = [];
    this.#locks = new Map();
    this.#held = [];
    const cut = [...this.#underWay];
    this.#underWay.clear();
    for (const answered of cut) answered(undefined);
    this.#changed(this);
  }

  start(): void {
    this.faultedAt = this.#time.now();
    this.#reach = 'up';
    this.#changed(this);
  }

  /** Takes orders and neither follows nor answers them before it wakes. */
  hang(): void {
    this.faultedAt = this.#time.now();
    this.#reach = 'hangs';
  }

  wakeUp(): void {
    this.faultedAt = this.#time.now();
    this.#reach = 'up';
    const held = this.#held;
    this.#held = [];
    for (const order of held) order();
  }

  /** `answered` gets nothing where the connection is refused or breaks. */
  call(order: Order, answered: Answered): void {
    if (this.#reach === 'down') {
      answered(undefined);
      return;
    }
    this.#underWay.add(answered);
    const reply: Answered = (value) => {
      if (this.#underWay.delete(answered)) answered(value);
    };
    if (this.#reach === 'hangs') this.#held.push(() => this.#follow(order, reply));
    else this.#follow(order, reply);
  }

  #follow(order: Order, reply: Answered): void {
    const key = `${order.name}:${order.version}`;
    const running = this.#locks.get(key);
    if (running !== undefined) {
      const reason = `FAILED:${key} ${order.command}Biz conflict, exist unfinished command(${running}Biz) for this biz`;
      reply({ code: 'FAILED', innerCode: '', reason });
      return;
    }
    this.#locks.set(key, order.command);
    const life = this.#life;
    const done: Answered = (value) => {
      if (life === this.#life) this.#locks.delete(key);
      reply(value);
    };
    if (order.command === 'install') this.#install(order, done);
    else if (order.command === 'uninstall') this.#uninstall(order, done);
    else done(this.#switch(order));
  }

  #install({ name, version, url = '' }: Order, done: Answered): void {
    if (url.includes('missing')) {
      done(thrown(`java.io.FileNotFoundException: ${url}`));
      return;
    }
    if (this.#find(name, version)) {
      const reason = `Biz: ${name}:${version} has been installed or registered.`;
      done({ code: 'FAILED', innerCode: 'REPEAT_BIZ', reason });
      return;
    }
    const biz: Biz = { name, version, state: 'resolved' };
    this.#bizList.push(biz);
    this.#changed(this);
    this.#takes(this.traits.installMs, () => {
      const full = this.#bizList.length > this.traits.room;
      const failure = full
        ? 'java.lang.OutOfMemoryError: Metaspace'
        : url.includes('throws')
          ? 'java.lang.IllegalStateException: stock table missing'
          : undefined;
      if (failure === undefined) this.#activate(biz);
      else if (this.traits.keepsFailed) biz.state = 'broken';
      else this.#bizList = this.#bizList.filter((other) => other !== biz);
      this.#changed(this);
      done(failure === undefined ? success : thrown(failure));
    });
  }

  #activate(biz: Biz): void {
    const active = this.#bizList.find(
      (other) => other.name === biz.name && other.state === 'activated',
    );
    if (active && !this.traits.activatesNew) {
      biz.state = 'deactivated';
      return;
    }
    if (active) active.state = 'deactivated';
    biz.state = 'activated';
  }

  #uninstall({ name, version }: Order, done: Answered): void {
    const biz = this.#find(name, version);
    if (biz === undefined) {
      const reason = `Uninstall biz: ${name}:${version} not found.`;
      done({ code: 'FAILED', innerCode: 'NOT_FOUND_BIZ', reason });
      return;
    }
    // No other version takes over: the older one stays deactivated and nothing serves.
    if (biz.state === 'activated') biz.state = 'deactivated';
    this.#changed(this);
    this.#takes(uninstallMs, () => {
      this.#bizList = this.#bizList.filter((other) => other !== biz);
      this.#changed(this);
      done(success);
    });
  }

  #switch({ name, version }: Order): Reply {
    const biz = this.#find(name, version);
    if (biz === undefined) {
      const reason = `Switch biz: ${name}:${version} not found.`;
      return { code: 'FAILED', innerCode: 'NOT_FOUND_BIZ', reason };
    }
    if (biz.state !== 'activated' && biz.state !== 'deactivated') {
      const reason = `Switch Biz: ${name}:${version}'s state must not be ${biz.state}.`;
      return { code: 'FAILED', innerCode: 'ILLEGAL_STATE_BIZ', reason };
    }
    for (const other of this.#bizList) {
      if (other.name === name && other.state === 'activated') other.state = 'deactivated';
    }
    biz.state = 'activated';
    this.#changed(this);
    return success;
  }

  #takes(ms: number, then: () => void): void {
    const life = this.#life;
    this.#time.after(ms, () => {
      if (life !== this.#life) return;
      if (this.#reach === 'hangs') this.#held.push(then);
      else then();
    });
  }

  #find(name: string, version: string): Biz | undefined {
    return this.#bizList.find((biz) => biz.name === name && biz.version === version);
  }
}

const success: Reply = { code: 'SUCCESS', innerCode: 'SUCCESS', reason: 'success' };

function thrown(reason: string): Reply {
  return { code: 'CMD_PROCESS_INTERNAL_ERROR', innerCode: '', reason };
}

/** How fast a base is at random; most take a second or two. */
export function randomTraits(
  random: Random,
  so: { activatesNew: boolean; keepsFailed: boolean },
): BaseTraits {
  return { ...so, installMs: random.int(300, 2_500), room: 50 };
}
