import type { Messages } from '../messages/messages.ts';
import { planText } from '../messages/plan-text.ts';
import type { Plan } from '../plan/types.ts';
import type { Line } from '../world.ts';
import { basesText } from './live/wording.ts';
import { cleanText } from './text/clean.ts';
import { toned } from './text/line.ts';
import { pad } from './text/width.ts';

const inSteps: readonly Plan['action'][] = [
  'scale',
  'replace',
  'offline',
  'base-limit',
  'co-release',
];

/** Plans that are a list of steps, rather than of batches of one version. */
export function isOperation({ action }: Plan): boolean {
  return inSteps.includes(action);
}

const whenAsked: Record<Plan['confirm'], string> = {
  each: 'before every further step',
  first: 'after the first step',
  none: 'never',
};

/** What it is about, and on what. */
export function operationLines(plan: Plan, messages: Messages): Line[] {
  const { action, target, workload, policyReason, proof, confirm, batches } = plan;
  const asked = proof === 'base' ? 'the bases are asked' : 'Kubernetes only, bases not asked';
  const rows: [string, string][] = [
    ['cluster', `${target.context} (${target.server}) as ${target.user}`],
    ['workload', `${workload.kind} ${workload.namespace}/${workload.name}`],
    ['effect', planText(policyReason, messages)],
    ...(action === 'base-limit' ? [] : [['proof', asked] as [string, string]]),
    ...(batches.length > 1 ? [['confirm', whenAsked[confirm]] as [string, string]] : []),
  ];
  return [
    titleOf(plan),
    ...rows.map(([name, text]): Line => [toned(`  ${pad(name, 9)}`, 'dim'), text]),
  ];
}

function titleOf({ action, module, replicas, kind }: Plan): string {
  const what = `${action} ${module.name} ${module.version}`.trim();
  if (kind === 'none') return `${what}: nothing to do`;
  if (action === 'scale') return `${what} to ${basesText(replicas)}`;
  return action === 'offline' ? `${what}: uninstall everywhere, delete the workload` : what;
}

/** One line per step, with the bases that it touches. */
export function stepLines({ batches }: Plan, mostNames: number): Line[] {
  if (batches.length === 0) return [];
  const lines = batches.map(({ number, size, candidates, exact, what }): Line => {
    if (what !== undefined) return `  ${number}/${batches.length}  ${cleanText(what)}`;
    const shown = candidates.slice(0, mostNames).map(cleanText).join(', ');
    const more = candidates.length - mostNames;
    const names = more > 0 ? `${shown} and ${more} more` : shown;
    const which = names === '' ? '' : exact ? `: ${names}` : `: any of ${names}`;
    return `  ${number}/${batches.length}  ${basesText(size)}${which}`;
  });
  return ['steps', ...lines];
}
