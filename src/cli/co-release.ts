import type { Command } from 'commander';
import type { BaseFlags } from '../commands/co-release-base.ts';
import type { CoReleaseInput } from '../commands/co-release.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { RolloutOptions } from '../plan/types.ts';
import type { Tools } from './invocation.ts';
import { addModule, sourceOf } from './module-flags.ts';
import { addSteps, stepOptions } from './operate.ts';
import { addGlobals, common, flag, operateInput, text, writes, type Raw } from './options.ts';
import type { Register } from './program.ts';

export function registerCoRelease(program: Command, register: Register): void {
  const command = addSteps(addModule(addGlobals(program.command('co-release <name>'))))
    .description(
      'release a module and its base together, where neither fits the other’s old version',
    )
    .option(
      '-f, --filename <file...>',
      "the module's own manifest; V2's is kept to the new base version",
    )
    .option(
      '--base-namespace <name>',
      "namespace of the base's Deployment; the module's without it",
    )
    .option('--base-image <image>', 'the new image of the base')
    .option('--base-container <name>', 'which container is the base, where there are several')
    .option('--base-env <name=value...>', 'environment variables of the new base')
    .option('--on-failure <what>', 'hold or rollback: both go back')
    .option('--rollback-timeout <duration>', 'how long undoing may take')
    .option('--resume', 'go on with what stands, from its record alone');
  command.action((name: string, raw: Raw) => {
    register({
      ...common(raw),
      ...writes('co-release', raw),
      run: async (tools) => {
        const { coRelease } = await import('../commands/co-release.ts');
        return await coRelease(tools.world, inputOf(name, raw, tools));
      },
    });
  });
}

function inputOf(name: string, raw: Raw, tools: Tools): CoReleaseInput {
  const options = stepOptions(raw, tools.config);
  const resume = flag(raw, 'resume');
  return {
    ...operateInput(resume ? name : (text(raw, 'name') ?? name), raw, tools),
    options,
    asked: asked(raw, options),
    fresh: resume ? undefined : { source: moduleSource(name, raw, tools), base: baseFlags(raw) },
  };
}

/**
 * `--base-deployment` is the base's own Deployment here, in whichever world the module is. A
 * ModuleDeployment keeps its version: none is needed for it.
 */
function moduleSource(name: string, raw: Raw, { config }: Tools) {
  const { baseDeployment: _base, baseVersion, version = '', ...rest } = raw;
  if (raw['filename'] === undefined)
    return sourceOf(name, { ...rest, version, baseVersion }, config);
  return sourceOf(undefined, raw['version'] === undefined ? rest : { ...rest, version }, config);
}

function baseFlags(raw: Raw): BaseFlags {
  const image = text(raw, 'baseImage');
  const env = (raw['baseEnv'] as string[] | undefined) ?? [];
  if (image === undefined && env.length === 0) {
    throw faultOf(({ usage }) => usage.noBaseChange);
  }
  return {
    deployment: text(raw, 'baseDeployment'),
    version: text(raw, 'baseVersion'),
    image,
    env,
    namespace: text(raw, 'baseNamespace'),
    container: text(raw, 'baseContainer'),
  };
}

/** What was typed goes before how it began. */
function asked(raw: Raw, options: RolloutOptions): Partial<RolloutOptions> {
  const typed = (name: string): boolean => text(raw, name) !== undefined;
  return {
    ...(typed('confirm') ? { confirm: options.confirm } : {}),
    ...(typed('gray') ? { grayMs: options.grayMs } : {}),
    ...(typed('soak') ? { soakMs: options.soakMs } : {}),
    ...(typed('timeout') ? { timeoutMs: options.timeoutMs } : {}),
    ...(typed('onFailure') ? { onFailure: options.onFailure } : {}),
  };
}
