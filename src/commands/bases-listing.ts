import { findingText } from '../messages/base-finding.ts';
import type { Messages } from '../messages/messages.ts';
import type { ActuatorSeen, BaseRow, Memory } from '../modules/base-row.ts';
import type { Column, Listing, Tone } from '../world.ts';

const mebi = 1024 * 1024;

export interface BasesView {
  readonly empty: string;
  /** Rows of several namespaces. */
  readonly namespaces: boolean;
  /** Which bases are free for it was asked. */
  readonly module: string | undefined;
  /** Their actuators were asked. */
  readonly health: boolean;
}

export function listingOf(rows: readonly BaseRow[], messages: Messages, view: BasesView): Listing {
  const { column: title, yes, no } = messages.bases;
  const { module } = view;
  const v1 = rows.some(({ capacity }) => capacity !== null);
  const yesNo = (is: boolean | null): string => (is === null ? '' : is ? yes : no);
  return {
    kind: 'BaseList',
    items: rows as unknown as Record<string, unknown>[],
    columns: [
      ...(view.namespaces ? [column(title.namespace, ({ namespace }) => namespace)] : []),
      column(title.name, ({ name }) => name),
      column(title.ip, ({ ip }) => ip),
      column(title.baseName, ({ baseName }) => baseName),
      column(title.version, ({ version }) => version),
      column(title.ready, ({ ready }) => yesNo(ready), {
        tone: ({ ready }) => (ready ? 'good' : 'bad'),
      }),
      column(title.lease, (row) => leaseText(row, messages)),
      column(title.modules, (row) => modulesText(row, messages)),
      ...(v1 ? [column(title.capacity, (row) => capacityText(row, messages))] : []),
      ...(module === undefined
        ? []
        : [column(title.freeFor(module), ({ freeFor }) => yesNo(freeFor))]),
      column(title.metaspace, ({ metaspace }) => memoryText(metaspace, messages)),
      column(title.heap, ({ heap }) => memoryText(heap, messages)),
      ...(view.health
        ? [column(title.health, healthText, { tone: ({ health }) => toneOf(health) })]
        : []),
      column(title.findings, (row) => findingsText(row, messages), { tone: () => 'bad' }),
      column(title.cluster, ({ clusterName }) => clusterName, { wide: true }),
      column(title.env, ({ env }) => env, { wide: true }),
      column(title.node, ({ node }) => node, { wide: true }),
      column(title.pod, ({ pod }) => pod, { wide: true }),
      column(title.port, ({ port }) => String(port), { wide: true }),
      column(title.up, ({ upSeconds }) => (upSeconds === null ? '' : `${Math.round(upSeconds)}s`), {
        wide: true,
      }),
      column(title.java, ({ javaVersion }) => javaVersion, { wide: true }),
      column(title.world, ({ world }) => world, { wide: true }),
    ],
    empty: view.empty,
    name: (item) => `${item['world'] === 'v1' ? 'pod' : 'node'}/${String(item['name'])}`,
  };
}

function column(
  title: string,
  text: (row: BaseRow) => string,
  more: { wide?: boolean; tone?: (row: BaseRow) => Tone } = {},
): Column {
  const row = (item: Record<string, unknown>): BaseRow => item as unknown as BaseRow;
  const { wide = false, tone } = more;
  return {
    title,
    value: (item) => text(row(item)) || '-',
    wide,
    ...(tone === undefined ? {} : { tone: (item) => tone(row(item)) }),
  };
}

function leaseText({ leaseAgeSeconds }: BaseRow, { bases }: Messages): string {
  return leaseAgeSeconds === null ? '' : bases.ago(leaseAgeSeconds);
}

/** What the base says; and Kubernetes' number where that is another. */
function modulesText({ modules, kubernetesModules }: BaseRow, { bases }: Messages): string {
  const states = Object.entries(modules ?? {});
  const count = states.reduce((sum, [, own]) => sum + own, 0);
  const text = states.map(([state, own]) => `${own} ${state}`).join(', ') || bases.noModules;
  if (modules !== null && count === kubernetesModules) return text;
  return bases.kubernetesSays(modules === null ? '?' : text, kubernetesModules);
}

function capacityText({ capacity }: BaseRow, { bases }: Messages): string {
  if (capacity === null) return '';
  const { count, max } = capacity;
  return max === null ? String(count) : bases.capacity(count, max);
}

function memoryText(memory: Memory | null, { bases }: Messages): string {
  if (memory === null) return '';
  const used = Math.round(memory.used / mebi);
  return memory.left === null
    ? bases.unlimited(used)
    : bases.memory(used, Math.floor(memory.left / mebi));
}

/** `?` where there is no answer; why is told with `-o json`. */
function healthText({ health }: BaseRow): string {
  return health?.status === '' ? '?' : (health?.status ?? '');
}

function toneOf(health: ActuatorSeen | null): Tone {
  if (health?.status === 'UP') return 'good';
  return health?.status === '' || health?.status === 'UNKNOWN' ? 'warn' : 'bad';
}

function findingsText({ findings }: BaseRow, messages: Messages): string {
  return findings.map((finding) => findingText(finding, messages)).join('; ');
}
