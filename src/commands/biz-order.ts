import { maskUrls } from '../manifest/masked-url.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { isOddlyNamed, planOrder, sameOrder, type BaseOrder } from '../plan/biz-order.ts';
import { risksOf, type BizRisk } from '../plan/biz-risks.ts';
import { carryOut, goodEnds, type BizPorts } from '../rollout/biz-order.ts';
import { each } from '../rollout/each.ts';
import type { Arklets, BizOrder } from '../arklets.ts';
import type { Answer, BizInfo, Line } from '../world.ts';
import { findPlaces, type BaseChoice, type Place, type Places } from './biz-bases.ts';
import { changeOfOrder } from './change-of.ts';
import { consentTo } from './consent.ts';
import { listOf, resultOf, showResults, type BizRow, type StepResult } from './biz-results.ts';
import { refuseSilence } from './deploy.ts';
import type { DirectWorld } from './world.ts';

export interface BizOrderInput extends BaseChoice {
  readonly order: BizOrder;
  readonly async: boolean;
  /** How many bases are worked on at once. */
  readonly parallel: number;
  /** Go on with the other bases when one fails. */
  readonly keepGoing: boolean;
  /** What a controller would undo is done all the same. */
  readonly force: boolean;
  readonly timeoutMs: number;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly protectedContexts: readonly string[];
}

/** One base, what it runs, what is to be done there, and what the cluster would make of it. */
interface Step {
  readonly place: Place;
  readonly runs: Answer<readonly BizInfo[]>;
  readonly plan: BaseOrder | undefined;
  readonly risk: BizRisk | undefined;
}

const mostAskedAtOnce = 8;

/** Installs, uninstalls or switches on bases directly: look, show, ask, do, look again. */
export async function bizOrder(world: DirectWorld, input: BizOrderInput): Promise<Outcome> {
  refuseSilence(world, input);
  const places = await findPlaces(world, input, 'try');
  const arklets = await world.openArklets(places.cluster);
  const steps = await lookAtAll(arklets, places.all, input.order);
  show(world, input, places, steps);
  const unfit = refusalOf(world, input, steps) ?? (await declined(world, input, places, steps));
  if (unfit) return unfit;
  const rows = await doAll(world, arklets, input, steps);
  showResults(world, rows);
  return verdict(world, rows);
}

async function lookAtAll(
  arklets: Arklets,
  all: readonly Place[],
  order: BizOrder,
): Promise<Step[]> {
  const found = new Map<Place, Step>();
  await each(all, mostAskedAtOnce, async (place) => {
    const runs = await arklets.query(place.address);
    const plan = runs.ok ? planOrder(order, runs.value) : undefined;
    found.set(place, { place, runs, plan, risk: risksOf(order, place) });
  });
  return all.flatMap((place) => found.get(place) ?? []);
}

function show(world: DirectWorld, input: BizOrderInput, places: Places, steps: Step[]): void {
  const { language, reporter } = world;
  const texts = messagesOf(language).biz;
  const { order } = input;
  const what = order.biz === undefined ? '' : `${order.biz.name}:${order.biz.version}`;
  const from = order.verb === 'install' ? maskUrls(order.url) : '';
  reporter.say(texts.title(order.verb, what, from, steps.length));
  if (places.cluster !== undefined) {
    const { context, server } = places.cluster.target;
    reporter.say(`  ${texts.checkedWith(context, server)}`);
  }
  for (const step of steps) reporter.say(lineOf(step, texts));
  if (order.verb === 'install' && order.biz && isOddlyNamed(order.biz, order.url)) {
    reporter.say([{ text: texts.oddName(order.biz.name), tone: 'warn' }]);
  }
  for (const text of riskTexts(steps, input, texts, places.unchecked)) {
    reporter.say([{ text, tone: 'warn' }]);
  }
}

type Texts = ReturnType<typeof messagesOf>['biz'];

function lineOf({ place, runs, plan }: Step, texts: Texts): Line {
  if (!runs.ok) return [`  ${place.name}  `, { text: texts.unreachable(runs.why), tone: 'bad' }];
  const note = plan === undefined ? '' : texts.notes[plan.note](plan.versions.join(', '));
  return [
    `  ${place.name}  `,
    {
      text: plan?.todo === 'nothing' ? texts.nothing : note,
      tone: plan?.todo === 'blocked' ? 'bad' : 'good',
    },
    { text: `  (${texts.runsNow(listOf(runs.value))})`, tone: 'dim' },
  ];
}

/** Each risk once, with the bases that it concerns. */
function riskTexts(
  steps: readonly Step[],
  { order }: BizOrderInput,
  texts: Texts,
  unchecked: string | undefined,
): string[] {
  const bases = new Map<string, string[]>();
  for (const { place, risk } of steps) {
    if (risk === undefined) continue;
    const { owner } = risk;
    const biz = order.biz ?? { name: '', version: '' };
    const text = texts.risks[risk.risk](
      owner === undefined ? (unchecked ?? '') : `${owner.workload} (${owner.namespace})`,
      biz.name,
      biz.version,
    );
    bases.set(text, [...(bases.get(text) ?? []), place.name]);
  }
  return [...bases].map(([text, names]) => `${namesOf(names)}: ${text}`);
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} +${names.length - 3}` : shown;
}

/** What can't be, or may not be without --force; nothing was sent. */
function refusalOf(
  { language }: DirectWorld,
  input: BizOrderInput,
  steps: readonly Step[],
): Outcome | undefined {
  const texts = messagesOf(language).biz;
  const silent = steps.filter(({ runs }) => !runs.ok);
  if (silent.length === steps.length) {
    const causes = silent.map(({ place, runs }) => `${place.name}: ${runs.ok ? '' : runs.why}`);
    return outcome('unreachable', texts.noneReached(steps.length), { causes });
  }
  const sends = steps.some(({ plan }) => plan?.todo === 'send' || plan?.todo === 'unbreak');
  const refused = steps.filter(({ risk }) => risk?.refuse === true);
  if (!sends || refused.length === 0 || input.force || input.dryRun) return undefined;
  return outcome('refused', texts.refused(refused.length, steps.length), {
    causes: [texts.forceHint],
  });
}

async function declined(
  world: DirectWorld,
  input: BizOrderInput,
  { context, cluster }: Places,
  steps: readonly Step[],
): Promise<Outcome | undefined> {
  const texts = messagesOf(world.language).biz;
  const count = steps.filter(
    ({ plan }) => plan?.todo === 'send' || plan?.todo === 'unbreak',
  ).length;
  if (count === 0) return input.dryRun ? outcome('done', texts.dryRun) : undefined;
  return await consentTo(world, input, {
    change: changeOfOrder(
      input.order,
      steps.map(({ place }) => place.name),
    ),
    ...{ context, cluster },
    text: texts.question(input.order.verb, count),
    declined: texts.declined,
    dryRun: texts.dryRun,
    stopped: texts.declined,
  });
}

/** As many at once as was said; after a failure no further base is begun, unless told to. */
async function doAll(
  world: DirectWorld,
  arklets: Arklets,
  input: BizOrderInput,
  steps: readonly Step[],
): Promise<BizRow[]> {
  const { clock, signal, language } = world;
  const ports = { arklets, clock, signal, newId: () => `koupctl-${world.newId()}` };
  const results = new Map<Step, StepResult>();
  let failed = false;
  await each(steps, input.parallel, async (step) => {
    const early = withoutOrder(step);
    if (early !== undefined || signal.aborted || (failed && !input.keepGoing)) {
      results.set(step, early ?? { result: 'not-tried' });
      return;
    }
    const result = await doOne(ports, input, step);
    if (result.result !== 'ended' || !goodEnds.has(result.end.end)) failed = true;
    results.set(step, result);
  });
  return steps.flatMap((step) => {
    const result = results.get(step);
    return result === undefined ? [] : [resultOf(language, step.place, result, input.order)];
  });
}

/** Nothing is sent where the base has changed since it was shown: a person may have read it for long. */
async function doOne(ports: BizPorts, input: BizOrderInput, step: Step): Promise<StepResult> {
  const { order, async, timeoutMs } = input;
  const base = step.place.address;
  const now = await ports.arklets.query(base);
  if (!now.ok) return { result: 'unreachable', detail: now.why };
  const plan = planOrder(order, now.value);
  if (step.plan === undefined || !sameOrder(plan, step.plan)) {
    return { result: 'changed', runs: now.value };
  }
  const unbreak = plan.todo === 'unbreak';
  const task = { base, order, before: now.value, unbreak, async, timeoutMs };
  return { result: 'ended', end: await carryOut(ports, task) };
}

/** What is known of a base to which nothing is sent. */
function withoutOrder({ runs, plan }: Step): StepResult | undefined {
  if (!runs.ok) return { result: 'unreachable', detail: runs.why };
  if (plan === undefined || plan.todo === 'blocked') return { result: 'blocked', plan };
  return plan.todo === 'nothing' ? { result: 'nothing' } : undefined;
}

function verdict({ language, signal }: DirectWorld, rows: readonly BizRow[]): Outcome {
  const texts = messagesOf(language).biz;
  const done = rows.filter(({ result }) => result === 'done').length;
  const causes = rows
    .filter(({ result }) => ['failed', 'timed-out', 'changed'].includes(result))
    .map(({ base, detail }) => `${base}: ${detail}`);
  const message = texts.ended(done, rows.length);
  if (done === rows.length) return outcome('done', message);
  if (signal.aborted) return outcome('interrupted', message, { causes });
  if (rows.some(({ result }) => result === 'changed')) {
    return outcome('superseded', message, { causes });
  }
  const late = rows.every(({ result }) => result === 'done' || result === 'timed-out');
  return outcome(late ? 'timed-out' : 'failed', message, { causes });
}
