import { isIP } from 'node:net';
import { Argument, type Command } from 'commander';
import type { RecoverInput } from '../commands/recover.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { EtcdOptions } from '../etcd-door.ts';
import type { Target } from '../recover/facts.ts';
import type { RunbookId } from '../recover/codes.ts';
import type { Tools } from './invocation.ts';
import { addGlobals, addRuled, changeAsked, common, flag, text, type Raw } from './options.ts';
import type { Register } from './program.ts';

// In full, so that none is missing.
const ids: Record<RunbookId, true> = {
  'stuck-deletion': true,
  'stuck-terminating': true,
  'node-gone': true,
  'node-not-ready': true,
  'pods-not-ready': true,
  'etcd-backup': true,
  'etcd-restore': true,
  certificates: true,
  'disk-full': true,
  'cluster-dns': true,
  'add-node': true,
  'power-loss': true,
  'site-failover': true,
};

export function registerRecover(program: Command, register: Register): void {
  const which = new Argument('[runbook]', 'without it the list of them').choices(Object.keys(ids));
  const command = addRuled(addGlobals(program.command('recover')))
    .addArgument(which)
    .description(
      'runbooks: each step checked, shown, confirmed, done and seen; they go on where they stopped',
    )
    .option('--node <name>', 'the node, or several', collect)
    .option('--object <kind/name>', 'what is stuck, as in machine/ake-7')
    .option('--dns <ip>', "the new address of the cluster's DNS")
    .option('--keep-ip', 'leave the IPInstances of pods that need the same address')
    .option('-y, --yes', 'accept the plan; dangerous steps need --confirm-step besides')
    .option(
      '--confirm-step <step=name>',
      "what a terminal asks for: the object's name, per dangerous step",
      collect,
    )
    .option('--done <step>', 'a step that nothing here can see is done; recorded', collect)
    .option('--skip <step>', 'go on without this step; recorded', collect)
    .option('--dry-run', 'show the plan and stop')
    .option('--timeout <duration>', 'how long one step may take to be seen done')
    .option('--record-namespace <name>', 'where the record is kept', 'kube-system')
    .option('--reason <text>', 'why, for the record');
  addEtcd(command).action((runbook: RunbookId | undefined, raw: Raw) => {
    register({
      ...common(raw),
      speaks: runbook === undefined ? 'trouble' : 'always',
      change: runbook === undefined ? undefined : changeAsked('recover', raw),
      // How it ended is part of the one document.
      outcomeAsResult: false,
      run: async (tools) => {
        const { recover } = await import('../commands/recover.ts');
        return await recover(tools.world, inputOf(runbook, raw, tools));
      },
    });
  });
}

function addEtcd(command: Command): Command {
  return command
    .option('--endpoint <url>', "etcd: a member's client URL")
    .option('--cacert <file>', "etcd: the CA's certificate")
    .option('--cert <file>', 'etcd: a client certificate')
    .option('--key <file>', 'etcd: its key')
    .option('--file <file>', 'etcd: the snapshot')
    .option('--data-dir <folder>', 'etcd: the data folder to restore into')
    .option('--etcdutl <path>', 'etcd: the program that restores, on this machine')
    .option('--name <name>', "etcd: the restored member's name")
    .option('--initial-cluster <list>', 'etcd: as for etcdutl')
    .option('--initial-cluster-token <token>', 'etcd: as for etcdutl')
    .option('--initial-advertise-peer-urls <urls>', 'etcd: as for etcdutl');
}

function inputOf(runbook: RunbookId | undefined, raw: Raw, { config }: Tools): RecoverInput {
  return {
    runbook,
    target: targetOf(raw, config.namespace.value),
    etcd: etcdOf(raw),
    yes: flag(raw, 'yes'),
    dryRun: flag(raw, 'dryRun'),
    confirmSteps: many(raw, 'confirmStep'),
    done: many(raw, 'done'),
    skip: many(raw, 'skip'),
    recordNamespace: text(raw, 'recordNamespace') ?? 'kube-system',
    timeoutMs: config.timeout.value,
    reason: text(raw, 'reason'),
    protectedContexts: config.protectedContexts.value,
  };
}

function targetOf(raw: Raw, namespace: string | undefined): Target {
  const object = text(raw, 'object');
  const dns = text(raw, 'dns');
  if (dns !== undefined && isIP(dns) === 0) throw faultOf(({ usage }) => usage.notADnsIp(dns));
  const file = text(raw, 'file');
  const etcd = { dataDir: text(raw, 'dataDir'), endpoint: text(raw, 'endpoint') };
  return {
    nodes: [...new Set(many(raw, 'node'))],
    object: object === undefined ? undefined : kindAndName(object),
    namespace,
    dns,
    keepIp: flag(raw, 'keepIp'),
    etcd: file === undefined ? undefined : { file, ...etcd },
  };
}

function kindAndName(text: string): { kind: string; name: string } {
  const [, kind, name] = /^([A-Za-z][A-Za-z0-9.-]*)\/([^/\s]+)$/.exec(text) ?? [];
  if (kind !== undefined && name !== undefined) return { kind, name };
  throw faultOf(({ usage }) => usage.notAnObject(text));
}

function etcdOf(raw: Raw): EtcdOptions {
  const optional = (field: string, name: string) => {
    const value = text(raw, name);
    return value === undefined ? {} : { [field]: value };
  };
  return {
    endpoint: text(raw, 'endpoint'),
    ca: text(raw, 'cacert'),
    cert: text(raw, 'cert'),
    key: text(raw, 'key'),
    etcdutl: text(raw, 'etcdutl'),
    member: {
      ...optional('name', 'name'),
      ...optional('initialCluster', 'initialCluster'),
      ...optional('initialClusterToken', 'initialClusterToken'),
      ...optional('initialAdvertisePeerUrls', 'initialAdvertisePeerUrls'),
    },
  };
}

/** May be given several times. */
function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function many(raw: Raw, name: string): string[] {
  const value = raw[name];
  return Array.isArray(value) ? value : [];
}
