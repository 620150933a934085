import type { Messages } from '../messages/messages.ts';
import { planText } from '../messages/plan-text.ts';
import type { Plan } from '../plan/types.ts';
import type { Line } from '../world.ts';
import { basesOf, rowLines, type Row, type Words } from './plan-rows.ts';
import { cleanText } from './text/clean.ts';

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

/** What it is about, and on what. */
export function operationLines(plan: Plan, messages: Messages): Line[] {
  const { action, target, workload, policyReason, proof, confirm, batches } = plan;
  const words = messages.planView;
  const rows: Row[] = [
    ['cluster', words.cluster(target.context, target.server, target.user)],
    ['workload', `${workload.kind} ${workload.namespace}/${workload.name}`],
    ['effect', planText(policyReason, messages)],
  ];
  if (action !== 'base-limit') rows.push(['proof', words.proofs[proof]]);
  if (batches.length > 1) rows.push(['confirm', words.stepConfirms[confirm]]);
  return [titleOf(plan, words), ...rowLines(rows, words)];
}

function titleOf({ action, module, replicas, kind }: Plan, words: Words): string {
  const what = `${action} ${module.name} ${module.version}`.trim();
  if (kind === 'none') return words.nothing(what);
  if (action === 'scale') return words.scales(what, replicas);
  return action === 'offline' ? words.takesOff(what) : what;
}

/** One line per step, with the bases that it touches. */
export function stepLines({ batches }: Plan, messages: Messages, mostNames: number): Line[] {
  const words = messages.planView;
  if (batches.length === 0) return [];
  const lines = batches.map((batch): Line => {
    const { number, size, says } = batch;
    const does =
      says === undefined
        ? words.stepOn(size, basesOf(batch, words, mostNames))
        : cleanText(planText(says, messages));
    return `  ${number}/${batches.length}  ${does}`;
  });
  return [words.steps, ...lines];
}
