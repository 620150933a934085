import { forDiff } from '../manifest/mask.ts';
import { messagesOf } from '../messages/messages.ts';
import type { Outcome } from '../outcome.ts';
import { changesOf, type ControllerPlan, type PlannedObject } from '../plan/plan-install.ts';
import type { Cluster, Line, Tone } from '../world.ts';
import { changeOfController } from './change-of.ts';
import { consentTo, type Consenting } from './consent.ts';
import type { World } from './world.ts';

export interface PlanWords {
  /** What differs from the public manifests. */
  readonly corrections: readonly string[];
  readonly risks: readonly string[];
}

const tones: Readonly<Record<PlannedObject['does'], Tone>> = {
  create: 'good',
  change: 'warn',
  nothing: 'dim',
  delete: 'bad',
};

/** Shows every object and what becomes of it, with the difference where one is changed. */
export function showPlan(
  world: World,
  plan: ControllerPlan,
  asDocument: boolean,
  { corrections, risks }: PlanWords,
): void {
  const say = messagesOf(world.language).install;
  const lines: Line[] = [say.head(plan.action, plan.controller, plan.namespace)];
  for (const { does, kind, name, diff } of plan.objects) {
    lines.push(['  ', { text: say.does[does], tone: tones[does] }, `  ${kind} ${name}`]);
    lines.push(...diff.split('\n').flatMap((line) => (line === '' ? [] : [diffLine(line)])));
  }
  if (changesOf(plan).length > 0 && corrections.length > 0) {
    lines.push('', say.corrected, ...corrections.map((text) => `  ${text}`));
  }
  lines.push(...risks.map((text): Line => [{ text: `! ${text}`, tone: 'warn' }]));
  for (const line of lines) world.reporter.say(line);
  if (asDocument) world.reporter.document(shown(plan), []);
}

/** Without secrets: what is removed was written by others. */
function shown(plan: ControllerPlan): ControllerPlan {
  const objects = plan.objects.map((one) => ({ ...one, manifest: forDiff(one.manifest) }));
  return { ...plan, objects };
}

export function diffLine(line: string): Line {
  if (line.startsWith('+')) return ['    ', { text: line, tone: 'good' }];
  if (line.startsWith('-')) return ['    ', { text: line, tone: 'bad' }];
  return ['    ', { text: line, tone: 'dim' }];
}

/** Why the plan is not carried out; undefined when it was accepted. */
export async function acceptPlan(
  world: World,
  input: Consenting,
  plan: ControllerPlan,
  cluster: Cluster,
): Promise<Outcome | undefined> {
  const { action, target } = plan;
  const { context } = target;
  const change = changeOfController(plan);
  const { question, declined, interrupted } = messagesOf(world.language).install;
  const text = question(action, context);
  return await consentTo(world, input, {
    ...{ change, cluster, context, text, declined },
    stopped: interrupted,
  });
}
