/** `orders 2.0.0 和 stock 1.1.0`：句中的一串名字。 */
export function together(names: readonly string[], none: string): string {
  const last = names.at(-1) ?? none;
  return names.length < 2 ? last : `${names.slice(0, -1).join('、')} 和 ${last}`;
}
