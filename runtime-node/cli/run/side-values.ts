import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { GraphPlan, PacketType, PlanGraphPort } from '../../../src/graph/index.ts';
import { parseJson } from '../parse-setting.ts';
import { UsageError } from '../usage-error.ts';

/** The side packets of a run, and the locations among them that the user has thereby allowed the graph to read. */
export interface SideValues {
  readonly values: Readonly<Record<string, unknown>>;
  readonly trusted: ReadonlySet<string>;
  /** The folders among them: what lies in one may be read, too. */
  readonly folders: readonly string[];
}

/** Reads a picture. */
export type DecodeImage = (path: string) => Promise<unknown>;

/**
 * Turns the texts of `--side` into values of the types that the plan wants: numbers, booleans, text, JSON; the path of a
 * picture where an image is wanted, or of a file where a file is; a path (from the working folder), URL or `model:NAME` where a model is wanted.
 *
 * @throws UsageError for a text that is no such value, and for a side packet that is needed and not given.
 */
export async function sideValues(
  plan: GraphPlan,
  given: ReadonlyMap<PlanGraphPort, string>,
  cwd: string,
  decodeImage: DecodeImage,
): Promise<SideValues> {
  const values: Record<string, unknown> = {};
  const trusted = new Set<string>();
  const folders: string[] = [];
  for (const port of plan.inputSidePackets) {
    const text = given.get(port);
    const packet = plan.sidePackets[port.slot];
    if (packet === undefined) continue;
    if (text === undefined) {
      if (!packet.required) continue;
      throw new UsageError(
        `side packet "${port.name}" (${packet.type.name}): is needed and not given. Add --side ${port.name}=VALUE, with ${hint(packet.type)}.`,
      );
    }
    const names = alternatives(packet.type);
    const isModel = names.includes('model_files') || names.includes('loaded_model');
    const isAddress = isModel && /^(https?:|model:|file:)/i.test(text);
    const isPath = names.includes('path');
    const path = resolve(cwd, text);
    if ((isModel || isPath || names.includes('image')) && !isAddress && !existsSync(path)) {
      throw new UsageError(`--side ${port.name}: there is no file ${text}. Give ${hint(packet.type)}.`);
    }
    if (isModel) {
      const location = isAddress ? text : path;
      trusted.add(location);
      values[port.name] = location;
    } else if (isPath) {
      trusted.add(path);
      if (statSync(path).isDirectory()) folders.push(path);
      values[port.name] = path;
    } else if (names.includes('image')) {
      values[port.name] = await decodeImage(path);
    } else {
      values[port.name] = sideValue(port.name, packet.type, names, text);
    }
  }
  return { values, trusted, folders };
}

function alternatives(type: PacketType): readonly string[] {
  return type.alternatives?.flatMap(alternatives) ?? [type.name];
}

function sideValue(name: string, type: PacketType, names: readonly string[], text: string): unknown {
  const json = parseJson(text);
  if (names.includes('any')) return json ?? text;
  // Text comes last: "2" is a number where numbers are taken too.
  if (json !== undefined && !(typeof json === 'string') && type.is(json)) return json;
  if (names.includes('text')) return text;
  if (json !== undefined && type.is(json)) return json;
  throw new UsageError(`--side ${name}: ${JSON.stringify(text)} is no ${type.name}. Write ${hint(type)}.`);
}

function hint(type: PacketType): string {
  const names = alternatives(type);
  if (names.includes('model_files')) return 'a path, a URL or model:NAME';
  if (names.includes('path')) return 'the path of a file or folder';
  if (names.includes('image')) return 'the path of a picture';
  if (names.includes('text')) return 'text';
  if (names.includes('boolean')) return 'true or false';
  if (names.includes('number') || names.includes('integer')) return 'a number';
  return 'JSON';
}
