import { codeOfReason, type ReasonCode } from '../modules/install-reason.ts';
import type { PodModule } from '../modules/module-pod.ts';

const readable = ({ url }: PodModule): string =>
  `check that the bases can read ${url}, and that it is a module`;

const advice: Record<ReasonCode, (module: PodModule) => string> = {
  'bad-url': readable,
  'not-a-module': readable,
  'metaspace-full': () =>
    'free metaspace on the base: uninstall what is not needed, or restart it with a larger -XX:MaxMetaspaceSize',
  'context-path-twice': () =>
    'another module of the base has its web context path: give it one of its own',
  'module-throws': () => 'mend the module and deploy it under a new version',
  'install-rejected': () => "look into the base's log for the cause",
};

/** What an operator can do about an install that a base refused for this reason. */
export function adviceOn(reason: string, module: PodModule, jarWasRead = false): string {
  return advice[codeOfReason(reason, jarWasRead)](module);
}
