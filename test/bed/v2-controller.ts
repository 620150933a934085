import { join } from 'node:path';
import { BedProcess } from './control-plane-process.ts';
import type { ControlPlane } from './control-plane.ts';
import { freePorts } from './ports.ts';
import type { Quirks } from './stand-in-v2/quirks.ts';
import { startStandInV2, type StandInV2 } from './stand-in-v2/stand-in.ts';

export interface V2ControllerOptions {
  plane: ControlPlane;
  env: string;
  timeFactor: number;
  quirks?: Partial<Quirks>;
  syncReplicasWithBases?: boolean;
  /** `CLIENT_ID`, under which it knows its leases again. Default: a new one at every start. */
  clientId?: string;
}

/** What tests may do with a V2 controller, the stand-in or the real one. */
export interface V2Controller {
  readonly heartbeatUrl: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Only of the stand-in. */
  readonly standIn: StandInV2 | undefined;
}

/** The binary of a real V2 controller that the bed is to run instead of the stand-in. */
export function realV2(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env['KOUPCTL_BED_V2'] || undefined;
}

/** How many times faster than life a bed with a V2 controller goes; the real one knows one pace. */
export function v2Pace(): number {
  return realV2() === undefined ? 10 : 1;
}

/** A V2 controller: the real one named by `KOUPCTL_BED_V2`, at its own pace, else the stand-in. */
export async function startV2Controller(options: V2ControllerOptions): Promise<V2Controller> {
  const binary = realV2();
  if (binary !== undefined) return await startReal(options, binary);
  const standIn = await startStandInV2({
    kube: options.plane.kube,
    env: options.env,
    timeFactor: options.timeFactor,
    ...(options.quirks ? { quirks: options.quirks } : {}),
    ...(options.syncReplicasWithBases ? { syncReplicasWithBases: true } : {}),
    ...(options.clientId === undefined ? {} : { clientId: options.clientId }),
  });
  return {
    get heartbeatUrl() {
      return standIn.heartbeatUrl;
    },
    kill: () => standIn.kill(),
    restart: () => standIn.restart(),
    stop: () => standIn.stop(),
    standIn,
  };
}

async function startReal(options: V2ControllerOptions, binary: string): Promise<V2Controller> {
  const { plane } = options;
  const [port = 0] = await freePorts(1);
  const process = new BedProcess({
    binary: '/usr/bin/env',
    args: [
      `KUBECONFIG=${plane.kubeconfigPath}`,
      `ENV=${options.env}`,
      'ENABLE_HTTP_TUNNEL=true',
      `HTTP_TUNNEL_LISTEN_PORT=${port}`,
      ...(options.clientId === undefined ? [] : [`CLIENT_ID=${options.clientId}`]),
      `ENABLE_MODULE_REPLICAS_SYNC_WITH_BASE=${options.syncReplicasWithBases ? 'true' : 'false'}`,
      binary,
    ],
    logFile: join(plane.dir, `module-controller-v2-${options.env}.log`),
    reaper: plane.reaper,
    probe: async () => {
      await fetch(`http://127.0.0.1:${port}/heartbeat`);
    },
  });
  await process.start();
  return {
    heartbeatUrl: `http://127.0.0.1:${port}/heartbeat`,
    kill: () => process.kill('SIGKILL'),
    restart: () => process.restart(),
    stop: () => process.kill('SIGTERM'),
    standIn: undefined,
  };
}
