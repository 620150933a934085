/** `orders 2.0.0 and stock 1.1.0`: names in a sentence. */
export function together(names: readonly string[], none: string): string {
  const last = names.at(-1) ?? none;
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
