// Rules for every calculator
export { type ConformanceCases, type ConformanceTest, calculatorConformance } from './calculator-conformance.ts';
// Tests of graphs
export { differences, type Tolerance } from './compare-values.ts';
// Faults
export { Faults, InjectedFault, type OperationKind } from './faults.ts';
export { type GraphTest, runGraphTest, type TestEntry } from './graph-test.ts';
// Laws of the engine
export { watchInvariants } from './invariants.ts';
// Running one calculator
// Looking at a graph's packets
export { formatPacketLog, type PacketLog, packetLog } from './packet-log.ts';
export { type CalculatorResult, type CalculatorRun, type InputEntry, runCalculator } from './run-calculator.ts';
export { type SimulatedRun, type Simulation, type SimulationOptions, simulate } from './simulate.ts';
// Schedules
export { type SimulatedTest, simulateGraphTest } from './simulate-graph-test.ts';
export { SimulatedScheduler, type SimulatedSchedulerOptions } from './simulated-scheduler.ts';
// Time
export { VirtualClock } from './virtual-clock.ts';
