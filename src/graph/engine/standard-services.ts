import { defineService, type Service } from '../service.ts';
import { type Clock, systemClock } from './clock.ts';
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
