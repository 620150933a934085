import { codeOfReason, type ReasonCode } from '../modules/install-reason.ts';
import type { PodModule } from '../modules/module-pod.ts';
import { said } from '../messages/said-of.ts';
import type { Said } from '../said.ts';

const readable = ({ url }: PodModule): Said => said(({ advised }) => advised.readable(url));

const advice: Record<ReasonCode, (module: PodModule) => Said> = {
  'bad-url': readable,
  'not-a-module': readable,
  'metaspace-full': () => said(({ advised }) => advised.metaspace),
  'context-path-twice': () => said(({ advised }) => advised.contextPath),
  'module-throws': () => said(({ advised }) => advised.mend),
  'install-rejected': () => said(({ advised }) => advised.look),
};

/** What an operator can do about an install that a base refused for this reason. */
export function adviceOn(reason: string, module: PodModule, jarWasRead = false): Said {
  return advice[codeOfReason(reason, jarWasRead)](module);
}
