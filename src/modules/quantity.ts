const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Ten thousand pods ask for the same few amounts. */
const known = new Map<string, number>();
const mostKnown = 1_000;

/** Kubernetes' quantities (`500m`, `1Gi`, `12e6`) as a number of cores, bytes or things; 0 for what is none. */
export function quantity(text: unknown): number {
  if (typeof text === 'number') return text;
  if (typeof text !== 'string') return 0;
  const before = known.get(text);
  if (before !== undefined) return before;
  const value = parsed(text);
  if (known.size < mostKnown) known.set(text, value);
  return value;
}

function parsed(text: string): number {
  const [, digits = '', suffix = ''] =
    /^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([A-Za-z]*)$/.exec(text) ?? [];
  const value = Number(digits) * (factors[suffix] ?? Number.NaN);
  return digits === '' || Number.isNaN(value) ? 0 : value;
}

/** `used` of `whole` in a hundred, rounded down; undefined where there is no whole. */
export function percentOf(used: number, whole: number): number | undefined {
  return whole > 0 ? Math.floor((used / whole) * 100) : undefined;
}
