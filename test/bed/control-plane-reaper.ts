import { spawn, type ChildProcess } from 'node:child_process';

// It reads "+ pid" and "- pid". Its input ends when the bed's process does, however that ended;
// then the processes left (with their groups) are killed and the bed's folder is removed.
const SCRIPT = `
trap '' INT TERM HUP
pids=' '
while read -r op pid; do
  case $op in
    +) pids="$pids$pid " ;;
    -) case $pids in *" $pid "*) pids="\${pids%% $pid *} \${pids#* $pid }" ;; esac ;;
  esac
done
for pid in $pids; do kill -9 -- "-$pid" 2>/dev/null || kill -9 "$pid" 2>/dev/null; done
rm -rf -- "$1"
# Once more: a dying process may just have written a last file.
sleep 0.1
rm -rf -- "$1"
`;

/** Sees to it that nothing of a bed outlives the process that started it, not even a SIGKILL. */
export class Reaper {
  readonly #shell: ChildProcess;

  /** `dir` is removed at the end, whichever end it is. */
  constructor(dir: string) {
    // Detached: a Ctrl-C in the terminal is for the bed, which then ends its parts in order.
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT, 'bed-reaper', dir], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#shell.unref();
    const stdin = this.#shell.stdin as import('node:net').Socket;
    stdin.unref();
    stdin.on('error', () => undefined);
  }

  /** From now on `pid` (its whole group, if it leads one) ends with this process. */
  adopt(pid: number): void {
    this.#shell.stdin?.write(`+ ${pid}\n`);
  }

  /** To be called when an adopted process has exited: its number may go to somebody else. */
  release(pid: number): void {
    this.#shell.stdin?.write(`- ${pid}\n`);
  }

  /** Ends what is still adopted, removes the folder, and resolves when that is done. */
  async finish(): Promise<void> {
    if (this.#shell.exitCode !== null || this.#shell.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#shell.once('exit', resolve));
    this.#shell.ref();
    this.#shell.stdin?.end();
    await exited;
  }
}
