import { Fault } from '../fault.ts';
import { messagesOf, type Messages } from '../messages/messages.ts';
import { diffBases, versionsText, type DiffRow } from '../modules/base-diff.ts';
import type { Base } from '../modules/base.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Listing } from '../world.ts';
import { askBases } from './ask-bases.ts';
import { isMeant, readLive } from './live-facts.ts';
import type { World } from './world.ts';

export interface ModulesDiffInput {
  readonly namespace: string | undefined;
  readonly allNamespaces: boolean;
  /** Two bases, each by a name of its own, IP or IP:PORT. */
  readonly bases: readonly [string, string];
  readonly module: string | undefined;
  readonly consistent: boolean;
}

/** What one base runs and the other does not, by their own words. */
export async function modulesDiff(world: World, input: ModulesDiffInput): Promise<Outcome> {
  const cluster = await world.openCluster();
  const door = { cluster, bases: await world.openBases(cluster) };
  const messages = messagesOf(world.language);
  const facts = await readLive({
    cluster,
    namespace: input.allNamespaces ? undefined : (input.namespace ?? cluster.target.namespace),
    filter: { baseIp: undefined, base: undefined },
    freshness: input.consistent ? 'quorum' : 'cache',
  });
  const [left, right] = input.bases.map((name) => baseNamed(name, facts.bases, messages));
  if (left === undefined || right === undefined) throw new RangeError('two bases are needed');
  const asked = await askBases(world, door, [left, right]);
  const answers = asked.map(({ answer }) => (answer?.ok === true ? answer.value : undefined));
  const [here, there] = answers;
  const words = messages.live.diff;
  if (here === undefined || there === undefined) {
    const silent = asked.filter(({ answer }) => answer?.ok !== true);
    return outcome('unhealthy', silent.map(({ base }) => words.noAnswer(base.name)).join('; '), {
      causes: silent.flatMap(({ answer }) => (answer?.ok === false ? [answer.why] : [])),
    });
  }
  const rows = diffBases(here, there).filter(
    ({ module }) => input.module === undefined || module === input.module,
  );
  world.reporter.listing(listingOf(rows, [left, right], messages));
  const differ = rows.filter(({ same }) => !same).length;
  return differ === 0
    ? outcome('done', words.same(left.name, right.name))
    : outcome('unhealthy', words.differ(differ, left.name, right.name));
}

/** A base by its name, host or pod, by its address alone, or with its port where several share it. */
function baseNamed(name: string, all: readonly Base[], { live }: Messages): Base {
  const found = all.filter(
    (base) =>
      base.ip === name ||
      `${base.ip}:${base.port}` === name ||
      isMeant({ ...base, baseName: '' }, { baseIp: undefined, base: name }),
  );
  const [first, ...others] = found;
  if (first === undefined) {
    throw new Fault(live.diff.noBase(name), { fix: live.diff.noBaseFix });
  }
  if (others.length === 0) return first;
  throw new Fault(live.diff.several(name), {
    fix: live.diff.severalFix(found.map((base) => base.name).join(', ')),
  });
}

function listingOf(
  rows: readonly DiffRow[],
  [left, right]: readonly [Base, Base],
  { live: { diff } }: Messages,
): Listing {
  const row = (item: Record<string, unknown>): DiffRow => item as unknown as DiffRow;
  return {
    kind: 'ModuleDiff',
    items: rows.map((one) => ({ ...one, leftBase: left.name, rightBase: right.name })),
    columns: [
      { title: diff.module, value: (item) => row(item).module },
      {
        title: diff.mark,
        value: (item) => (row(item).same ? diff.yes : diff.no),
        tone: (item) => (row(item).same ? 'good' : 'bad'),
      },
      { title: left.name, value: (item) => versionsText(row(item).left) || '-' },
      { title: right.name, value: (item) => versionsText(row(item).right) || '-' },
    ],
    empty: diff.none,
    name: (item) => `module/${row(item).module}`,
  };
}
