import type { GraphPlan } from '../config/graph-plan.ts';
import { defineService, type Service } from '../service.ts';
import { type Clock, systemClock } from './clock.ts';
import type { GraphStats } from './graph-stats.ts';
import { type RandomSource, seededRandom } from './random-source.ts';

/** The clock of the graph, as calculators ask for it. The one given to `createGraph`, else the host's. */
export const clockService: Service<Clock> = defineService<Clock>({
  key: 'clock',
  description: 'The time of the host, virtual in tests',
  create: () => systemClock,
});

/** The random numbers of the graph, as calculators ask for them. The source given to `createGraph`, else seed 0. */
export const randomService: Service<RandomSource> = defineService<RandomSource>({
  key: 'random',
  description: 'Random numbers, repeatable from the seed of the run',
  create: () => seededRandom(0),
});

/** What a calculator reads of the graph that it runs in. */
export interface GraphProfileSource {
  readonly plan: GraphPlan;
  /** A reading of the counters now. Every node has a `time`: a graph whose calculators ask for this service times its calls. */
  stats(): GraphStats;
}

/** The plan and the statistics of the graph, for calculators that report on it. */
export const profileService: Service<GraphProfileSource> = defineService<GraphProfileSource>({
  key: 'graph_profile',
  description: 'The plan and the statistics of the graph; to ask for it turns on the timing of calls',
});
