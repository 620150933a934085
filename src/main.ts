import { closeSync, readFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { BareTools, GuardedInvocation } from './cli/invocation.ts';
import { openClock, wrongBy } from './clock.ts';
import type { Unguarded } from './commands/world.ts';
import type { Config } from './config/config.ts';
import { exitCode } from './exit-code.ts';
import { Fault } from './fault.ts';
import { languageOf, languageTyped } from './language.ts';
import { isAlive, machineId } from './liveness.ts';
import { frameIn } from './messages/frame.ts';
import { outcomeIn, type Outcome } from './outcome.ts';
import type { Terminal } from './terminal/open-terminal.ts';
import type { Cluster, Language } from './world.ts';

// Pessimistic: 0 only on a finished Outcome, so that a hang or a crash is never a success.
process.exitCode = 1;

const clock = openClock();

/** Resolves when the command has ended; never rejects. */
export const ended = main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<void> {
  try {
    const { readCommandLine } = await import('./cli/program.ts');
    const line = await readCommandLine(argv, version());
    if ('text' in line) {
      process.stdout.write(line.text);
      process.exitCode = 0;
    } else {
      await invoke(line.invocation);
    }
  } catch (error) {
    await beforeTerminal(error);
  }
}

/** Loads the settings, opens the doors, runs the command, says how it ended. */
async function invoke(invocation: GuardedInvocation): Promise<void> {
  const { loadConfig } = await import('./config/load.ts');
  const { config, warnings } = await loadConfig({
    cwd: process.cwd(),
    env: process.env,
    flags: invocation.flags,
  });
  const interrupt = listenForSignals();
  letGoOfClosedTerminal();
  const terminal = await openTerminalFor(invocation, config, interrupt.signal);
  for (const warning of warnings) terminal.reporter.say(warning);
  try {
    const world = await worldOf(config, terminal, interrupt.signal);
    const end = await invocation.run(toolsOf(world, config, terminal));
    const told = interrupt.caught === 'SIGTERM' && end.name === 'interrupted';
    conclude(invocation, terminal, told ? { ...end, name: 'terminated' } : end, config);
  } catch (error) {
    process.exitCode = fail(terminal, error, interrupt, languageFrom(config));
  } finally {
    interrupt.stop();
    await terminal.flush();
  }
}

/**
 * At its end Node sets the terminal right again, and aborts where that has gone. SIGHUP may come
 * after all else has noticed it, so it is looked at last.
 */
function letGoOfClosedTerminal(): void {
  const terminals = [0, 1, 2].filter((fd) => isatty(fd));
  process.once('exit', () => {
    if (terminals.every((fd) => isatty(fd))) return;
    for (const fd of terminals) {
      try {
        closeSync(fd);
      } catch {
        // It was closed already.
      }
    }
  });
}

function conclude(
  invocation: GuardedInvocation,
  terminal: Terminal,
  end: Outcome,
  config: Config,
): void {
  const format = config.output.value;
  if (
    invocation.outcomeAsResult &&
    !invocation.events &&
    (format === 'json' || format === 'yaml')
  ) {
    const { name, message, causes = [], next = [] } = end;
    const apiVersion = 'koupctl.koupleless.io/v1';
    const result = { apiVersion, kind: 'Outcome', outcome: name, message, causes, next };
    terminal.reporter.document(result, []);
  }
  const worthSaying = end.name !== 'done' || (end.causes?.length ?? 0) > 0;
  if (invocation.speaks === 'always' || worthSaying) {
    terminal.showOutcome(outcomeIn(end, languageFrom(config)));
  }
  process.exitCode = exitCode(end.name, invocation.ok);
}

function fail(
  terminal: Terminal,
  error: unknown,
  interrupt: Interrupt,
  language: Language,
): number {
  if (interrupt.signal.aborted) {
    const name = interrupt.caught === 'SIGTERM' ? 'terminated' : 'interrupted';
    terminal.showOutcome({ name, message: frameIn(language).stopped });
    return exitCode(name);
  }
  if (error instanceof Fault) {
    terminal.showFault(error);
    return exitCode(error.outcome);
  }
  terminal.showBug(error, {
    version: version(),
    node: process.version,
    platform: process.platform,
  });
  return exitCode('bug');
}

/** Faults of the command line and the settings come before there is a terminal to speak for them. */
async function beforeTerminal(error: unknown): Promise<void> {
  const { openTerminal } = await import('./terminal/open-terminal.ts');
  const terminal = await openTerminal({
    ...streams(),
    format: 'table',
    events: false,
    color: undefined,
    verbose: false,
    language: languageTyped(process.argv.slice(2), process.env),
    now: clock.now,
  });
  if (error instanceof Fault) {
    terminal.showFault(error);
    process.exitCode = exitCode(error.outcome);
  } else {
    terminal.showBug(error, {
      version: version(),
      node: process.version,
      platform: process.platform,
    });
  }
  await terminal.flush();
}

async function openTerminalFor(
  invocation: GuardedInvocation,
  config: Config,
  signal: AbortSignal,
): Promise<Terminal> {
  const { openTerminal } = await import('./terminal/open-terminal.ts');
  return openTerminal({
    ...streams(),
    format: config.output.value,
    events: invocation.events,
    color: invocation.color,
    verbose: invocation.verbose,
    language: languageFrom(config),
    now: clock.now,
    signal,
  });
}

function streams() {
  return {
    stdin: () => process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
  };
}

function toolsOf(world: Unguarded, config: Config, terminal: Terminal): BareTools {
  const planLines: BareTools['planLines'] = async (plan) => {
    const view = await import('./terminal/plan-view.ts');
    return view.planLines(plan, languageFrom(config));
  };
  return {
    world,
    config,
    planLines,
    async showPlan(plan) {
      for (const line of await planLines(plan)) terminal.reporter.say(line);
    },
  };
}

/** What needs no settings; loaded when it is first used. */
const plainDoors: Pick<Unguarded, 'openProbes' | 'openNetworkProbes'> = {
  async openProbes() {
    const { openProbes } = await import('./probe/open-probes.ts');
    return openProbes();
  },
  async openNetworkProbes() {
    const { openNetworkProbes } = await import('./probe/open-network-probes.ts');
    return openNetworkProbes();
  },
};

async function worldOf(
  config: Config,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Unguarded> {
  const { hostname, userInfo } = await import('node:os');
  const who = `${userInfo().username}@${hostname()}`;
  const machine = machineId();
  const language = languageFrom(config);
  const openArklets: Unguarded['openArklets'] = async (cluster) => {
    const { openBases } = await import('./arklet/open-bases.ts');
    const proxyPost: Cluster['proxyPost'] | undefined =
      cluster && ((...call) => cluster.proxyPost(...call));
    return openBases({
      mode: config.arkletMode.value,
      timeoutMs: config.arkletTimeout.value,
      ...(proxyPost === undefined ? {} : { proxyPost }),
      now: clock.now,
    });
  };
  return {
    async openCluster(other) {
      const { openCluster } = await import('./cluster/open-cluster.ts');
      const { kubeconfig, context, namespace } = config;
      const named = other ?? context.value;
      return await openCluster({
        ...(kubeconfig.value === undefined ? {} : { kubeconfig: kubeconfig.value }),
        ...(named === undefined ? {} : { context: named }),
        ...(namespace.value === undefined ? {} : { namespace: namespace.value }),
        onServerTime(ms) {
          // It is by the clock of the cluster that is worked in.
          if (other !== undefined) return;
          const wrong = clockText(clock.setBy(ms), language);
          if (wrong !== undefined) terminal.reporter.say(wrong);
        },
      });
    },
    openBases: openArklets,
    openArklets,
    ...plainDoors,
    async openEtcd(options) {
      const { openEtcd } = await import('./etcd/open-etcd.ts');
      return openEtcd(options, language);
    },
    folder: process.cwd(),
    stateFolder: stateFolder(),
    clock,
    ask: terminal.ask,
    reporter: terminal.reporter,
    signal,
    language,
    stdin: readStdin,
    who,
    process: `${who}/${process.pid}${machine === undefined ? '' : `@${machine}`}`,
    isAlive: (other) => isAlive(other, machine),
    newId: () => `${Date.now().toString(36)}-${crypto.randomUUID().slice(0, 8)}`,
    typed: ['koupctl', ...process.argv.slice(2)].map(quoted).join(' '),
  };
}

function clockText(aheadMs: number, language: Language): string | undefined {
  const far = wrongBy(aheadMs);
  if (far === undefined) return undefined;
  const { clockAhead, clockBehind } = frameIn(language);
  return aheadMs > 0 ? clockAhead(far) : clockBehind(far);
}

function languageFrom(config: Config): Language {
  return config.lang.value ?? languageOf(process.env);
}

function stateFolder(): string | undefined {
  const { XDG_STATE_HOME: state, HOME: home } = process.env;
  if (state) return `${state}/koupctl`;
  return home ? `${home}/.local/state/koupctl` : undefined;
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

interface Interrupt {
  readonly signal: AbortSignal;
  readonly caught: NodeJS.Signals | undefined;
  stop(): void;
}

/** The first signal asks for a stop at a safe place, a second Ctrl-C ends at once. */
function listenForSignals(): Interrupt {
  const controller = new AbortController();
  let caught: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted && signal === 'SIGINT') process.exit(exitCode('interrupted'));
    caught ??= signal;
    controller.abort();
  };
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    get caught() {
      return caught;
    },
    stop() {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
