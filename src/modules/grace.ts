/** How long an install and its status may take before a missing trace means something, ms: 2-3 s on the base, the pod's status 3-18 s later (seen). */
export const installGraceMs = 20_000;
/** How long the scheduler may find no place, ms: it looks again after 1 to 10 s. */
export const scheduleGraceMs = 12_000;
/** How far lists read at one moment may lag behind each other, ms. */
export const lagMs = 5_000;
