import { Fault } from '../../fault.ts';
import type { ClusterTarget } from '../../world.ts';
import { optionalText, type Kubeconfig } from './kubeconfig.ts';

/** One context of a kubeconfig with what it points to. */
export interface ChosenContext {
  readonly target: ClusterTarget;
  readonly cluster: Readonly<Record<string, unknown>>;
  /** Empty where the context names no user. */
  readonly user: Readonly<Record<string, unknown>>;
}

export interface Choice {
  readonly context?: string;
  readonly namespace?: string;
}

/** The context that the user named, else the current one. A name that isn't there is a Fault. */
export function chooseContext(config: Kubeconfig, choice: Choice): ChosenContext {
  const where = config.files.join(', ');
  const name = choice.context ?? config.currentContext;
  if (name === undefined) {
    throw new Fault(`${where} names no current context`, {
      fix: 'choose one with --context',
      details: listContexts(config),
    });
  }
  const context = config.contexts.get(name);
  if (context === undefined) {
    throw new Fault(`there is no context "${name}" in ${where}`, {
      fix: 'choose one with --context',
      details: listContexts(config),
    });
  }
  const cluster = pick(config.clusters, context['cluster'], `cluster of context "${name}"`);
  if (cluster === undefined) throw new Fault(`context "${name}" in ${where} names no cluster`);
  const server = optionalText(cluster['server']);
  if (server === undefined) {
    throw new Fault(`the cluster of context "${name}" in ${where} has no server`);
  }
  return {
    target: {
      context: name,
      server: server.replace(/\/+$/, ''),
      user: optionalText(context['user']) ?? '',
      namespace: choice.namespace ?? optionalText(context['namespace']) ?? 'default',
    },
    cluster,
    user: pick(config.users, context['user'], `user of context "${name}"`) ?? {},
  };
}

function listContexts(config: Kubeconfig): string[] {
  const names = [...config.contexts.keys()].toSorted();
  return [names.length === 0 ? 'it has no contexts at all' : `contexts: ${names.join(', ')}`];
}

function pick(
  entries: ReadonlyMap<string, Record<string, unknown>>,
  reference: unknown,
  what: string,
): Record<string, unknown> | undefined {
  const name = optionalText(reference);
  if (name === undefined) return undefined;
  const entry = entries.get(name);
  if (entry === undefined) throw new Fault(`the ${what} is "${name}", but the kubeconfig has none`);
  return entry;
}
