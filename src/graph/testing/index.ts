// Rules for every calculator
export { type ConformanceCases, type ConformanceTest, calculatorConformance } from './calculator-conformance.ts';
// Tests of graphs
export { differences } from './compare-values.ts';
export { type GraphTest, runGraphTest, type TestEntry } from './graph-test.ts';
// Laws of the engine
export { watchInvariants } from './invariants.ts';
// Running one calculator
// Looking at a graph's packets
export { formatPacketLog, type PacketLog, packetLog } from './packet-log.ts';
export { type CalculatorResult, type CalculatorRun, type InputEntry, runCalculator } from './run-calculator.ts';
// Schedules
export { type SimulatedRun, type Simulation, type SimulationOptions, simulate } from './simulate.ts';
export { SimulatedScheduler, type SimulatedSchedulerOptions } from './simulated-scheduler.ts';
// Time
export { VirtualClock } from './virtual-clock.ts';
