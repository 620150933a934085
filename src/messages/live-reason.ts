import type { LiveReason } from '../modules/live-row.ts';
import type { Messages } from './messages.ts';

/** Why a module on a base is judged as it is, for people; '' where its state says it all. */
export function reasonText(reason: LiveReason, { live: { reason: words } }: Messages): string {
  switch (reason.code) {
    case 'running':
      return '';
    case 'not-reached':
      return words.notReached(reason.wanted);
    case 'leaving':
      return words.leaving;
    case 'dark':
      return words.dark(reason.active);
    case 'nothing-active':
      return words.nothingActive;
    case 'listed-as':
      return words.listedAs(reason.state);
    case 'not-listed':
      return words.notListed(reason.kubernetes);
    case 'no-base':
      return words.noBase(reason.kubernetes);
    case 'runs-other':
      return reason.wanted === ''
        ? words.unwanted(reason.running)
        : words.runsOther(reason.running, reason.wanted);
    case 'no-answer':
      return words.noAnswer(reason.why);
    case 'base-gone':
      return words.baseGone;
    case 'no-address':
      return words.noAddress;
    case 'unclaimed':
      return words.unclaimed(reason.state);
    case 'kept':
      return words.kept(reason.state);
    case 'kubernetes-behind':
      return words.kubernetesBehind(reason.kubernetes);
    case 'object-lingers':
      return words.objectLingers;
  }
}
