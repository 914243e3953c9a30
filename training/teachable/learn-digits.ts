import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { folderOfPictures } from '../../test/fixtures/training/class-folders.ts';
import { runGraphFile } from '../../test/fixtures/training/run-graph-file.ts';
import { serveInMemory } from '../../test/fixtures/training/serve-in-memory.ts';

const data = fileURLToPath(new URL('../../../shared/cases/training/data/', import.meta.url));

/** Whether the digits lie beside the repository: UCI Optical Recognition of Handwritten Digits, CC BY 4.0. */
export const hasDigits: boolean = existsSync(`${data}optdigits_train.csv`);

/** How digits are learned. */
export interface DigitSetting {
  readonly graph: 'image' | 'knn';
  readonly perClass: number;
  /** How many of the 1,797 digits of other writers are asked about. */
  readonly asked: number;
}

/** Learns handwritten digits as a folder of pictures, asks the exported graph, and gives the share of right answers. */
export async function learnDigits({ graph, perClass, asked }: DigitSetting): Promise<number> {
  const counts = new Map<number, number>();
  const known = digits('optdigits_train.csv').filter(({ label }) => {
    counts.set(label, (counts.get(label) ?? 0) + 1);
    return (counts.get(label) ?? 0) <= perClass;
  });
  const { files } = folderOfPictures(
    new Map(known.map(({ label, picture }, i) => [`examples/${label}/${i}.png`, picture])),
  );
  await runGraphFile(`graphs/teachable/${graph}.yaml`, {
    files,
    sidePackets: { folder: 'examples' },
    set: { pictures: { width: 8, height: 8 }, examples: { kind: 'pose', per_class: 1 } },
    watch: [],
  });
  const test = digits('optdigits_test.csv').slice(0, asked);
  const { labels } = await serveInMemory(
    files,
    `out/${graph}`,
    test.map(({ picture }) => ({ x: Array.from(picture, value => value / 255) })),
  );
  return labels.filter((label, i) => label === String(test[i]?.label)).length / test.length;
}

/** Pixels of 0..16 as gray pictures of 8 x 8, and which digit each is. */
function digits(name: string): readonly { readonly label: number; readonly picture: Uint8Array }[] {
  const [, ...lines] = readFileSync(`${data}${name}`, 'utf8').trim().split('\n');
  return lines.map(line => {
    const cells = line.split(',').map(Number);
    const picture = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) =>
      Math.round(((cells[Math.floor(i / 3)] ?? 0) * 255) / 16),
    );
    return { label: cells[64] ?? -1, picture };
  });
}
