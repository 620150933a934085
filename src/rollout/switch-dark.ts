import type { Base } from '../modules/base.ts';
import { releaseOf } from '../modules/release.ts';
import type { Place } from './driver.ts';
import { watchOf, type Rolling } from './rolling.ts';

interface Switching {
  /** Activates what each place is to run. Resolves to the bases that did. */
  switchTo(places: readonly Place[]): Promise<readonly Base[]>;
}

/** Activates together what each dark one of these places is to run, and tells which bases did. */
export async function switchDark(
  state: Pick<Rolling<Switching>, 'ports' | 'watch' | 'batch'>,
  places: readonly Place[],
  startedAt = state.ports.clock.now(),
): Promise<void> {
  const { ports, batch } = state;
  const dark = places.filter((place) => place.judgement.state === 'dark');
  const switched = await watchOf(state).switchTo(dark);
  if (switched.length === 0) return;
  ports.emit({
    type: 'switched',
    batch,
    version: releaseOf(dark[0]?.sight.modules ?? [])?.version ?? '',
    bases: switched.map((base) => base.name),
    tookMs: ports.clock.now() - startedAt,
  });
}
