import type { Place } from './driver.ts';

/** One line per place that does not run the version it is to run, with what can be done about it. */
export function troublesOf(places: readonly Place[]): string[] {
  return places
    .filter((place) => place.judgement.state !== 'active')
    .map(({ name, ip, judgement }) => {
      const { state, cause = state, next } = judgement;
      const where = ip === '' ? name : `${name} (${ip})`;
      return `${where}: ${cause}${next === undefined ? '' : ` → ${next}`}`;
    });
}

/** The first few, and how many there are beside them. */
export function fewOf(lines: readonly string[]): readonly string[] {
  return lines.length > 5 ? [...lines.slice(0, 5), `and ${lines.length - 5} more`] : lines;
}
