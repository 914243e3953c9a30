import { Transform } from 'node:stream';
import { map, type Observable, Subject, share, zip } from 'rxjs';
import { Meter } from './meter.ts';

/** What the peers pass on. Every stage of every peer makes a new one. */
interface Item {
  readonly t: number;
  readonly v: number;
}

const copy = ({ t, v }: Item): Item => ({ t, v });

function rxjs(items: number, build: (source: Observable<Item>) => Observable<Item>): number {
  const source = new Subject<Item>();
  const meter = new Meter(items);
  build(source.asObservable()).subscribe(() => {
    meter.tick();
  });
  for (let i = 0; i < items; i += 1) source.next({ t: i, v: i });
  return meter.result();
}

/** The same graphs in other libraries: items per second of each. */
export const peers = {
  /** A Subject and `length` times `map`. */
  rxjsChain: (items: number, length: number): number =>
    rxjs(items, source => {
      let stream = source;
      for (let i = 0; i < length; i += 1) stream = stream.pipe(map(copy));
      return stream;
    }),

  /** A Subject and `length` times `map` with five functions in turn, those of `plans.mixedChain`. */
  rxjsMixedChain: (items: number, length: number): number =>
    rxjs(items, source => {
      let calls = 0;
      let last = 0;
      const different = [
        copy,
        ({ t, v }: Item): Item => ({ t, v: v + 1 }),
        ({ t, v }: Item): Item => {
          calls += 1;
          return { t, v: v - calls };
        },
        (item: Item): Item => {
          const larger = item.v > last ? item.v : last;
          last = item.v;
          return { t: item.t, v: larger };
        },
        (item: Item): Item => (item.v % 2 === 0 ? { ...item } : { t: item.t, v: item.v + 1 }),
      ];
      let stream = source;
      for (let i = 0; i < length; i += 1) stream = stream.pipe(map(different[i % different.length] ?? copy));
      return stream;
    }),

  /** Diamonds of two `map` and a `zip`, of as many operators as the graph has nodes. */
  rxjsDiamonds: (items: number, nodes: number): number =>
    rxjs(items, source => {
      let stream = source;
      let made = 1;
      for (; nodes - made >= 3; made += 3) {
        const shared = stream.pipe(share());
        stream = zip(shared.pipe(map(copy)), shared.pipe(map(copy))).pipe(map(([a]) => a));
      }
      for (; made < nodes; made += 1) stream = stream.pipe(map(copy));
      return stream;
    }),

  /** Two Subjects and a `zip`, which joins by place, not by time. */
  rxjsZip(items: number): number {
    const a = new Subject<Item>();
    const b = new Subject<Item>();
    const meter = new Meter(items);
    zip(a, b)
      .pipe(map(([x, y]): Item => ({ t: x.t, v: x.v + y.v })))
      .subscribe(() => {
        meter.tick();
      });
    for (let i = 0; i < items; i += 1) {
      a.next({ t: i, v: i });
      b.next({ t: i, v: i });
    }
    return meter.result();
  },

  /** The same with bare numbers, which know no time: less work than any join by timestamp. */
  rxjsZipOfNumbers(items: number): number {
    const a = new Subject<number>();
    const b = new Subject<number>();
    const meter = new Meter(items);
    zip(a, b)
      .pipe(map(([x, y]) => x + y))
      .subscribe(() => {
        meter.tick();
      });
    for (let i = 0; i < items; i += 1) {
      a.next(i);
      b.next(i);
    }
    return meter.result();
  },

  /** `length` Transforms in object mode, fed with respect for back-pressure. */
  async nodeStreams(items: number, length: number): Promise<number> {
    const stage = (): Transform =>
      new Transform({
        objectMode: true,
        transform(item: Item, _encoding, done) {
          done(null, copy(item));
        },
      });
    const first = stage();
    let last = first;
    for (let i = 1; i < length; i += 1) last = last.pipe(stage());
    const meter = new Meter(items);
    last.on('data', () => {
      meter.tick();
    });
    const ended = new Promise(resolve => last.on('end', resolve));
    for (let i = 0; i < items; i += 1) {
      if (!first.write({ t: i, v: i })) await new Promise(resolve => first.once('drain', resolve));
    }
    first.end();
    await ended;
    return meter.result();
  },

  /** `length` async generators, each looping over the one before. */
  async generators(items: number, length: number): Promise<number> {
    // What is measured is an asynchronous generator, also as the source.
    async function* source(): AsyncGenerator<Item> {
      for (let i = 0; i < items; i += 1) yield { t: i, v: i };
    }
    async function* stage(input: AsyncGenerator<Item>): AsyncGenerator<Item> {
      for await (const item of input) yield copy(item);
    }
    let last = source();
    for (let i = 0; i < length; i += 1) last = stage(last);
    const meter = new Meter(items);
    for await (const _item of last) meter.tick();
    return meter.result();
  },
} as const;
