import { readFileSync, readlinkSync } from 'node:fs';

/** Whether other processes of this machine live, told by what a Lease calls them: `user@host/pid@machine`. */

/** The same for all processes that see each other's ids, and for no others; undefined where that can't be told. */
export function machineId(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot.slice(0, 8)}-${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
  } catch {
    return undefined;
  }
}

/** Undefined where `other` is of another machine. */
export function isAlive(other: string, machine: string | undefined): boolean | undefined {
  const [, pid, where] = /\/(\d+)@([\w-]+)$/.exec(other) ?? [];
  if (pid === undefined || machine === undefined || where !== machine) return undefined;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return !isZombie(pid);
}

/** Killed, and its parent has not asked how it ended: in a container often nobody ever does. */
function isZombie(pid: string): boolean {
  try {
    // After the command's name in parentheses, which may contain anything; see proc(5).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
