import { outcome, type Outcome } from '../outcome.ts';
import { messagesOf, type Messages } from '../messages/messages.ts';
import { reasonText } from '../messages/live-reason.ts';
import { versionsText } from '../modules/base-diff.ts';
import type { LiveRow, LiveState } from '../modules/live-row.ts';
import { skewOf } from '../modules/skew.ts';
import type { Column, Listing, Tone } from '../world.ts';
import type { LiveScope } from './live-facts.ts';
import { lookLive, type Look } from './live-look.ts';
import { byBase, byPlace, refuseNoNamespace, type ModulesInput } from './modules.ts';
import type { World } from './world.ts';

export interface ModulesLiveInput extends ModulesInput {
  /** Tell every change, until somebody ends it. */
  readonly watch: boolean;
  /** JSON and YAML are whole at every change; tables tell what has changed. */
  readonly forPrograms: boolean;
}

/** Between two looks of `--watch`, ms; and never more than a quarter of the time is spent asking. */
const lookMs = 2_000;
const restPerLook = 3;

/** What is installed where, asked of the bases themselves, against Kubernetes and what is wanted. */
export async function modulesLive(world: World, input: ModulesLiveInput): Promise<Outcome> {
  const cluster = await world.openCluster();
  const door = { cluster, bases: await world.openBases(cluster) };
  const namespace = input.allNamespaces ? undefined : (input.namespace ?? cluster.target.namespace);
  const freshness = input.consistent ? 'quorum' : 'cache';
  const scope: LiveScope = { cluster, namespace, filter: input, freshness };
  const seen = await looked(world, input, scope, () => lookLive(world, door, scope));
  tell(world, input, seen, seen.rows);
  if (!input.watch) return verdictOn(world, seen);
  return await watching(world, input, seen, async () =>
    narrowed(await lookLive(world, door, scope), input, namespace),
  );
}

/** A look, reduced to what was asked for. */
interface Seen {
  readonly rows: readonly LiveRow[];
  /** Whatever their version. */
  readonly allVersions: readonly LiveRow[];
  readonly bases: number;
  readonly namespace: string | undefined;
}

async function looked(
  world: World,
  input: ModulesLiveInput,
  { cluster, namespace }: LiveScope,
  look: () => Promise<Look>,
): Promise<Seen> {
  const first = await look();
  const seen = narrowed(first, input, namespace);
  if (namespace !== undefined && seen.rows.every(({ object }) => object === '')) {
    const { noNamespace } = messagesOf(world.language).live;
    await refuseNoNamespace(cluster, namespace, noNamespace);
  }
  if (!first.whole && namespace !== undefined) {
    world.reporter.say(messagesOf(world.language).live.orphansUnseen(namespace));
  }
  return seen;
}

/** A vnode is everyone's: what nobody's object is behind on it is shown in any namespace. */
function narrowed({ rows, bases }: Look, input: ModulesInput, namespace: string | undefined): Seen {
  const { module, version } = input;
  const allVersions = rows
    .filter((row) => namespace === undefined || row.object === '' || row.namespace === namespace)
    .filter((row) => module === undefined || row.module === module)
    .sort(namespace === undefined ? byPlace : byBase);
  return {
    rows: allVersions.filter((row) => version === undefined || isAt(row, version)),
    allVersions,
    bases: bases.length,
    namespace,
  };
}

function isAt({ version, reason }: LiveRow, wanted: string): boolean {
  return version === wanted || (reason.code === 'runs-other' && reason.running === wanted);
}

/** Ends with a signal only: what is fine now may not be so in a moment. */
async function watching(
  world: World,
  input: ModulesLiveInput,
  first: Seen,
  look: () => Promise<Seen>,
): Promise<Outcome> {
  const { clock, reporter, signal, language } = world;
  const words = messagesOf(language).live;
  let before = new Map(first.rows.map((row) => [keyOf(row), row]));
  let tookMs = 0;
  for (;;) {
    await clock.sleep(Math.max(lookMs, restPerLook * tookMs), signal);
    signal.throwIfAborted();
    const startedAt = clock.now();
    const seen = await look();
    tookMs = clock.now() - startedAt;
    const now = new Map(seen.rows.map((row) => [keyOf(row), row]));
    const changed = seen.rows.filter((row) => !isAlike(row, before.get(keyOf(row))));
    const left = [...before.values()].filter((row) => !now.has(keyOf(row)));
    before = now;
    if (changed.length + left.length === 0) continue;
    if (input.forPrograms) {
      tell(world, input, seen, seen.rows);
      continue;
    }
    const at = new Date(startedAt).toISOString().slice(11, 19);
    reporter.say(words.changed(at, changed.length + left.length));
    for (const { module, version, base } of left) reporter.say(words.left(module, version, base));
    if (changed.length > 0) tell(world, input, seen, changed);
  }
}

function keyOf({ namespace, object, module, version, base }: LiveRow): string {
  return [namespace, object, module, version, base].join('\n');
}

function isAlike(row: LiveRow, before: LiveRow | undefined): boolean {
  return JSON.stringify(row) === JSON.stringify(before);
}

function tell(
  { reporter, language }: World,
  input: ModulesLiveInput,
  { namespace, allVersions }: Seen,
  rows: readonly LiveRow[],
): void {
  const messages = messagesOf(language);
  reporter.listing(listingOf(rows, messages, namespace, messages.live.none));
  if (input.forPrograms) return;
  for (const { module, versions } of skewOf(allVersions)) {
    const each = versions.map(({ version, bases }) => messages.live.versionOn(version, bases));
    reporter.say(messages.live.skew(module, each.join(', ')));
  }
}

function verdictOn({ language }: World, { rows, bases }: Seen): Outcome {
  const messages = messagesOf(language);
  const faults = rows.filter(({ fault }) => fault);
  const coming = rows.filter(({ live }) => live === 'installing').length;
  if (faults.length === 0)
    return outcome('done', messages.live.allWell(rows.length, bases, coming));
  const counts = new Map<LiveState, number>();
  for (const { live } of faults) counts.set(live, (counts.get(live) ?? 0) + 1);
  return outcome('unhealthy', messages.live.notWell(faults.length, rows.length), {
    causes: [...counts].map(([state, count]) =>
      messages.live.counted(messages.states[state], count),
    ),
    next: [messages.live.diagnose],
  });
}

function listingOf(
  rows: readonly LiveRow[],
  messages: Messages,
  namespace: string | undefined,
  empty: string,
): Listing {
  const { column: title } = messages.live;
  const plain = (name: keyof typeof title & keyof LiveRow, wide = false): Column => ({
    title: title[name],
    value: of((row) => String((row[name] as string | number | null) ?? '')),
    wide,
  });
  return {
    kind: 'ModuleList',
    items: rows as unknown as Record<string, unknown>[],
    columns: [
      ...(namespace === undefined ? [plain('namespace')] : []),
      plain('module'),
      plain('version'),
      {
        title: title.state,
        value: of(({ live }) => messages.states[live]),
        tone: (item) => toneOf(item as unknown as LiveRow),
      },
      plain('base'),
      plain('baseIp'),
      plain('workload'),
      { title: title.why, value: of(({ reason }) => reasonText(reason, messages)) },
      { title: title.onBase, value: of(({ onBase }) => versionsText(onBase ?? [])), wide: true },
      { title: title.kubernetes, value: of(({ state }) => state), wide: true },
      plain('port', true),
      plain('world', true),
      plain('object', true),
      plain('url', true),
    ],
    empty,
    name: (item) => nameOf(item as unknown as LiveRow),
  };
}

function of(text: (row: LiveRow) => string): Column['value'] {
  return (item) => text(item as unknown as LiveRow) || '-';
}

function toneOf({ live, fault }: LiveRow): Tone {
  if (live === 'ok') return 'good';
  return fault ? 'bad' : 'dim';
}

/** An orphan has no object that kubectl could take: its base stands for it. */
function nameOf({ world, object, base }: LiveRow): string {
  if (object === '') return world === 'v1' ? `pod/${base}` : `node/${base}`;
  return `${world === 'v1' ? 'module' : 'pod'}/${object}`;
}
