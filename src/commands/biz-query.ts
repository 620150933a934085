import { messagesOf, type Messages } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { each } from '../rollout/each.ts';
import type { Answer, BaseAddress, Column, MemoryUse } from '../world.ts';
import { findPlaces, type BaseChoice, type Place } from './biz-bases.ts';
import type { DirectWorld } from './world.ts';

export interface BizReadInput extends BaseChoice {
  /** How many bases are asked at once. */
  readonly parallel: number;
  /** Only through the API server: the cluster is needed to find the way. */
  readonly proxied: boolean;
}

export interface BizQueryInput extends BizReadInput {
  /** Only this module. */
  readonly module: string | undefined;
}

interface Asked<T> {
  readonly place: Place;
  readonly answer: Answer<T>;
}

/** What the bases themselves list. */
export async function bizQuery(world: DirectWorld, input: BizQueryInput): Promise<Outcome> {
  const texts = messagesOf(world.language).biz;
  const asked = await askAll(world, input, (arklets, base) => arklets.query(base));
  const rows = asked.flatMap(({ place, answer }): Row[] => {
    const base = { base: place.name, address: place.address.id };
    if (!answer.ok) return [{ ...base, state: 'unreachable', why: answer.why }];
    const meant = answer.value.filter(({ name }) => name === (input.module ?? name));
    return meant.map(({ name, version, state, webContextPath = '' }) => ({
      ...base,
      module: name,
      version,
      state,
      webContextPath,
    }));
  });
  const { columns } = texts;
  const ofModules: Column[] = [
    { title: columns.module, value: cell('module') },
    { title: columns.version, value: cell('version') },
    stateColumn(texts, 'deactivated'),
    { title: columns.path, value: cell('webContextPath'), wide: true },
  ];
  world.reporter.listing({
    ...{ kind: 'BizList', items: rows, columns: perBase(texts, ofModules) },
    empty: texts.nothingInstalled(asked.length),
    name: (item) => `${String(item['module'] ?? '-')}:${String(item['version'] ?? '-')}`,
  });
  const broken = rows.filter(({ state }) => state === 'broken').length;
  return verdict(world, asked, broken);
}

/** What the bases say of themselves: memory, JVM, and whether they serve at all. */
export async function bizHealth(world: DirectWorld, input: BizReadInput): Promise<Outcome> {
  const texts = messagesOf(world.language).biz;
  const asked = await askAll(world, input, (arklets, base) => arklets.health(base));
  const rows = asked.map(({ place, answer }): Row => {
    const base = { base: place.name, address: place.address.id };
    if (!answer.ok) return { ...base, state: 'unreachable', why: answer.why };
    const { master, ...health } = answer.value;
    const named = master && { application: `${master.name}:${master.version}` };
    return { ...base, state: master?.state ?? 'unknown', ...named, ...health };
  });
  const { columns } = texts;
  const ofHealth: Column[] = [
    stateColumn(texts, 'unknown'),
    { title: columns.application, value: cell('application') },
    { title: columns.metaspace, value: memory('metaspace') },
    { title: columns.heap, value: memory('heap') },
    { title: columns.up, value: (item) => seconds(item['upSeconds']) },
    { title: columns.java, value: cell('javaVersion') },
  ];
  world.reporter.listing({
    ...{ kind: 'BizHealthList', items: rows, columns: perBase(texts, ofHealth) },
    empty: '',
    name: cell('base'),
  });
  const ill = rows.filter(({ state }) => !['activated', 'unknown', 'unreachable'].includes(state));
  return verdict(world, asked, ill.length);
}

type Row = Record<string, unknown> & { readonly state: string };

async function askAll<T>(
  world: DirectWorld,
  input: BizReadInput,
  question: (
    arklets: Awaited<ReturnType<DirectWorld['openArklets']>>,
    base: BaseAddress,
  ) => Promise<Answer<T>>,
): Promise<Asked<T>[]> {
  const { all, cluster } = await findPlaces(world, input, input.proxied ? 'try' : 'never');
  const arklets = await world.openArklets(cluster);
  const answers = new Map<Place, Answer<T>>();
  await each(all, input.parallel, async (place) => {
    if (!world.signal.aborted) answers.set(place, await question(arklets, place.address));
  });
  return all.flatMap((place) => {
    const answer = answers.get(place);
    return answer === undefined ? [] : [{ place, answer }];
  });
}

function verdict(
  { language, signal }: DirectWorld,
  asked: readonly Asked<unknown>[],
  ill: number,
): Outcome {
  const texts = messagesOf(language).biz;
  const silent = asked.filter(({ answer }) => !answer.ok);
  const causes = silent.map(({ place, answer }) => `${place.name}: ${answer.ok ? '' : answer.why}`);
  if (signal.aborted) return outcome('interrupted', texts.stopped);
  if (silent.length === asked.length) {
    return outcome('unreachable', texts.noneReached(asked.length), { causes });
  }
  if (silent.length + ill > 0) {
    return outcome('unhealthy', texts.someUnwell(silent.length, ill, asked.length), { causes });
  }
  return outcome('done', texts.asked(asked.length));
}

function perBase({ columns }: Messages['biz'], own: readonly Column[]): Column[] {
  const address: Column = { title: columns.address, value: cell('address'), wide: true };
  return [{ title: columns.base, value: cell('base') }, ...own, address];
}

/** `doubtful` is neither good nor bad. */
function stateColumn(
  { columns, unreachable }: Messages['biz'],
  doubtful: 'deactivated' | 'unknown',
): Column {
  return {
    title: columns.state,
    value: (item) =>
      item['why'] === undefined ? cell('state')(item) : unreachable(String(item['why'])),
    tone: ({ state }) => (state === 'activated' ? 'good' : state === doubtful ? 'warn' : 'bad'),
  };
}

function cell(key: string): Column['value'] {
  return (item) => String(item[key] ?? '') || '-';
}

function memory(key: string): Column['value'] {
  return (item) => {
    const use = item[key] as MemoryUse | undefined;
    if (use === undefined) return '-';
    const most = use.max === undefined ? '' : `/${megabytes(use.max)}`;
    return `${megabytes(use.used)}${most} MiB`;
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

function seconds(value: unknown): string {
  return typeof value === 'number' ? `${Math.round(value)}s` : '-';
}
