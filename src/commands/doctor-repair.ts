import { Conflict } from '../conflict.ts';
import {
  checkup,
  identityOf,
  isWrong,
  type CheckFinding,
  type CheckName,
} from '../diagnosis/doctor/checkup.ts';
import type { Repair } from '../diagnosis/doctor/repair.ts';
import type { Base } from '../modules/base.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { changesOf, type ControllerPlan } from '../plan/plan-install.ts';
import { applyController } from '../rollout/install.ts';
import { repair, type Write } from '../rollout/repair.ts';
import { changeOfRepairs } from './change-of.ts';
import { consentByYes } from './consent.ts';
import type { Scene } from './diagnose-scene.ts';
import type { DoctorInput } from './doctor.ts';
import { settingsThere } from './doctor-controllers.ts';
import { hasHeard, lostNodes } from './doctor-nodes.ts';
import { lookAround, lookTwice, readVnodes } from './doctor-look.ts';
import {
  repairLines,
  repairsIn,
  repairText,
  tellCheckup,
  textOf,
  verdictOf,
} from './doctor-view.ts';
import { findControllers } from './find-controllers.ts';
import { diffLine } from './install-consent.ts';
import { planRole } from './install-plan.ts';
import type { DirectWorld } from './world.ts';

/** Between two looks whether it is well, ms. */
const lookMs = 2_000;

interface Repairing extends DoctorInput {
  readonly findings: readonly CheckFinding[];
}

/** One repair; where it applies a role, what that changes. */
interface Step {
  readonly repair: Repair;
  readonly role: ControllerPlan | undefined;
}

/** Plan, show, ask, act; then it looks until all of it is seen to be well. */
export async function repairAll(
  world: DirectWorld,
  scene: Scene,
  input: Repairing,
): Promise<Outcome> {
  const say = messagesOf(world.language).doctor;
  const { findings } = input;
  const steps = await stepsFor(scene, repairsIn(findings));
  if (steps.length === 0) {
    const end = verdictOf(world, findings);
    tellCheckup(world, findings, end);
    return end.name === 'done' ? end : { ...end, message: `${end.message}. ${say.noRepair}` };
  }
  showSteps(world, findings, steps);
  const refusal = await refused(world, scene, { ...input, steps });
  if (refusal !== undefined) {
    tellCheckup(world, findings, refusal);
    return refusal;
  }
  const before = await readVnodes(scene.cluster);
  const until = world.clock.now() + input.timeoutMs;
  const leases = steps.filter((step) => step.repair.does === 'delete-lease');
  for (const step of steps) {
    if (world.signal.aborted || leases.includes(step)) continue;
    await carryOut(world, scene, step);
  }
  if (leases.length > 0 && (await hasHeard(world, scene, { findings, until }))) {
    for (const step of leases) if (!world.signal.aborted) await carryOut(world, scene, step);
  }
  return await verify(world, scene, { ...input, before, until });
}

async function stepsFor(scene: Scene, repairs: readonly Repair[]): Promise<Step[]> {
  const steps: Step[] = [];
  for (const one of repairs) {
    if (one.does !== 'apply-role') {
      steps.push({ repair: one, role: undefined });
      continue;
    }
    const all = await findControllers(scene.cluster, one.generation);
    const there = all.find(({ namespace }) => namespace === one.namespace);
    if (there === undefined) continue;
    const role = await planRole(scene.cluster, one.generation, settingsThere(there));
    if (changesOf(role).length > 0) steps.push({ repair: one, role });
  }
  return steps;
}

/** What is wrong in one line each, and what is going to be done about it. */
function showSteps(
  world: DirectWorld,
  findings: readonly CheckFinding[],
  steps: readonly Step[],
): void {
  const say = messagesOf(world.language).doctor;
  const wrong = checkup(findings).flatMap((one) => one.findings.filter(isWrong));
  for (const one of wrong) {
    const byHand = one.repairs.length === 0 ? ` ${say.byHand}` : '';
    world.reporter.say(`${say.statuses[one.status]}: ${textOf(world, one)}${byHand}`);
  }
  world.reporter.say(say.plan);
  const lines = repairLines(
    world,
    steps.map((step) => step.repair),
  );
  for (const [index, { role }] of steps.entries()) {
    world.reporter.say(lines[index] ?? '');
    for (const { diff } of role?.objects ?? []) {
      for (const line of diff.split('\n')) if (line !== '') world.reporter.say(diffLine(line));
    }
  }
}

async function refused(
  world: DirectWorld,
  { cluster }: Scene,
  input: Repairing & { readonly steps: readonly Step[] },
): Promise<Outcome | undefined> {
  const change = changeOfRepairs(input.steps);
  const say = messagesOf(world.language).doctor;
  return await consentByYes(world, input, say, { change, cluster });
}

/** Whoever changed the object meanwhile is not overruled: whether it is well shows afterwards. */
async function carryOut(world: DirectWorld, scene: Scene, step: Step): Promise<void> {
  const say = messagesOf(world.language).doctor;
  const text = repairText(world, step.repair);
  try {
    const why = await write(world, scene, step);
    world.reporter.say(why === undefined ? say.did(text) : say.leftAlone(text, why));
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    world.reporter.say(say.leftAlone(text, error.in(world.language).message));
  }
}

/** Why nothing was written; undefined where it was. */
async function write(
  { clock, signal, language }: DirectWorld,
  { cluster, surface }: Scene,
  { repair: what, role }: Step,
): Promise<string | undefined> {
  const doors = { cluster, clock, signal };
  if (role === undefined) {
    await repair(doors, what as Write, surface.v1?.moduleDeployment);
    return undefined;
  }
  const applied = await applyController(doors, role, () => undefined);
  if (applied.end !== 'changed') return undefined;
  const { object, by, wrote } = applied;
  return messagesOf(language).install.changed(applied.what, object.kind, object.name, by, wrote);
}

/** Looks until nothing that a repair was for is wrong any more, and nothing else has become so. */
async function verify(
  world: DirectWorld,
  scene: Scene,
  input: Repairing & { readonly before: readonly Base[]; readonly until: number },
): Promise<Outcome> {
  const say = messagesOf(world.language).doctor;
  const { findings, before, until } = input;
  const startedAt = until - input.timeoutMs;
  const only = new Set<CheckName>(['liveness', 'controllers']);
  for (const one of findings) if (one.repairs.length > 0) only.add(one.check);
  const known = byHandOnly(findings);
  const left = async (): Promise<CheckFinding[]> => {
    const now = await lookAround(world, scene, { ...input, only, strict: true });
    const wrong = now.filter((one) => isWrong(one) && !known.has(identityOf(one)));
    return [...wrong, ...(await lostNodes(scene, before))];
  };
  world.reporter.say(say.watching);
  let wrong = await left();
  while (wrong.length > 0 && world.clock.now() < until && !world.signal.aborted) {
    await world.clock.sleep(lookMs, world.signal);
    wrong = await left();
  }
  const seconds = Math.round((world.clock.now() - startedAt) / 1000);
  const last = await lookTwice(world, scene, input);
  const end = ending(world, { wrong, last, seconds });
  tellCheckup(world, last, end);
  return end;
}

/** What stays wrong whatever is repaired: nothing that concerns an environment that is. */
function byHandOnly(findings: readonly CheckFinding[]): Set<string> {
  const touched = new Set(
    findings.filter(({ repairs }) => repairs.length > 0).map(({ params }) => params['env']),
  );
  return new Set(
    findings
      .filter((one) => isWrong(one) && one.repairs.length === 0)
      .filter(({ check, params }) => check !== 'liveness' || !touched.has(params['env']))
      .map(identityOf),
  );
}

function ending(
  world: DirectWorld,
  seen: {
    readonly wrong: readonly CheckFinding[];
    readonly last: readonly CheckFinding[];
    readonly seconds: number;
  },
): Outcome {
  const say = messagesOf(world.language).doctor;
  const { wrong, last, seconds } = seen;
  if (wrong.length > 0) {
    const causes = wrong.map((one) => textOf(world, one));
    const next = ['koupctl doctor'];
    if (world.signal.aborted) return outcome('interrupted', say.interrupted, { causes, next });
    return outcome('timed-out', say.notYet(seconds), { causes, next });
  }
  const end = verdictOf(world, last);
  if (end.name !== 'done') return end;
  return outcome('done', `${say.repaired(seconds)} ${end.message}`);
}
