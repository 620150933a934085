/** Why the old and the new version can't be on one base, where not enough bases are free. */
export function noSharing(
  keeps: 'running' | 'new',
  free: number,
  needed: number,
  whole: boolean,
): string {
  const what = whole
    ? `all ${needed} replicas, as the old version stays until the end`
    : `a batch of ${needed}`;
  const room = `${free} free base(s) for ${what}`;
  return keeps === 'running'
    ? `the running pods' anti-affinity keeps the new ones off their bases, and there are ${room}`
    : `the new pods' anti-affinity keeps them off bases that run the old ones, and there are ${room}`;
}
