import type { Calculator } from '../../graph/index.ts';
import { beginLoopCalculator } from './begin-loop.ts';
import { constantSidePacketCalculator } from './constant-side-packet.ts';
import { endLoopCalculator } from './end-loop.ts';
import { flowLimiterCalculator } from './flow-limiter.ts';
import { gateCalculator } from './gate.ts';
import { latencyProbeCalculator } from './latency-probe.ts';
import { mergeCalculator } from './merge.ts';
import { muxCalculator } from './mux.ts';
import { packetClonerCalculator } from './packet-cloner.ts';
import { packetResamplerCalculator } from './packet-resampler.ts';
import { packetThinnerCalculator } from './packet-thinner.ts';
import { passThroughCalculator } from './pass-through.ts';
import { previousLoopbackCalculator } from './previous-loopback.ts';
import { sidePacketToStreamCalculator } from './side-packet-to-stream.ts';

/** Calculators that direct packets of any kind: MediaPipe's core set. */
export const coreCalculators: readonly Calculator[] = [
  beginLoopCalculator,
  constantSidePacketCalculator,
  endLoopCalculator,
  flowLimiterCalculator,
  gateCalculator,
  latencyProbeCalculator,
  mergeCalculator,
  muxCalculator,
  packetClonerCalculator,
  packetResamplerCalculator,
  packetThinnerCalculator,
  passThroughCalculator,
  previousLoopbackCalculator,
  sidePacketToStreamCalculator,
];
