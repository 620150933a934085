import { InvalidArgumentError, Option, type Command } from 'commander';
import { outcomes, type OutcomeName } from '../exit-code.ts';
import type { Config } from '../config/config.ts';
import { batchSpec } from '../config/config.ts';
import type { Flags } from '../config/resolve.ts';
import type { ChangeAsked } from '../commands/guard.ts';
import type { GuardedCommand } from '../guard/policy.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { OperateInput } from '../commands/operate.ts';
import type { RolloutOptions } from '../plan/types.ts';
import { checkWorkload } from './arguments.ts';
import { needs } from './usage-fault.ts';
import type { Tools } from './invocation.ts';

/** Options as commander hands them over: strings and booleans by camel-case name. */
export type Raw = Readonly<Record<string, string | boolean | string[] | undefined>>;

/** What every command has: these options, repeated on each so that they may stand after it, and a NAME that is looked at first. */
export function addGlobals(command: Command): Command {
  return addNameCheck(command)
    .option('-n, --namespace <name>', "namespace; without it the context's")
    .option('--context <name>', 'context of the kubeconfig')
    .option('--kubeconfig <file>', 'kubeconfig file')
    .option('-o, --output <format>', 'table, wide, json, yaml or name')
    .option('--lang <language>', 'en or zh')
    .option('--no-color', 'no colours')
    .option('-v, --verbose', 'tell every write and every event');
}

/** Whatever command takes NAME: one that makes no sense costs no request. */
function addNameCheck(command: Command): Command {
  const at = command.registeredArguments.findIndex((one) => one.name() === 'name');
  if (at === -1) return command;
  return command.hook('preAction', async ({ args }) => {
    await checkWorkload(args[at] ?? '');
  });
}

/** How bases are reached. */
export function addArkletMode(command: Command): Command {
  const what = "reach bases auto, direct, or by the API server's proxy";
  return command.option('--arklet <mode>', what);
}

/** The same, and what counts. */
export function addArklet(command: Command): Command {
  return addArkletMode(command).option(
    '--proof <source>',
    "what proves a batch: base (the bases' own answers) or kubernetes",
  );
}

/** Batches and what happens between them; `deploy` and `plan` share these. */
export function addRollout(command: Command): Command {
  return addArklet(command)
    .option('--batches <n>', 'number of batches, as equal as can be')
    .option('--batch-size <list>', 'sizes, numbers or percentages, the last repeats: 1,30%,100%')
    .option('--beta', 'a first batch of one')
    .option('--policy <name>', 'install-then-uninstall, blue-green or uninstall-then-install')
    .option('--max-unavailable <n>', 'open no batch while more than N, or P%, do not serve')
    .option('--confirm <when>', 'ask before the next batch: each, first or none')
    .option('--gray <duration>', 'pause between two batches')
    .option('--soak <duration>', 'how long a batch must stay healthy to count')
    .option('--timeout <duration>', 'how long one batch may take to become healthy')
    .option('--pause-after <n>', 'stop after batch N with exit code 7', count)
    .option('--on-failure <what>', 'hold or rollback')
    .option('--rollback-timeout <duration>', 'how long undoing may take')
    .option('--no-ask-again', 'never ask a base to repeat an install to learn why it failed')
    .option('--reason <text>', 'why, for the record');
}

/** What change rules may ask for. */
export function addRuled(command: Command): Command {
  return command
    .option('--ticket <id>', 'the change ticket, where a rule asks for one')
    .option('--emergency <reason>', 'pass the rules that an emergency may pass; is recorded');
}

/** Those of a command that writes. */
export function addConsent(command: Command): Command {
  const names = Object.keys(outcomes);
  return addRuled(command)
    .option('-y, --yes', 'accept the plan that is shown')
    .option('--dry-run', 'show the plan and stop')
    .option('--take-over', 'take the workload away from a koupctl that is at it')
    .option('--output-events', 'events as JSON lines on stdout')
    .addOption(new Option('--ok <outcome>', 'exit 0 with this outcome too').choices(names));
}

/** A count of 1 or more. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError(needs.count);
  }
  return value;
}

export function text(raw: Raw, name: string): string | undefined {
  const value = raw[name];
  return typeof value === 'string' ? value : undefined;
}

/** The same where it makes sense; `check` throws a Fault where it makes none. */
export function checked(
  raw: Raw,
  name: string,
  check: (text: string) => string,
): string | undefined {
  const value = text(raw, name);
  return value === undefined ? undefined : check(value);
}

export function flag(raw: Raw, name: string): boolean {
  return raw[name] === true;
}

/** The options that are settings too; the configuration room reads them. */
export function settingFlags(raw: Raw): Flags {
  return {
    namespace: text(raw, 'namespace'),
    context: text(raw, 'context'),
    kubeconfig: text(raw, 'kubeconfig'),
    output: text(raw, 'output'),
    lang: text(raw, 'lang'),
    timeout: text(raw, 'timeout'),
    batches: text(raw, 'batches'),
    batchSize: text(raw, 'batchSize'),
    policy: text(raw, 'policy'),
    maxUnavailable: text(raw, 'maxUnavailable'),
    confirm: text(raw, 'confirm'),
    gray: text(raw, 'gray'),
    soak: text(raw, 'soak'),
    onFailure: text(raw, 'onFailure'),
    rollbackTimeout: text(raw, 'rollbackTimeout'),
    proof: text(raw, 'proof'),
    env: text(raw, 'env'),
    arkletMode: text(raw, 'arklet'),
    templates: text(raw, 'template'),
  };
}

export function rolloutOptions(raw: Raw, config: Config): RolloutOptions {
  const beta = flag(raw, 'beta');
  return {
    batches: batchSpec(config, beta) ?? (beta ? { by: 'count', batches: 2, beta } : undefined),
    policy: config.policy.value,
    maxUnavailable: config.maxUnavailable.value,
    confirm: config.confirm.value,
    grayMs: config.gray.value,
    soakMs: config.soak.value,
    timeoutMs: config.timeout.value,
    onFailure: config.onFailure.value,
    rollbackTimeoutMs: config.rollbackTimeout.value,
    proof: config.proof.value,
    pauseAfter: raw['pauseAfter'] as number | undefined,
    askAgain: raw['askAgain'] !== false,
    reason: text(raw, 'reason'),
  };
}

/** Of a command that only looks: its good end needs no words. */
export const reads = { speaks: 'trouble', outcomeAsResult: false, change: undefined } as const;

/** Of a command that writes: how it ended is always said, and the change rules stand before it. */
export function writes(command: GuardedCommand, raw: Raw) {
  return { speaks: 'always', outcomeAsResult: true, change: changeAsked(command, raw) } as const;
}

/** What the change rules go by. */
export function changeAsked(command: GuardedCommand, raw: Raw): ChangeAsked {
  const emergency = text(raw, 'emergency');
  if (emergency?.trim() === '') {
    throw faultOf(({ usage }) => usage.emergencyAlone);
  }
  return { command, ticket: text(raw, 'ticket'), emergency, reason: text(raw, 'reason') };
}

/** What every command takes that plans, shows, asks and writes. */
export function operateInput(name: string, raw: Raw, { config, showPlan }: Tools): OperateInput {
  return {
    name,
    namespace: config.namespace.value,
    options: rolloutOptions(raw, config),
    yes: flag(raw, 'yes'),
    dryRun: flag(raw, 'dryRun'),
    takeOver: flag(raw, 'takeOver'),
    protectedContexts: config.protectedContexts.value,
    show: showPlan,
  };
}

/** What every invocation takes from the options that all commands share. */
export function common(raw: Raw): {
  flags: Flags;
  events: boolean;
  color: boolean | undefined;
  verbose: boolean;
  ok: OutcomeName | undefined;
} {
  return {
    flags: settingFlags(raw),
    events: flag(raw, 'outputEvents'),
    color: raw['color'] === false ? false : undefined,
    verbose: flag(raw, 'verbose'),
    ok: text(raw, 'ok') as OutcomeName | undefined,
  };
}
