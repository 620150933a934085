import { rooms } from './faults/matrix.ts';
import { runFaults } from './faults/run-faults.ts';
import { startV2Stage } from './faults/scene.ts';

runFaults('cluster', rooms.cluster, startV2Stage);
