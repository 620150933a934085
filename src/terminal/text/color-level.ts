export type Env = Readonly<Record<string, string | undefined>>;

/** Sixteen colours or none: nothing here needs more. */
export type ColorLevel = 0 | 1;

export interface ColorWish {
  /** `--no-color` is false; undefined where the user said nothing. */
  readonly flag: boolean | undefined;
  readonly env: Env;
  readonly isTTY: boolean;
}

/**
 * Whether a stream gets colours. Decided here and not by chalk, which lets
 * FORCE_COLOR win over NO_COLOR: a wish for silence is the stronger one.
 */
export function colorLevel({ flag, env, isTTY }: ColorWish): ColorLevel {
  if (flag !== undefined) return flag ? 1 : 0;
  if (env['NO_COLOR']) return 0;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced === '0' || forced === 'false' ? 0 : 1;
  return isTTY && env['TERM'] !== 'dumb' ? 1 : 0;
}
