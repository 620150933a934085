import { toYaml } from '../manifest/to-yaml.ts';
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
  const doc = await renderModule(input.flags, context);
  const text = input.json ? `${JSON.stringify(doc.object, null, 2)}\n` : toYaml(doc.object);
  world.reporter.raw(text);
  return outcome('done', 'rendered');
}
