import { toYamlDocuments } from '../manifest/to-yaml.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { renderModule, type ModuleFlags } from './module-source.ts';
import type { World } from './world.ts';

export interface RenderInput {
  readonly flags: ModuleFlags;
  readonly namespace: string | undefined;
  readonly json: boolean;
}

/** Prints the manifest that `deploy` would start from. Needs no cluster. */
export async function render(world: World, input: RenderInput): Promise<Outcome> {
  const context = { namespace: input.namespace ?? 'default', v1: undefined, live: undefined };
  const { module, services } = await renderModule(input.flags, context);
  const objects = [module, ...services].map(({ object }) => object);
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  const json = objects.length === 1 ? module.object : list;
  const text = input.json ? `${JSON.stringify(json, null, 2)}\n` : toYamlDocuments(objects);
  world.reporter.raw(text);
  return outcome('done', 'rendered');
}
