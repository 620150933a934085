import { isIP } from 'node:net';
import { faultOf } from '../messages/fault-of.ts';

/** `--base-ip` as the user typed it. */
export function checkIp(text: string): string {
  if (isIP(text) !== 0) return text;
  throw faultOf(({ usage }) => usage.notAnIp(text));
}

/** A base's or node's name as the user typed it; it goes into selectors. */
export function checkName(text: string): string {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/.test(text)) return text;
  throw faultOf(({ usage }) => usage.notABase(text));
}

/** A module's name as the user typed it; it goes into selectors. */
export function checkModule(text: string): string {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(text)) return text;
  throw faultOf(({ usage }) => usage.notAModule(text));
}

/** Refuses a NAME by which no workload can be meant; the cluster is not asked. */
export async function checkWorkload(text: string): Promise<void> {
  const { readName } = await import('../commands/find-workload.ts');
  readName(text);
}
