import { testSchedules } from '../../properties/test-schedules.ts';

testSchedules(1000);
