/** `每个基座最多 5 个模块`. */
export function limitText(limit: number | undefined): string {
  if (limit === undefined) return '每个基座的模块数不限';
  return `每个基座最多 ${limit} 个模块`;
}
