import { isIP } from 'node:net';
import { Fault } from '../fault.ts';

/** `--base-ip` as the user typed it. */
export function checkIp(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new Fault(`"${text}" is not an IP address`, { fix: 'for example --base-ip 10.1.0.45' });
}

/** A base's or node's name as the user typed it; it goes into selectors. */
export function checkName(text: string): string {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/.test(text)) return text;
  throw new Fault(`"${text}" cannot be the name of a base or node`, {
    fix: 'koupctl modules -A shows the bases by name',
  });
}

/** A module's name as the user typed it; it goes into selectors. */
export function checkModule(text: string): string {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(text)) return text;
  throw new Fault(`"${text}" cannot be the name of a module`, {
    fix: 'koupctl modules -A shows the modules by name',
  });
}

/** Refuses a NAME by which no workload can be meant; the cluster is not asked. */
export async function checkWorkload(text: string): Promise<void> {
  const { readName } = await import('../commands/find-workload.ts');
  readName(text);
}
