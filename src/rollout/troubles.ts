import type { Place } from './driver.ts';

/** One line per place that does not run the version it is to run. */
export function troublesOf(places: readonly Place[]): string[] {
  return places
    .filter((place) => place.judgement.state !== 'active')
    .map((place) => `${place.name}: ${place.judgement.cause ?? place.judgement.state}`);
}
