/**
 * How the pods or modules of one workload are to lie on the bases. V2, where
 * kube-scheduler places pods: `hard` never puts two of a version on one base,
 * `soft` only where no other base is left, `none` says nothing. V1, whose
 * controller never puts a module twice on a base: `scatter` takes the emptiest
 * base first, `stacking` the fullest (the documentation writes `Scatter`,
 * which the server refuses).
 */
export const spreadWishes = {
  v1: ['scatter', 'stacking'],
  v2: ['hard', 'soft', 'none'],
} as const;

export type V1Spread = (typeof spreadWishes.v1)[number];
export type V2Spread = (typeof spreadWishes.v2)[number];
export type SpreadWish = V1Spread | V2Spread;

export function isV1Spread(wish: string | undefined): wish is V1Spread {
  return spreadWishes.v1.some((one) => one === wish);
}

export function isV2Spread(wish: string | undefined): wish is V2Spread {
  return spreadWishes.v2.some((one) => one === wish);
}
