import type { PodModule } from '../modules/module-pod.ts';

/** Reasons as runtime 2.1.6 and the JVM word them, with what mends each. */
const advice: readonly { readonly reason: RegExp; readonly next: (module: PodModule) => string }[] =
  [
    {
      reason:
        /FileNotFound|NoSuchFile|MalformedURL|no protocol|UnknownHost|ConnectException|SocketTimeout|response code|ZipException|not.*(ark )?biz/i,
      next: ({ url }) => `check that the bases can read ${url}, and that it is a module`,
    },
    {
      reason: /OutOfMemory|Metaspace/i,
      next: () =>
        'free metaspace on the base: uninstall what is not needed, or restart it with a larger -XX:MaxMetaspaceSize',
    },
    {
      reason: /Exception|Error/,
      next: () => 'mend the module and deploy it under a new version',
    },
  ];

/** What an operator can do about an install that a base refused for this reason. */
export function adviceOn(reason: string, module: PodModule): string {
  const found = advice.find((one) => one.reason.test(reason));
  return found?.next(module) ?? "look into the base's log for the cause";
}
