import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Timestamp } from '../../src/graph/index.ts';
import { type JsonPacket, readJsonLines, toJsonLine } from './json-lines.ts';

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  for (const part of parts) yield part;
}

async function read(...parts: (string | Uint8Array)[]): Promise<readonly JsonPacket[]> {
  const packets: JsonPacket[] = [];
  for await (const packet of readJsonLines('in.jsonl', chunks(...parts))) packets.push(packet);
  return packets;
}

describe('JSON lines', () => {
  it('come through whole however the bytes are cut', async () => {
    const packet = fc.record({ ts: fc.maxSafeInteger(), value: fc.jsonValue() });
    await fc.assert(
      fc.asyncProperty(fc.array(packet), fc.integer({ min: 1, max: 9 }), async (packets, size) => {
        const bytes = new TextEncoder().encode(packets.map(one => toJsonLine(one.ts, one.value)).join('\n'));
        const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        expect(await read(...parts)).toEqual(JSON.parse(JSON.stringify(packets)));
      }),
      { numRuns: 50 },
    );
  });

  it('may be empty in between and lack the last newline', async () => {
    expect(await read('{"ts":1,"value":2}\n\n \n{"ts":2,', '"value":null}')).toEqual([
      { ts: 1, value: 2 },
      { ts: 2, value: null },
    ]);
  });

  it.each([
    ['{"ts":1,"value":2}\n{oops}\n', 'in.jsonl:2: is no JSON.'],
    ['{"ts":1.5,"value":2}', 'in.jsonl:1: has no whole number "ts"'],
    ['{"ts":1}', 'in.jsonl:1: has no whole number "ts" (microseconds) and "value".'],
    ['[]', 'in.jsonl:1: has no whole number'],
  ])('refuse %s', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('name what is before and after all time', async () => {
    const line = toJsonLine(Timestamp.PostStream, 1);
    expect(line).toBe('{"ts":"PostStream","value":1}');
    expect(await read(`${line}\n{"ts":"PreStream","value":2}`)).toEqual([
      { ts: Timestamp.PostStream, value: 1 },
      { ts: Timestamp.PreStream, value: 2 },
    ]);
  });

  it('escapes what steers a terminal or reorders its text, and keeps the value', async () => {
    const value = { 'k\x9b\u2066': ['\x1b[2J', '\x9b31m', '\u202egpj.exe', '\x7f\u0085\u2028', 'ü\t\n'] };
    const line = toJsonLine(0, value);
    expect(line).toMatch(/^[\x20-\x7eü]*$/);
    expect(line).toContain(String.raw`"\u202egpj.exe"`);
    expect(await read(line)).toEqual([{ ts: 0, value }]);
  });

  it('writes typed arrays as lists and leaves functions out', () => {
    expect(toJsonLine(5, { data: Float32Array.of(0.5, 1), release: () => undefined })).toBe(
      '{"ts":5,"value":{"data":[0.5,1]}}',
    );
  });
});
