import { MillraceError } from '../../../graph/index.ts';
import type { ScenePool } from '../kernels/segmentation/fill-batch.ts';
import { readNumbers } from '../tables/read-column.ts';
import type { Table } from '../tables/table.ts';

/** A column of pictures with masks, bytes [height, width, 4], as scenes to train on. @throws MillraceError for others. */
export function readScenes(table: Table, column: string, where: string): ScenePool {
  const { data, shape } = readNumbers(table, column, where);
  const [height = 0, width = 0, channels = 0] = shape;
  if (!(data instanceof Uint8Array) || shape.length !== 3 || channels !== 4) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: the column "${column}" holds no pictures with masks (shape [${shape.join(', ')}]). Give bytes [height, width, 4].`,
    );
  }
  return { width, height, pixels: data };
}
