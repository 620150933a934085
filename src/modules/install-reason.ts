/** What an install's failure is about, by the reason that the base gave. */
export type ReasonCode =
  | 'metaspace-full'
  | 'context-path-twice'
  | 'not-a-module'
  | 'bad-url'
  | 'module-throws'
  | 'install-rejected';

/** Reasons as the runtime, Tomcat and the JVM word them; the first that fits. */
const words: readonly (readonly [RegExp, ReasonCode])[] = [
  [/OutOfMemoryError: Metaspace|Metaspace/i, 'metaspace-full'],
  // Tomcat's StandardHost: Child name [/stock] is not unique.
  [
    /child name .*not unique|context ?path.*(not unique|already|exist|duplicate|conflict)/i,
    'context-path-twice',
  ],
  [/must be a ark biz|not an? (ark )?biz/i, 'not-a-module'],
  [
    /FileNotFound|NoSuchFile|MalformedURL|no protocol|UnknownHost|ConnectException|NoRouteToHost|SocketTimeout|response code|ZipException/i,
    'bad-url',
  ],
  [/Exception|Error/, 'module-throws'],
];

/**
 * The cause that a base's reason for refusing an install names. Once the jar was read, a host or a
 * file that is missing is one that the module itself asked for.
 */
export function codeOfReason(reason: string, jarWasRead = false): ReasonCode {
  const code = words.find(([pattern]) => pattern.test(reason))?.[1] ?? 'install-rejected';
  return jarWasRead && (code === 'bad-url' || code === 'not-a-module') ? 'module-throws' : code;
}

/** V2's controller and Arklet wrap the reason, and leave it out (http_tunnel.go; reflection). */
const wrappers = /^(Internal Error: )?[\w.]*InvocationTargetException$|install biz not success/;

/** Whether a status tells why an install failed, or only that it did. */
export function tellsWhy(status: string): boolean {
  return !wrappers.test(status.trim()) && /Exception|Error/.test(status);
}

/**
 * The module that is behind an install's url, where the answer says so (runtime 2.1.6: "Install Biz:
 * NAME:VERSION success, ..." and "Biz: NAME:VERSION has been installed or registered.").
 */
export function installedAs(reason: string): string | undefined {
  return /^(?:Install )?Biz: ([^\s:]+):\S+ (?:success|has been installed)/.exec(reason)?.[1];
}
