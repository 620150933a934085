import { faultOf } from '../../messages/fault-of.ts';
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
    const details = listContexts(config);
    throw faultOf(({ cluster: say }) => say.noCurrentContext(where), { details });
  }
  const context = config.contexts.get(name);
  if (context === undefined) {
    const details = listContexts(config);
    throw faultOf(({ cluster: say }) => say.noContext(name, where), { details });
  }
  const cluster = pick(config.clusters, context['cluster'], { key: 'cluster', context: name });
  if (cluster === undefined) throw faultOf(({ cluster: say }) => say.noClusterOf(name, where));
  const server = optionalText(cluster['server']);
  if (server === undefined) {
    throw faultOf(({ cluster: say }) => say.noServerOf(name, where));
  }
  return {
    target: {
      context: name,
      server: server.replace(/\/+$/, ''),
      user: optionalText(context['user']) ?? '',
      namespace: choice.namespace ?? optionalText(context['namespace']) ?? 'default',
    },
    cluster,
    user: pick(config.users, context['user'], { key: 'user', context: name }) ?? {},
  };
}

function listContexts(config: Kubeconfig): string[] {
  const names = [...config.contexts.keys()].toSorted();
  return [names.length === 0 ? 'it has no contexts at all' : `contexts: ${names.join(', ')}`];
}

function pick(
  entries: ReadonlyMap<string, Record<string, unknown>>,
  reference: unknown,
  { key, context }: { readonly key: 'cluster' | 'user'; readonly context: string },
): Record<string, unknown> | undefined {
  const name = optionalText(reference);
  if (name === undefined) return undefined;
  const entry = entries.get(name);
  if (entry === undefined) throw faultOf(({ cluster: say }) => say.missing(key, context, name));
  return entry;
}
