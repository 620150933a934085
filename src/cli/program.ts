import { Argument, Command, CommanderError } from 'commander';
import { outcome } from '../outcome.ts';
import { registerBaseLimit } from './base-limit.ts';
import { registerBases } from './bases.ts';
import { registerBiz } from './biz.ts';
import { registerCoRelease } from './co-release.ts';
import { registerDeploy, registerPlan } from './deploy.ts';
import { registerDiagnose } from './diagnose.ts';
import { registerDoctor } from './doctor.ts';
import { registerAttach, registerConfirm, registerPause, registerResume } from './hand-over.ts';
import { registerExplain, registerHealth } from './direct.ts';
import { registerApprove, registerAudit, registerGuard } from './guard.ts';
import { guarding } from './guarding.ts';
import { registerInspect } from './inspect.ts';
import type { GuardedInvocation, Invocation } from './invocation.ts';
import {
  addRollout,
  addConsent,
  addGlobals,
  common,
  count,
  operateInput,
  reads,
  writes,
  type Raw,
} from './options.ts';
import { usageFault } from './usage-fault.ts';
import { registerInstall, registerUninstall, registerUpgrade } from './install.ts';
import { registerOffline, registerReplace, registerScale } from './operate.ts';
import { registerRecover } from './recover.ts';
import {
  registerHistory,
  registerLint,
  registerModules,
  registerRender,
  registerStatus,
} from './reads.ts';

/** A command hands over what it understood. */
export type Register = (invocation: Invocation) => void;

/** What argv came to: something to run, or text that answers it (help, version). */
export type CommandLine = { readonly invocation: GuardedInvocation } | { readonly text: string };

/** Reads argv (without node and script). Throws a Fault where it makes no sense. */
export async function readCommandLine(
  argv: readonly string[],
  version: string,
): Promise<CommandLine> {
  let invocation: Invocation | undefined;
  let text = '';
  let complaint = '';
  const program = build(argv, version, (found) => {
    invocation = found;
  });
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap((one) => one.commands),
  ]) {
    command.exitOverride().configureOutput({
      writeOut: (words) => {
        text += words;
      },
      writeErr: (words) => {
        complaint += words;
      },
    });
  }
  try {
    await program.parseAsync(helpAsOption(argv, program), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { text };
    // Without a command commander prints the help as an error: it is what was asked for.
    if (error.code === 'commander.help') return { text: complaint };
    throw usageFault(error, complaint, commandIn(argv, program));
  }
  if (invocation === undefined) return { text: program.helpInformation() };
  return { invocation: guarding(invocation) };
}

/** Options of thirty commands take longer to set up than one command to run: only those named are. */
function build(argv: readonly string[], version: string, register: Register): Command {
  const program = addGlobals(new Command('koupctl'))
    .description('Roll out Koupleless modules in batches, and prove that they run.')
    .version(version, '-V, --version', "the tool's version")
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .hook('preAction', handDown);
  const named = Object.entries(commands).filter(([name]) => argv.includes(name));
  // Nobody named: help, or a word that is like one of them.
  const wanted = named.length > 0 ? named : Object.entries(commands);
  for (const [, add] of wanted) add(program, register);
  return program;
}

const commands: Readonly<Record<string, (program: Command, register: Register) => void>> = {
  deploy: registerDeploy,
  plan: registerPlan,
  status: registerStatus,
  diagnose: registerDiagnose,
  rollback: registerRollback,
  history: registerHistory,
  attach: registerAttach,
  confirm: registerConfirm,
  pause: registerPause,
  resume: registerResume,
  scale: registerScale,
  replace: registerReplace,
  offline: registerOffline,
  'base-limit': registerBaseLimit,
  'co-release': registerCoRelease,
  modules: registerModules,
  install: registerInstall,
  upgrade: registerUpgrade,
  uninstall: registerUninstall,
  doctor: registerDoctor,
  guard: registerGuard,
  approve: registerApprove,
  audit: registerAudit,
  inspect: registerInspect,
  recover: registerRecover,
  bases: registerBases,
  render: registerRender,
  lint: registerLint,
  health: registerHealth,
  biz: registerBiz,
  explain: registerExplain,
  'exit-codes': registerExitCodes,
  config: registerConfig,
  completion: registerCompletion,
};

function registerRollback(program: Command, register: Register): void {
  const command = addConsent(addRollout(addGlobals(program.command('rollback <name>'))))
    .description('back to what ran before: undo the rollout that stands, or deploy a revision')
    .option('--to-revision <number>', 'as koupctl history numbers them', count);
  command.action((name: string, raw: Raw) => {
    register({
      ...common(raw),
      ...writes('rollback', raw),
      run: async (tools) => {
        const { rollback } = await import('../commands/rollback.ts');
        return await rollback(tools.world, {
          ...operateInput(name, raw, tools),
          toRevision: raw['toRevision'] as number | undefined,
        });
      },
    });
  });
}

function registerExitCodes(program: Command, register: Register): void {
  addGlobals(program.command('exit-codes'))
    .description('the table of outcomes and exit codes')
    .action((raw: Raw) => {
      register({
        ...common(raw),
        ...reads,
        run: async ({ world }) => {
          const { exitCodes } = await import('../commands/exit-codes.ts');
          return await exitCodes(world);
        },
      });
    });
}

function registerConfig(program: Command, register: Register): void {
  const config = program.command('config').description('settings: file, environment, flags');
  addGlobals(config.command('view'))
    .description('every setting and where its value comes from')
    .action((raw: Raw) => {
      register({
        ...common(raw),
        ...reads,
        run: async (tools) => {
          const { configView } = await import('../commands/config-view.ts');
          return await configView(tools.world, tools.config);
        },
      });
    });
}

function registerCompletion(program: Command, register: Register): void {
  addGlobals(program.command('completion'))
    .description('what a shell completes: source <(koupctl completion bash)')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash']))
    .action((_: string, raw: Raw) => {
      register({
        ...common(raw),
        ...reads,
        run: async ({ world }) => {
          const { bashCompletion } = await import('./completion.ts');
          world.reporter.raw(bashCompletion(build([], '', () => undefined)));
          return outcome('done', 'printed');
        },
      });
    });
}

/** Options that stand before the command, as kubectl allows; behind it they are stronger. */
function handDown(program: Command, command: Command): void {
  for (const option of program.options) {
    const name = option.attributeName();
    if (program.getOptionValueSource(name) !== 'cli' || name === 'version') continue;
    if (command.getOptionValueSource(name) === 'cli') continue;
    command.setOptionValueWithSource(name, program.getOptionValue(name), 'cli');
  }
}

/** `help deploy` is `deploy --help`; of an unknown command commander would show everything. */
function helpAsOption(argv: readonly string[], program: Command): readonly string[] {
  const [first, ...words] = argv;
  if (first !== 'help') return argv;
  if (words.length === 0) return ['--help'];
  return commandIn(words, program) === program ? words : [...words, '--help'];
}

/** The command that the words name; the program itself where they name none. */
function commandIn(words: readonly string[], program: Command): Command {
  let command = program;
  for (const word of words) {
    command = command.commands.find((one) => one.name() === word) ?? command;
  }
  return command;
}
