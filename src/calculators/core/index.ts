import type { Calculator } from '../../graph/index.ts';
import { addHeaderCalculator } from './add-header.ts';
import { beginLoopCalculator } from './begin-loop.ts';
import { bypassCalculator } from './bypass.ts';
import { constantSidePacketCalculator } from './constant-side-packet.ts';
import { countingSourceCalculator } from './counting-source.ts';
import { defaultSidePacketCalculator } from './default-side-packet.ts';
import { endLoopCalculator } from './end-loop.ts';
import { flowLimiterCalculator } from './flow-limiter.ts';
import { gateCalculator } from './gate.ts';
import { immediateMuxCalculator } from './immediate-mux.ts';
import { beginItemLoopCalculator, endItemLoopCalculator } from './item-loop.ts';
import { makePairCalculator } from './make-pair.ts';
import { mergeCalculator } from './merge.ts';
import { muxCalculator } from './mux.ts';
import { packetClonerCalculator } from './packet-cloner.ts';
import { packetInnerJoinCalculator } from './packet-inner-join.ts';
import { packetPresenceCalculator } from './packet-presence.ts';
import { packetResamplerCalculator } from './packet-resampler.ts';
import { packetSequencerCalculator } from './packet-sequencer.ts';
import { packetThinnerCalculator } from './packet-thinner.ts';
import { passThroughCalculator } from './pass-through.ts';
import { previousLoopbackCalculator } from './previous-loopback.ts';
import { realTimeFlowLimiterCalculator } from './real-time-flow-limiter.ts';
import { roundRobinDemuxCalculator } from './round-robin-demux.ts';
import { sequenceShiftCalculator } from './sequence-shift.ts';
import { sidePacketToStreamCalculator } from './side-packet-to-stream.ts';
import { streamToSidePacketCalculator } from './stream-to-side-packet.ts';
import { typedLoopCalculators } from './typed-loops.ts';
import { valueOrDefaultCalculator } from './value-or-default.ts';

export type { LiveLimit } from './limit-live-source.ts';
export { limitLiveSource } from './limit-live-source.ts';

/** Calculators that direct packets of any kind: MediaPipe's core set. */
export const coreCalculators: readonly Calculator[] = [
  addHeaderCalculator,
  beginItemLoopCalculator,
  beginLoopCalculator,
  bypassCalculator,
  constantSidePacketCalculator,
  countingSourceCalculator,
  defaultSidePacketCalculator,
  endItemLoopCalculator,
  endLoopCalculator,
  flowLimiterCalculator,
  gateCalculator,
  immediateMuxCalculator,
  makePairCalculator,
  mergeCalculator,
  muxCalculator,
  packetClonerCalculator,
  packetInnerJoinCalculator,
  packetPresenceCalculator,
  packetResamplerCalculator,
  packetSequencerCalculator,
  packetThinnerCalculator,
  passThroughCalculator,
  previousLoopbackCalculator,
  realTimeFlowLimiterCalculator,
  roundRobinDemuxCalculator,
  sequenceShiftCalculator,
  sidePacketToStreamCalculator,
  streamToSidePacketCalculator,
  valueOrDefaultCalculator,
  ...typedLoopCalculators,
];
