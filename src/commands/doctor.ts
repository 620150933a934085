import type { Outcome } from '../outcome.ts';
import { Scene } from './diagnose-scene.ts';
import { lookTwice, type LookInput } from './doctor-look.ts';
import { repairAll } from './doctor-repair.ts';
import { tellCheckup, verdictOf } from './doctor-view.ts';
import { openDoors } from './doors.ts';
import type { DirectWorld } from './world.ts';

export interface DoctorInput extends Omit<LookInput, 'only' | 'strict'> {
  readonly namespace: string | undefined;
  readonly repair: boolean;
  readonly yes: boolean;
  readonly protectedContexts: readonly string[];
  /** How long it may take until what was repaired is seen to be well. */
  readonly timeoutMs: number;
}

/** Whether everything is there that koupctl and the controllers need: checks, and repairs as a plan. */
export async function doctor(world: DirectWorld, input: DoctorInput): Promise<Outcome> {
  const scene = new Scene(world, await openDoors(world, input));
  const findings = await lookTwice(world, scene, input);
  if (input.repair) return await repairAll(world, scene, { ...input, findings });
  const end = verdictOf(world, findings);
  tellCheckup(world, findings, end);
  return end;
}
