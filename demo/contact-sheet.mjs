import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

const WIDTH = 320;
const GAP = 6;

/** Lays `NAME-####.png` out: a column for each name, a row for each number. Removes the single pictures. */
export async function contactSheet(folder, names, target) {
  const columns = names.map(name =>
    readdirSync(folder)
      .filter(file => new RegExp(`^${name}-\\d+\\.png$`).test(file))
      .sort(),
  );
  const { width = 1, height = 1 } = await sharp(path.join(folder, columns[0][0])).metadata();
  const cell = { width: WIDTH, height: Math.round((WIDTH * height) / width) };
  const rows = Math.min(...columns.map(column => column.length));
  const pictures = columns.flatMap((column, x) =>
    column.slice(0, rows).map(async (file, y) => ({
      input: await sharp(path.join(folder, file)).resize(cell.width, cell.height).png().toBuffer(),
      left: GAP + x * (cell.width + GAP),
      top: GAP + y * (cell.height + GAP),
    })),
  );
  await sharp({
    create: {
      width: GAP + columns.length * (cell.width + GAP),
      height: GAP + rows * (cell.height + GAP),
      channels: 3,
      background: '#202020',
    },
  })
    .composite(await Promise.all(pictures))
    .png()
    .toFile(target);
  for (const file of columns.flat()) rmSync(path.join(folder, file));
}
