import type { Tally } from './judge.ts';

/** Seeds among which a law is to be judged at least once. */
const atLeastOnceIn = 500;

/** How often the laws were judged in many seeds: one that is always excused is none. */
export class Tallies {
  readonly #sums = new Map<string, Tally>();
  #seeds = 0;

  add(ofOneSeed: ReadonlyMap<string, Tally>): void {
    this.#seeds += 1;
    for (const [law, { judged, excused }] of ofOneSeed) {
      const sum = this.#sums.get(law) ?? { judged: 0, excused: new Map<string, number>() };
      this.#sums.set(law, sum);
      sum.judged += judged;
      for (const [why, times] of excused) sum.excused.set(why, (sum.excused.get(why) ?? 0) + times);
    }
  }

  /** Of these laws, those that were judged too rarely to mean anything. */
  idle(laws: readonly string[]): string[] {
    const times = (law: string): number => this.#sums.get(law)?.judged ?? 0;
    return laws.filter((law) => times(law) < Math.floor(this.#seeds / atLeastOnceIn));
  }

  /** A line for each law. */
  lines(): string[] {
    const sorted = [...this.#sums].sort(([a], [b]) => a.localeCompare(b));
    return sorted.map(([law, { judged, excused }]) => {
      const letGo = [...excused].map(([why, times]) => `${times} ${why}`).join(', ');
      return `${law}: judged ${judged} times${letGo === '' ? '' : `, let go ${letGo}`}`;
    });
  }
}
