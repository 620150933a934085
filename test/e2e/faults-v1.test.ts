import { rooms } from './faults/matrix.ts';
import { runFaults } from './faults/run-faults.ts';
import { startV1Stage } from './faults/scene-v1.ts';

runFaults('v1', rooms.v1, startV1Stage);
