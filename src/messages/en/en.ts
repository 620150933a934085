import { bases } from './bases.ts';
import { biz } from './biz.ts';
import { codes } from './codes.ts';
import { consent } from './consent.ts';
import { diagnosis } from './diagnosis.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { faults } from './faults.ts';
import { findings } from './findings.ts';
import { frame } from './frame.ts';
import { guard } from './guard.ts';
import { health } from './health.ts';
import { inspect } from './inspect.ts';
import { install } from './install.ts';
import { lint } from './lint.ts';
import { lintRules } from './lint-rules.ts';
import { live } from './live.ts';
import { planView } from './plan-view.ts';
import { plans } from './plans.ts';
import { progress } from './progress.ts';
import { recover } from './recover.ts';
import { rollout } from './rollout.ts';
import { states } from './states.ts';

export const en = {
  bases,
  biz,
  codes,
  consent,
  diagnosis,
  doctor,
  explain,
  faults,
  findings,
  frame,
  guard,
  health,
  inspect,
  install,
  lint,
  lintRules,
  live,
  planView,
  plans,
  progress,
  recover,
  rollout,
  states,
};
