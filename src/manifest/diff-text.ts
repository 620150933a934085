import type { KubeObject } from '../world.ts';
import { forDiff, masked } from './mask.ts';
import { toYaml } from './to-yaml.ts';

/** An object as diffs show it: without what the server keeps for itself, and without secrets. */
export function diffText(object: KubeObject): string {
  return toYaml(masked(forDiff(object)));
}
