// Running one calculator
// Looking at a graph's packets
export { formatPacketLog, type PacketLog, packetLog } from './packet-log.ts';
export { type CalculatorResult, type CalculatorRun, type InputEntry, runCalculator } from './run-calculator.ts';
// Time
export { VirtualClock } from './virtual-clock.ts';
