import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtinCalculators } from '../../calculators/index.ts';
import { createRegistry } from '../registry.ts';
import type { GraphConfig } from './graph-config.ts';
import { parseGraph } from './parse-graph.ts';
import { writeGraph } from './write-graph.ts';

const registry = createRegistry(builtinCalculators);
const folder = path.resolve('test/cases/mediapipe');

/** Lists of one as their item, records without order: what both formats can say. */
function plain(value: unknown): unknown {
  if (Array.isArray(value))
    return value.length === 1 ? plain(value[0]) : value.length === 0 ? undefined : value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, one]): [string, unknown] => [key, plain(one)])
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe('writeGraph', () => {
  it('writes every graph of the cases so that it reads back the same, in both formats', () => {
    let compared = 0;
    for (const file of readdirSync(folder).filter(name => name.endsWith('.json'))) {
      const { graph } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { graph: GraphConfig | null };
      if (graph === null || graph.node === undefined) continue;
      for (const format of ['yaml', 'pbtxt'] as const) {
        const text = writeGraph(graph, format, registry);
        const back = parseGraph(text, { file: `g.${format}` });
        expect(plain(back.config), `${file}\n${text}`).toEqual(plain(graph));
      }
      compared += 1;
    }
    expect(compared).toBeGreaterThan(290);
  });

  it('writes choices as enum values and everything else in quotes', () => {
    const node = {
      calculator: 'PacketThinnerCalculator',
      input_stream: ['in'],
      options: { thinner_type: 'SYNC', period: 5 },
    };
    expect(writeGraph({ node: [node] }, 'pbtxt', registry)).toBe(`node {
  calculator: "PacketThinnerCalculator"
  input_stream: "in"
  options {
    [mediapipe.PacketThinnerCalculatorOptions.ext] {
      thinner_type: SYNC
      period: 5
    }
  }
}
`);
  });

  it('gives the options of everything the names that MediaPipe reads them by', () => {
    const graph: GraphConfig = {
      executor: { name: 'pool', type: 'ThreadPoolExecutor', options: { num_threads: 2 } },
      node: {
        calculator: 'SwitchContainer',
        input_stream_handler: {
          input_stream_handler: 'FixedSizeInputStreamHandler',
          options: { target_queue_size: 1 },
        },
        options: {
          contained_node: [
            {
              calculator: 'PacketThinnerCalculator',
              node_options: [{ thinner_type: 'SYNC' }, { '@type': 'a.com/x.Y', text: 'a\u0007"\u0085' }],
            },
          ],
        },
      },
    };
    const text = writeGraph(graph, 'pbtxt', registry);
    expect(text).toBe(String.raw`executor {
  name: "pool"
  type: "ThreadPoolExecutor"
  options {
    [mediapipe.ThreadPoolExecutorOptions.ext] {
      num_threads: 2
    }
  }
}
node {
  calculator: "SwitchContainer"
  input_stream_handler {
    input_stream_handler: "FixedSizeInputStreamHandler"
    options {
      [mediapipe.FixedSizeInputStreamHandlerOptions.ext] {
        target_queue_size: 1
      }
    }
  }
  options {
    [mediapipe.SwitchContainerOptions.ext] {
      contained_node {
        calculator: "PacketThinnerCalculator"
        node_options {
          [type.googleapis.com/mediapipe.PacketThinnerCalculatorOptions] {
            thinner_type: SYNC
          }
        }
        node_options {
          [type.googleapis.com/x.Y] {
            text: "a\u0007\"\u0085"
          }
        }
      }
    }
  }
}
`);
    const back = parseGraph(text, { file: 'g.pbtxt' }).config;
    expect(plain(back)).toEqual(plain(JSON.parse(JSON.stringify(graph).replace('"@type":"a.com/x.Y",', ''))));
  });

  it.each([
    ['SplitTensorVectorCalculator', 'SplitVectorCalculatorOptions'],
    ['SplitNormalizedLandmarkListCalculator', 'SplitVectorCalculatorOptions'],
    ['ConcatenateFloatVectorCalculator', 'ConcatenateVectorCalculatorOptions'],
    ['SplitVectorCalculator', 'SplitVectorCalculatorOptions'],
    ['SwitchMuxCalculator', 'SwitchContainerOptions'],
    ['GateCalculator', 'GateCalculatorOptions'],
  ])('knows the options of %s as %s', (calculator, type) => {
    const text = writeGraph({ node: { calculator, options: { a: 1 } } }, 'pbtxt', registry);
    expect(text).toContain(`[mediapipe.${type}.ext] {`);
  });
});
