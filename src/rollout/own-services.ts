import { Conflict } from '../conflict.ts';
import { said } from '../messages/said-of.ts';
import { isMadeFor } from '../modules/module-service.ts';
import { core } from '../modules/surface.ts';
import type { Plan } from '../plan/types.ts';
import { intentManager, Superseded, type Ports } from './context.ts';

/** Applies the Services of a plan as they were shown, or throws Superseded where one was changed since. */
export async function applyServices(
  { cluster, emit }: Pick<Ports, 'cluster' | 'emit'>,
  { services = [] }: Plan,
): Promise<void> {
  for (const { name, does, manifest, force, basedOn } of services) {
    if (does === 'nothing') continue;
    const { namespace = 'default' } = manifest.metadata;
    const object = `Service ${namespace}/${name}`;
    try {
      // Of one that somebody else has created meanwhile the fields clash.
      const metadata = { ...manifest.metadata, ...basedOn };
      const options = { manager: intentManager, force };
      await cluster.apply({ ...manifest, metadata }, core.service, options);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      throw new Superseded(
        said(({ changedObject }, inWords) =>
          changedObject.changedSincePlanned(object, inWords(error)),
        ),
      );
    }
    emit({ type: 'wrote', object, what: does === 'create' ? 'created' : 'applied' });
  }
}

/** Deletes those of the named Services that koupctl made for the workload; others have become somebody's. */
export async function removeServices(
  { cluster, emit }: Pick<Ports, 'cluster' | 'emit'>,
  names: readonly string[],
  workload: { readonly kind: string; readonly name: string; readonly namespace: string },
): Promise<void> {
  const { namespace } = workload;
  for (const name of names) {
    const ref = { type: core.service, namespace, name };
    const service = await cluster.get(ref);
    if (service === undefined || !isMadeFor(service, workload)) continue;
    await cluster.delete(ref, service.metadata.uid ?? '');
    emit({ type: 'wrote', object: `Service ${namespace}/${name}`, what: 'deleted with it' });
  }
}
