/** `at most 5 module(s) on a base`. */
export function limitText(limit: number | undefined): string {
  if (limit === undefined) return 'any number of modules on a base';
  return `at most ${limit} module(s) on a base`;
}
