import { join } from 'node:path';
import type { ControlPlane } from './control-plane.ts';
import { BedProcess } from './control-plane-process.ts';
import { freePorts } from './ports.ts';
import {
  startStandInV1,
  type StandInV1Options,
  type V1Controller,
} from './stand-in-v1/stand-in.ts';

export interface V1ControllerOptions extends Omit<StandInV1Options, 'kube'> {
  plane: ControlPlane;
}

/** The binary of a real V1 controller that the bed is to run instead of the stand-in. */
export function realV1(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env['KOUPCTL_BED_V1'] || undefined;
}

/**
 * A V1 controller: the real one named by `KOUPCTL_BED_V1`, else the stand-in. The real one works in
 * all namespaces, knows only its own group, dialect and port, and goes at its own pace.
 */
export function startV1Controller(options: V1ControllerOptions): Promise<V1Controller> {
  const { plane, ...rest } = options;
  const binary = realV1();
  if (binary !== undefined) return startRealV1(plane, binary);
  return startStandInV1({ ...rest, kube: plane.kube });
}

async function startRealV1(plane: ControlPlane, binary: string): Promise<V1Controller> {
  const [metrics, health] = await freePorts(2);
  const process = new BedProcess({
    // BedProcess hands its own environment on; env(1) adds to it and becomes the controller.
    binary: '/usr/bin/env',
    args: [
      `KUBECONFIG=${plane.kubeconfigPath}`,
      binary,
      `--metrics-bind-address=127.0.0.1:${metrics}`,
      `--health-probe-bind-address=127.0.0.1:${health}`,
    ],
    logFile: join(plane.dir, 'module-controller-v1.log'),
    reaper: plane.reaper,
    probe: async () => {
      const answer = await fetch(`http://127.0.0.1:${health}/readyz`);
      if (!answer.ok) throw new Error(`readyz: ${answer.status}`);
    },
  });
  await process.start();
  let ended = false;
  return {
    get crashed() {
      return ended || process.pid !== undefined ? undefined : panicIn(process.logTail(200));
    },
    async stop() {
      ended = true;
      await process.kill('SIGTERM');
    },
    kill() {
      ended = true;
      void process.kill();
    },
    async restart() {
      await process.restart();
      ended = false;
    },
  };
}

/** The panic's first line, without what newer Go releases add to it in brackets. */
function panicIn(log: string): string {
  return /^panic: [^[\n]*/m.exec(log)?.[0].trim() ?? 'ended by itself';
}
