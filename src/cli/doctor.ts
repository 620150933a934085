import { Argument, type Command } from 'commander';
import type { Generation } from '../modules/controller.ts';
import {
  addArkletMode,
  addGlobals,
  addRuled,
  changeAsked,
  common,
  flag,
  reads,
  type Raw,
} from './options.ts';
import type { Register } from './program.ts';

export function registerDoctor(program: Command, register: Register): void {
  const which = new Argument('[generation]', 'without it what the cluster has');
  const command = addRuled(addArkletMode(addGlobals(program.command('doctor'))))
    .addArgument(which.choices(['v1', 'v2']))
    .description('check that everything works for koupctl here; repairs are offered as a plan')
    .option('--env <env>', 'environment of the vnodes that koupctl works with')
    .option('--repair', 'show what koupctl can repair, ask, do it, and see it well')
    .option('-y, --yes', 'with --repair: agree to the plan that is shown')
    .option('--timeout <duration>', 'how long repairs may take to be seen well');
  command.action((generation: Generation | undefined, raw: Raw) => {
    register({
      ...common(raw),
      // The checks are the result; how it ended is their first line.
      ...reads,
      change: flag(raw, 'repair') ? changeAsked('doctor --repair', raw) : undefined,
      run: async ({ world, config }) => {
        const { doctor } = await import('../commands/doctor.ts');
        const { env } = config;
        return await doctor(world, {
          generation,
          namespace: config.namespace.value,
          env: { env: env.value, isSet: env.origin.from !== 'default' },
          wall: () => Date.now(),
          repair: flag(raw, 'repair'),
          yes: flag(raw, 'yes'),
          protectedContexts: config.protectedContexts.value,
          timeoutMs: config.timeout.value,
        });
      },
    });
  });
}
