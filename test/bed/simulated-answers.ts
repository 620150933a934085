import type { Jar } from './simulated-jars.ts';

export type BizState = 'resolved' | 'activated' | 'deactivated' | 'broken';

export interface Biz {
  readonly bizName: string;
  readonly bizVersion: string;
  bizState: BizState;
  readonly webContextPath: string;
  /** What it was installed from. */
  readonly bizUrl: string;
}

export type AnswerCode = 'SUCCESS' | 'FAILED' | 'CMD_NOT_FOUND' | 'CMD_PROCESS_INTERNAL_ERROR';

/** The envelope of every answer; runtime 2.1.6 leaves absent fields out. */
export interface Answer {
  code: AnswerCode;
  data?: unknown;
  errorStackTrace?: string;
  message?: string;
}

/** A Java exception on its way out of a command handler. */
export class JavaThrowable extends Error {
  /** Class and message of each cause, outermost first. */
  readonly chain: readonly string[];

  constructor(chain: readonly string[]) {
    super(chain[0] ?? 'java.lang.Throwable');
    this.chain = chain;
  }
}

const WRAPPER = 'com.alipay.sofa.koupleless.arklet.core.common.exception.ArkletRuntimeException';
const FRAMES = [
  '\tat com.alipay.sofa.koupleless.arklet.core.command.builtin.handler.InstallBizHandler.handle(InstallBizHandler.java:66)',
  '\tat com.alipay.sofa.koupleless.arklet.core.command.CommandServiceImpl.process(CommandServiceImpl.java:134)',
  '\tat com.alipay.sofa.koupleless.arklet.core.api.tunnel.http.netty.NettyHttpServer$NettyHttpHandler.channelRead0(NettyHttpServer.java:137)',
  '\tat java.base/java.lang.Thread.run(Thread.java:840)',
];

export function succeeded(data: unknown): Answer {
  return { code: 'SUCCESS', data };
}

/** `data` carries the real cause where a command ran and refused. */
export function failed(message: string, data?: unknown): Answer {
  return { code: 'FAILED', ...(data === undefined ? {} : { data }), message };
}

export function notFound(): Answer {
  return { code: 'CMD_NOT_FOUND', message: 'please follow the doc' };
}

/** The real cause is only in the trace's last `Caused by:` line, as with the real Arklet. */
export function internalError(thrown: JavaThrowable): Answer {
  const [outer, ...causes] = thrown.chain;
  const trace = [`${WRAPPER}: ${outer}`, ...FRAMES];
  for (const cause of [outer, ...causes])
    trace.push(`Caused by: ${cause}`, FRAMES[1]!, '\t... 12 more');
  return {
    code: 'CMD_PROCESS_INTERNAL_ERROR',
    errorStackTrace: `${trace.join('\n')}\n`,
    message: `Internal Error: ${outer}`,
  };
}

/** A request that the command's own checks refuse. */
export function invalidRequest(message: string): Answer {
  const name = 'com.alipay.sofa.koupleless.arklet.core.common.exception.CommandValidationException';
  return {
    code: 'CMD_PROCESS_INTERNAL_ERROR',
    errorStackTrace: `${name}: ${message}\n${FRAMES.slice(1).join('\n')}\n`,
    message: `Internal Error: ${message}`,
  };
}

/** Why this jar can't be opened or does not start; undefined for a good one. */
export function throwableOf(jar: Jar, url: string): JavaThrowable | undefined {
  if (jar.outcome === 'ok') return undefined;
  if (jar.outcome === 'missing')
    return new JavaThrowable([`java.io.FileNotFoundException: ${url}`]);
  if (jar.outcome === 'no-protocol') {
    return new JavaThrowable([`java.net.MalformedURLException: no protocol: ${url}`]);
  }
  if (jar.outcome === 'not-a-biz') {
    return new JavaThrowable(['java.lang.IllegalArgumentException: Archive must be a ark biz!']);
  }
  return new JavaThrowable([
    'java.lang.reflect.InvocationTargetException',
    `java.lang.IllegalStateException: ${jar.outcome.throws}`,
  ]);
}

export const outOfMetaspace = (): JavaThrowable =>
  new JavaThrowable([
    'java.lang.reflect.InvocationTargetException',
    'java.lang.OutOfMemoryError: Metaspace',
  ]);

/** As installBiz reports it. */
export function bizInfo(biz: Biz): Record<string, unknown> {
  const { bizName, bizState, bizVersion, webContextPath } = biz;
  return { bizName, bizState, bizVersion, mainClass: mainClass(biz), webContextPath };
}

/** As queryAllBiz lists it: runtime 2.1.6 gives state records without fields. */
export function listedBiz(biz: Biz): Record<string, unknown> {
  return {
    bizName: biz.bizName,
    bizState: biz.bizState,
    bizStateRecords: [{}, {}],
    bizVersion: biz.bizVersion,
    classLoader: {},
    mainClass: mainClass(biz),
    webContextPath: biz.webContextPath,
  };
}

/** The keys carry spaces. Bytes; a maximum of -1 means unlimited. */
export function jvmHealth(
  metaspace: { used: number; max: number },
  upSeconds: number,
): Record<string, unknown> {
  return {
    'java used metaspace': metaspace.used,
    'java committed metaspace': metaspace.used + 1024 * 1024,
    'java max metaspace': metaspace.max,
    'max heap memory(M)': 512,
    'used heap memory(M)': 97,
    'java version': '17.0.12',
    'loaded class count': 14_210,
    'run time(s)': upSeconds,
  };
}

export function cpuHealth(): Record<string, unknown> {
  return {
    count: 2,
    type: 'simulated',
    'total used (%)': 0,
    'user used (%)': 0,
    'system used (%)': 0,
    'free (%)': 100,
  };
}

function mainClass(biz: Biz): string {
  return `com.example.${biz.bizName.replace(/[^A-Za-z0-9]/g, '')}.Application`;
}
