import type { Command } from 'commander';
import type { Tools } from './invocation.ts';
import type { Register } from './program.ts';
import { addModule, sourceOf } from './module-flags.ts';
import {
  addConsent,
  addGlobals,
  addRollout,
  common,
  flag,
  reads,
  rolloutOptions,
  writes,
  type Raw,
} from './options.ts';

export function registerDeploy(program: Command, register: Register): void {
  const command = addConsent(addRollout(addModule(addGlobals(program.command('deploy [module]')))))
    .description('roll a module out in batches, and prove on the bases that it runs')
    .option('-f, --filename <file...>', 'your own manifest; a folder, or - for standard input');
  command.action((module: string | undefined, raw: Raw) => {
    register({
      ...common(raw),
      ...writes('deploy', raw),
      run: async (tools) => {
        const { deploy } = await import('../commands/deploy.ts');
        return await deploy(tools.world, {
          ...inputOf(module, raw, tools),
          yes: flag(raw, 'yes'),
          dryRun: flag(raw, 'dryRun'),
          takeOver: flag(raw, 'takeOver'),
          protectedContexts: tools.config.protectedContexts.value,
          show: tools.showPlan,
        });
      },
    });
  });
}

export function registerPlan(program: Command, register: Register): void {
  const command = addRollout(addModule(addGlobals(program.command('plan [module]'))))
    .description('show what deploy would do; writes nothing')
    .option('-f, --filename <file...>', 'your own manifest; a folder, or - for standard input')
    .option('--exit-code', 'exit 3 when there are changes');
  command.action((module: string | undefined, raw: Raw) => {
    register({
      ...common(raw),
      ...reads,
      run: async (tools) => {
        const { plan } = await import('../commands/plan.ts');
        return await plan(tools.world, {
          ...inputOf(module, raw, tools),
          exitCode: flag(raw, 'exitCode'),
          lines: tools.planLines,
        });
      },
    });
  });
}

function inputOf(module: string | undefined, raw: Raw, tools: Tools) {
  return {
    source: sourceOf(module, raw, tools.config),
    namespace: tools.config.namespace.value,
    options: rolloutOptions(raw, tools.config),
  };
}
