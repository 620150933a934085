import type { Command } from 'commander';
import type { TakeUpInput } from '../commands/take-up.ts';
import type { Tools } from './invocation.ts';
import {
  addArklet,
  addConsent,
  addGlobals,
  common,
  count,
  operateInput,
  text,
  writes,
  type Raw,
} from './options.ts';
import type { Register } from './program.ts';

/** Commands that take part in a rollout that was begun elsewhere. */

export function registerAttach(program: Command, register: Register): void {
  const command = takesUp(program.command('attach <name>')).description(
    'go on with a rollout that was begun elsewhere',
  );
  command.action((name: string, raw: Raw) => {
    register({
      ...common(raw),
      ...writes('attach', raw),
      run: async (tools) => {
        const { attach } = await import('../commands/take-up.ts');
        return await attach(tools.world, inputOf(name, raw, tools));
      },
    });
  });
}

export function registerConfirm(program: Command, register: Register): void {
  const command = takesUp(program.command('confirm <name>'))
    .description('open the next batch, if and only if the one that waits is the one that is named')
    .option('--batch <n>', 'the batch that waits', count);
  command.action((name: string, raw: Raw) => {
    register({
      ...common(raw),
      ...writes('confirm', raw),
      run: async (tools) => {
        const { confirm } = await import('../commands/take-up.ts');
        const batch = raw['batch'] as number | undefined;
        return await confirm(tools.world, { ...inputOf(name, raw, tools), batch });
      },
    });
  });
}

export function registerPause(program: Command, register: Register): void {
  const command = addGlobals(program.command('pause <name>'))
    .description('let no further batch of a rollout be opened')
    .option('--reason <text>', 'why, for whoever meets it');
  command.action((name: string, raw: Raw) => {
    register({
      ...common(raw),
      ...writes('pause', raw),
      run: async ({ world, config }) => {
        const { pause } = await import('../commands/take-up.ts');
        const reason = text(raw, 'reason');
        const namespace = config.namespace.value;
        return await pause(world, { name, namespace, ...(reason === undefined ? {} : { reason }) });
      },
    });
  });
}

export function registerResume(program: Command, register: Register): void {
  const command = takesUp(program.command('resume <name>')).description(
    'take a pause back and go on',
  );
  command.action((name: string, raw: Raw) => {
    register({
      ...common(raw),
      ...writes('resume', raw),
      run: async (tools) => {
        const { resume } = await import('../commands/take-up.ts');
        return await resume(tools.world, inputOf(name, raw, tools));
      },
    });
  });
}

function takesUp(command: Command): Command {
  return addConsent(addArklet(addGlobals(command)))
    .option(
      '--confirm <when>',
      'ask before the next batch: each, first or none; as it was begun where not said',
    )
    .option('--pause-after <n>', 'stop after batch N with exit code 7', count);
}

function inputOf(name: string, raw: Raw, tools: Tools): TakeUpInput {
  return {
    ...operateInput(name, raw, tools),
    confirmMode: raw['confirm'] === undefined ? undefined : tools.config.confirm.value,
  };
}
