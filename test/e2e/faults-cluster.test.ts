import { rooms } from './faults/matrix.ts';
import { runFaults } from './faults/run-faults.ts';

runFaults('cluster', rooms.cluster);
