import { defineCalculator, option, optional, required } from '../../../graph/index.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import type { Generator } from '../kernels/chance/generator.ts';
import { normalSource } from '../kernels/chance/normal.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import { complaintPhrases, consultationPhrases, fillerPhrases } from '../kernels/examples/consultation-phrases.ts';
import type { MessageEvent } from '../kernels/metrics/response-time.ts';
import { type Column, table } from '../tables/table.ts';

const aspects = Object.keys(consultationPhrases) as (keyof typeof consultationPhrases)[];

interface Doctor {
  readonly name: string;
  /** How often each aspect is done well, 0..1. */
  readonly quality: readonly number[];
  /** Minutes to an answer, typically. */
  readonly pace: number;
}

/** Makes consultations of doctors whose strengths are known. */
export const exampleConsultationsCalculator = defineCalculator({
  name: 'ExampleConsultationsCalculator',
  summary:
    'Makes consultations of doctors whose strengths are known, to try ranking and suggestions on: messages in Bahasa Indonesia, stars, and what a senior doctor would say of greeting, history, clarity, advice and closing. Half of the doctors have one aspect in which they are much weaker.',
  example: `
calculator: ExampleConsultationsCalculator
output_side_packet: [TABLE:consultations, TRUTH:doctors]
options: {doctors: 20, per_doctor: 50, seed: 1}
`,
  outputSidePackets: {
    TABLE: required(table, 'A row per consultation, as ConsultationRowsCalculator reads them'),
    TRUTH: optional(table, 'A row per doctor: how often each aspect is done well'),
  },
  options: {
    doctors: option.integer({ description: 'How many', default: 20, minimum: 2 }),
    per_doctor: option.integer({ description: 'Consultations of each', default: 50, minimum: 1 }),
    mistaken: option.number({
      description: 'The share of judgements that are wrong',
      default: 0.03,
      minimum: 0,
      maximum: 1,
    }),
    seed: option.integer({ description: 'What all of it follows from', default: 0 }),
  },
  open({ options, outputSidePackets, nodeName }) {
    const generator = xoshiro128(deriveSeed(options.seed, nodeName, 'consultations'));
    const doctors = Array.from({ length: options.doctors }, (_, i) => doctorOf(i, generator));
    const rows = doctors.flatMap(doctor =>
      Array.from({ length: options.per_doctor }, (_, i) => consultationOf(doctor, i, options.mistaken, generator)),
    );
    const texts = (values: readonly string[]): Column => ({ kind: 'text', values });
    const numbers = (values: readonly number[]): Column => ({
      kind: 'number',
      data: Float64Array.from(values),
      shape: [],
    });
    outputSidePackets.TABLE.set({
      rows: rows.length,
      columns: new Map<string, Column>([
        ['consultation', texts(rows.map(one => one.consultation))],
        ['doctor', texts(rows.map(one => one.doctor))],
        ['stars', numbers(rows.map(one => one.stars))],
        ['messages', texts(rows.map(one => JSON.stringify(one.messages)))],
        ...aspects.map((aspect, a): [string, Column] => [
          `label_${aspect}`,
          numbers(rows.map(one => one.labels[a] ?? 0)),
        ]),
      ]),
    });
    outputSidePackets.TRUTH?.set({
      rows: doctors.length,
      columns: new Map<string, Column>([
        ['doctor', texts(doctors.map(one => one.name))],
        ...aspects.map((aspect, a): [string, Column] => [aspect, numbers(doctors.map(one => one.quality[a] ?? 0))]),
      ]),
    });
    return { process() {} };
  },
});

function doctorOf(i: number, generator: Generator): Doctor {
  const normal = normalSource(generator);
  const level = 0.3 + 0.6 * generator.uniform();
  const weak = generator.uniform() < 0.5 ? Math.floor(generator.uniform() * aspects.length) : -1;
  const quality = aspects.map((_, a) => {
    const value = level + 0.1 * normal() - (a === weak ? 0.35 : 0);
    return Math.min(0.97, Math.max(0.03, value));
  });
  return { name: `D${String(i + 1).padStart(3, '0')}`, quality, pace: 2 + 10 * generator.uniform() };
}

function consultationOf(doctor: Doctor, i: number, mistaken: number, generator: Generator) {
  const pick = (list: readonly string[]): string => list[Math.floor(generator.uniform() * list.length)] ?? '';
  const messages: (readonly [...MessageEvent, string])[] = [];
  let minute = 0;
  const done = aspects.map((aspect, a): number => {
    const isGood = generator.uniform() < (doctor.quality[a] ?? 0);
    if (a === 0 || generator.uniform() < 0.4) {
      minute += 1 + Math.floor(3 * generator.uniform());
      messages.push([minute, 'patient', pick(complaintPhrases)]);
    }
    minute += 1 + Math.floor(2 * doctor.pace * generator.uniform());
    if (generator.uniform() < 0.2) messages.push([minute, 'doctor', pick(fillerPhrases)]);
    messages.push([minute, 'doctor', pick(consultationPhrases[aspect][isGood ? 'good' : 'poor'])]);
    return isGood ? 1 : 0;
  });
  const mood = done.reduce((sum, one) => sum + one, 0) / done.length;
  return {
    consultation: `${doctor.name}-${i + 1}`,
    doctor: doctor.name,
    stars: Math.round(1 + 4 * (0.7 * mood + 0.3 * generator.uniform())),
    messages,
    labels: done.map(one => (generator.uniform() < mistaken ? 1 - one : one)),
  };
}
