/** What a step of a co-release does. */
export const plansSteps = {
  'module-waits': (replicas: number, release: string, base: string, from: string | undefined) =>
    `module: ${replicas} pod(s) of ${release}, kept to base version ${base}, wait for new bases${from === undefined ? '' : `; ${from} goes on serving`}`,
  'some-leave': (count: number) => `${count} old one(s) leave`,
  leave: (bases: readonly string[], count: number) => {
    const more = count - bases.length;
    const others = more > 0 ? ` and ${more} more` : '';
    return `${bases.join(', ')}${others} ${count === 1 ? 'leaves' : 'leave'}`;
  },
  'base-with': (base: string, modules: readonly string[]) => `${base} (with ${modules.join(', ')})`,
  'new-come': (size: number, upTo: number, of: number, proof: string) =>
    `${size} new one(s), ${upTo}/${of} then, and ${proof}`,
  'proven-on': (module: string, proven: number, of: number) =>
    `${module} is proven on ${proven} of ${of}`,
  'first-then': (leave: string, come: string) => `base: first ${leave}; then ${come}`,
  'none-leaves': (come: string) => `base: ${come}; no old base leaves yet`,
  'leave-and-come': (leave: string, come: string) => `base: ${leave}; ${come}`,
  'none-left': 'no old one is left',
  'last-step': (rest: string, from: string | undefined) =>
    `base: ${rest}${from === undefined ? '' : `, then the pods of ${from}`}; everything borrowed is given back`,
  'url-becomes': (release: string, url: string, before: string | undefined) =>
    `module: the url of ${release} becomes ${url}; V1 installs nothing by that, ${before ?? 'what runs'} goes on serving`,
  'new-come-up': (size: number, leave: string, proof: string) =>
    `base: ${size} new one(s) come up; then ${leave}; ${proof}`,
  'new-come-after': (size: number, leave: string, proof: string) =>
    `base: first ${leave}; then ${size} new one(s) come; ${proof}`,
  'proven-there': (upTo: number, of: number, module: string) =>
    `${upTo}/${of} then, each with ${module} from the new url, proven there`,
  'last-step-v1': 'base: no old one is left; everything borrowed is given back',
};
