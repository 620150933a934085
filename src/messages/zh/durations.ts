/** `45 秒`、`7 分钟`、`2 小时`: as exact as an estimate is. */
export function roughly(seconds: number): string {
  if (seconds < 120) return `${seconds} 秒`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} 分钟` : `${Math.round(minutes / 60)} 小时`;
}
