import { rooms } from './faults/matrix.ts';
import { runFaults } from './faults/run-faults.ts';
import { startV2Stage } from './faults/scene.ts';

runFaults('people', rooms.people, startV2Stage);
