import { sampler, type ActiveSampler } from './active-sampler.ts';
import { SimulatedBase, type SimulatedBaseOptions } from './simulated-base.ts';

export interface SimulatedBasesOptions extends Omit<
  SimulatedBaseOptions,
  'ip' | 'identity' | 'hostName' | 'phase'
> {
  count: number;
  /** The first two or three numbers of the addresses, such as `127.20` or `127.20.1`. */
  ipPrefix: string;
  /** All heartbeats in the same moment; spread over the period when absent, as in real life. */
  beatTogether?: boolean;
}

const STARTED_AT_ONCE = 64;

/** Many bases on addresses of their own. */
export class SimulatedBases {
  readonly all: readonly SimulatedBase[];

  private constructor(all: readonly SimulatedBase[]) {
    this.all = all;
  }

  /** When one can't be started none is left behind. */
  static async create(options: SimulatedBasesOptions): Promise<SimulatedBases> {
    const { count, ipPrefix, beatTogether = false, ...each } = options;
    const wanted = Array.from({ length: count }, (_, index) => ({
      ...each,
      ip: address(ipPrefix, index),
      phase: beatTogether ? 0 : index / count,
    }));
    const started: SimulatedBase[] = [];
    try {
      for (let from = 0; from < count; from += STARTED_AT_ONCE) {
        const some = wanted.slice(from, from + STARTED_AT_ONCE);
        const settled = await Promise.allSettled(some.map((one) => SimulatedBase.start(one)));
        started.push(...settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
        const refused = settled.find((one) => one.status === 'rejected');
        if (refused) throw refused.reason;
      }
    } catch (error) {
      await new SimulatedBases(started).die();
      throw error;
    }
    return new SimulatedBases(started);
  }

  get(index: number): SimulatedBase {
    const base = this.all[index];
    if (!base) throw new RangeError(`no base ${index} of ${this.all.length}`);
    return base;
  }

  /** How many bases run this version active. */
  countActive(bizName: string, bizVersion: string): number {
    return this.all.filter((base) => base.activeVersions(bizName).includes(bizVersion)).length;
  }

  sampler(bizName: string, everyMs: number): ActiveSampler {
    return sampler(this.all, bizName, everyMs);
  }

  beatTo(url: string): void {
    for (const base of this.all) base.beatTo(url);
  }

  /** With a last DEACTIVATED heartbeat each. */
  async stop(): Promise<void> {
    await Promise.all(this.all.map((base) => base.stop()));
  }

  /** Without a word to the controller. */
  async die(): Promise<void> {
    await Promise.all(this.all.map((base) => base.die()));
  }
}

function address(prefix: string, index: number): string {
  const parts = prefix.split('.').length;
  const perNetwork = 250;
  const last = (index % perNetwork) + 1;
  if (parts === 3 && index < perNetwork) return `${prefix}.${last}`;
  const third = Math.floor(index / perNetwork);
  if (parts === 2 && third < 256) return `${prefix}.${third}.${last}`;
  throw new RangeError(`no room for base ${index} in ${prefix}`);
}
