import { Argument, Option, type Command } from 'commander';
import type { MqttSettings } from '../manifest/install-variables.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { Tools } from './invocation.ts';
import { addConsent, addGlobals, common, count, flag, text, writes, type Raw } from './options.ts';
import type { Register } from './program.ts';

const generation = () => new Argument('<generation>', 'which controller').choices(['v1', 'v2']);

export function registerInstall(program: Command, register: Register): void {
  addInstall(
    program,
    register,
    'install',
    'install a module controller, or change the one there is',
  );
}

export function registerUpgrade(program: Command, register: Register): void {
  addInstall(program, register, 'upgrade', 'change the module controller that is installed');
}

function addInstall(
  program: Command,
  register: Register,
  name: 'install' | 'upgrade',
  description: string,
): void {
  const elsewise = name === 'install' ? "where it is installed, else the context's" : 'where it is';
  const command = addPlace(addConsent(addGlobals(program.command(name))), elsewise)
    .addArgument(generation())
    .description(description)
    .option('--image <image>', 'of the controller; without it the one that runs')
    .option('--env <env>', 'V2: environment of its vnodes; without it the one there is, or dev')
    .option('--replicas <n>', 'V2: how many controllers share the nodes', count)
    .addOption(new Option('--tunnel <tunnel>', 'V2: how bases report').choices(['http', 'mqtt']))
    .option('--mqtt-broker <host>', 'V2: of the MQTT tunnel')
    .option('--mqtt-port <port>', 'V2: 1883 without it', count)
    .option('--mqtt-username <name>', 'V2: of the MQTT tunnel')
    .option('--mqtt-password-secret <secret/key>', "V2: a Secret in the controller's namespace")
    .option('--mqtt-client-prefix <prefix>', 'V2: koupleless without it')
    .option('--timeout <duration>', 'how long it may take to be ready')
    .option('--render', 'print the manifests, without -n for default; needs no cluster');
  command.action((which: 'v1' | 'v2', raw: Raw) => {
    register({
      ...common(raw),
      ...writes(name, raw),
      outcomeAsResult: !flag(raw, 'dryRun') && !flag(raw, 'render'),
      run: async (tools) => {
        const { install } = await import('../commands/install.ts');
        return await install(tools.world, {
          ...consent(raw, tools),
          generation: which,
          image: text(raw, 'image'),
          env: text(raw, 'env'),
          replicas: raw['replicas'] as number | undefined,
          tunnel: text(raw, 'tunnel') as 'http' | 'mqtt' | undefined,
          v2Only: typed(raw, ofV2),
          mqtt: which === 'v1' ? undefined : mqtt(raw),
          mustExist: name === 'upgrade',
          render: flag(raw, 'render'),
        });
      },
    });
  });
}

const ofV2 = [
  ...['env', 'replicas', 'tunnel', 'mqttBroker', 'mqttPort', 'mqttUsername'],
  ...['mqttPasswordSecret', 'mqttClientPrefix'],
];

/** Of these options the ones that were given, as they are written. */
function typed(raw: Raw, names: readonly string[]): string[] {
  const given = names.filter((name) => raw[name] !== undefined);
  return given.map((name) => `--${name.replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`)}`);
}

/** Where it stands counts for more than the context. */
function addPlace(command: Command, elsewise: string): Command {
  const option = command.options.find(({ long }) => long === '--namespace');
  if (option) option.description = `namespace of the controller; without it ${elsewise}`;
  return command;
}

export function registerUninstall(program: Command, register: Register): void {
  const command = addPlace(addConsent(addGlobals(program.command('uninstall'))), 'where it is')
    .addArgument(generation())
    .description('remove a module controller; refused while modules need it')
    .option('--with-crds', 'V1: its kinds too')
    .option('--force', 'leave the modules that it looks after behind')
    .option('--timeout <duration>', 'how long its objects may take to be gone');
  command.action((which: 'v1' | 'v2', raw: Raw) => {
    register({
      ...common(raw),
      ...writes('uninstall', raw),
      outcomeAsResult: !flag(raw, 'dryRun'),
      run: async (tools) => {
        const { uninstall } = await import('../commands/uninstall.ts');
        return await uninstall(tools.world, {
          ...consent(raw, tools),
          generation: which,
          withCrds: flag(raw, 'withCrds'),
          force: flag(raw, 'force'),
        });
      },
    });
  });
}

function consent(raw: Raw, { config }: Tools) {
  return {
    namespace: config.namespace.value,
    yes: flag(raw, 'yes'),
    dryRun: flag(raw, 'dryRun') || flag(raw, 'render'),
    protectedContexts: config.protectedContexts.value,
    asDocument: ['json', 'yaml'].includes(config.output.value) && flag(raw, 'dryRun'),
    timeoutMs: config.timeout.value,
  };
}

function mqtt(raw: Raw): MqttSettings | undefined {
  const broker = text(raw, 'mqttBroker');
  if (raw['tunnel'] !== 'mqtt') {
    const given = Object.keys(raw).filter((name) => name.startsWith('mqtt'));
    if (given.length === 0) return undefined;
    throw faultOf(({ usage }) => usage.mqttAlone);
  }
  if (broker === undefined) {
    throw faultOf(({ usage }) => usage.mqttBroker);
  }
  return {
    broker,
    port: (raw['mqttPort'] as number | undefined) ?? 1883,
    username: text(raw, 'mqttUsername'),
    password: secretKey(text(raw, 'mqttPasswordSecret')),
    clientPrefix: text(raw, 'mqttClientPrefix') ?? 'koupleless',
  };
}

function secretKey(typed: string | undefined): MqttSettings['password'] {
  if (typed === undefined) return undefined;
  const [secret, key, more] = typed.split('/');
  if (secret && key && more === undefined) return { secret, key };
  throw faultOf(({ usage }) => usage.mqttSecret(typed));
}
