import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One base on one machine. */
export interface BasePlace {
  jar: string;
  ip: string;
  arkletPort: number;
  /** An existing folder for all that the base writes. */
  dir: string;
}

export interface BaseFlags {
  /** Install a second version active instead of dark. Default false, as in the runtime. */
  activateNewModule?: boolean;
  /** Keep listing a module that failed to start as `broken`. Default true; the runtime's is false. */
  keepFailed?: boolean;
  /** Further ones, such as `-XX:MaxMetaspaceSize=120m`. */
  jvm?: readonly string[];
}

/** Where the class data of a built base is; the JVM ignores data that does not fit. */
export function classDataOf(jar: string): string {
  return `${dirname(dirname(jar))}-cds/base.jsa`;
}

/** In it Spring writes the web port once it listens. */
export function portFileOf(dir: string): string {
  return join(dir, 'web.port');
}

/** The arguments of `java`. */
export function javaArguments(place: BasePlace, flags: BaseFlags): string[] {
  const { jar, ip, arkletPort, dir } = place;
  const classData = classDataOf(jar);
  return [
    ...(existsSync(classData) ? [`-XX:SharedArchiveFile=${classData}`] : []),
    // Start-up is what counts here; the JVM's defaults are for long-running servers.
    '-Xmx256m',
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    `-Djava.io.tmpdir=${dir}`,
    `-Duser.home=${dir}`,
    `-Dportfile=${portFileOf(dir)}`,
    // Arklet would listen on every address; see BindArklet.java.
    '-Dio.netty.bootstrap.extensions=serviceload',
    `-Dbed.ip=${ip}`,
    `-Dkoupleless.arklet.http.port=${arkletPort}`,
    // A shell without a password on every address, and bases race for its port.
    '-Dsofa.ark.telnet.server.enable=false',
    `-Dactivate.new.module=${flags.activateNewModule ?? false}`,
    `-Dsofa.ark.auto.uninstall.when.failed.enable=${!(flags.keepFailed ?? true)}`,
    ...(flags.jvm ?? []),
    '-jar',
    jar,
    `--server.address=${ip}`,
    '--server.port=0',
  ];
}
