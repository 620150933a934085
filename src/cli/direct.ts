import { Option, type Command } from 'commander';
import type { Component } from '../diagnosis/known-code.ts';
import { checkIp, checkModule } from './arguments.ts';
import { addGlobals, checked, common, count, flag, reads, text, type Raw } from './options.ts';
import type { Register } from './program.ts';

// In full, so that none is missing.
const components: Record<Component, true> = {
  arklet: true,
  'sofa-ark': true,
  runtime: true,
  'module-controller': true,
  board: true,
  openapi: true,
  koupctl: true,
};

export function registerExplain(program: Command, register: Register): void {
  const command = addGlobals(program.command('explain [words...]'))
    .description('what a code, a state or an exit code means, and what to do about it')
    .addOption(
      new Option('--component <name>', 'only of this component').choices(Object.keys(components)),
    );
  command.action((words: string[], raw: Raw) => {
    register({
      ...common(raw),
      ...reads,
      run: async ({ world, config }) => {
        const { explain } = await import('../commands/explain.ts');
        const whole = config.output.value === 'table';
        const component = text(raw, 'component') as Component | undefined;
        return await explain(world, { words, component, whole });
      },
    });
  });
}

export function registerHealth(program: Command, register: Register): void {
  const command = addActuator(addGlobals(program.command('health')))
    .description("base, modules and plug-ins by Spring Boot's actuator, and why they are not UP")
    .requiredOption('--base-ip <ip>', 'the base')
    .option('--module <name>', 'only this module, by its own actuator too')
    .option('--context-path <path>', 'where the module answers, if the base does not say it')
    .option('--wait', 'until it is UP')
    .option('--timeout <duration>', 'how long --wait may take');
  command.action((raw: Raw) => {
    register({
      ...common(raw),
      ...reads,
      run: async ({ world, config }) => {
        const { health } = await import('../commands/health.ts');
        return await health(world, {
          baseIp: checkIp(text(raw, 'baseIp') ?? ''),
          module: checked(raw, 'module', checkModule),
          contextPath: text(raw, 'contextPath'),
          ...actuatorAt(raw),
          wait: flag(raw, 'wait'),
          timeoutMs: config.timeout.value,
        });
      },
    });
  });
}

const usualPort = 8080;

/** Where Spring Boot's actuator answers on a base. */
export function addActuator(command: Command): Command {
  return command
    .option('--actuator-port <number>', "the base's HTTP or management port; 8080", count)
    .option('--actuator-path <path>', 'management.endpoints.web.base-path', '/actuator');
}

export function actuatorAt(raw: Raw): { actuatorPort: number; actuatorPath: string } {
  return {
    actuatorPort: (raw['actuatorPort'] as number | undefined) ?? usualPort,
    actuatorPath: slashed(text(raw, 'actuatorPath') ?? ''),
  };
}

/** `/actuator`, or nothing where the endpoints are at the root. */
function slashed(path: string): string {
  const bare = path.replace(/^\/+|\/+$/g, '');
  return bare === '' ? '' : `/${bare}`;
}
