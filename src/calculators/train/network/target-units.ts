import { MillraceError } from '../../../graph/index.ts';
import { columnWidth, readNumbers } from '../tables/read-column.ts';
import type { Table } from '../tables/table.ts';
import type { LayerSpec, NetworkSpec } from './network-spec.ts';

/**
 * A specification in which `units: target` is the width of the column of targets: as many as there are classes, whatever the
 * data brings.
 *
 * @throws MillraceError when the target is one number per row and says no width.
 */
export function withTargetUnits(spec: NetworkSpec, table: Table, target: string, where: string): NetworkSpec {
  const width = (): number => {
    const column = readNumbers(table, target, where);
    if (column.shape.length > 0) return columnWidth(column);
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: units: target, but "${target}" is one number per row. Make it a distribution (target as: one_hot), or write the number of units.`,
    );
  };
  const resolve = (layers: readonly LayerSpec[]): readonly LayerSpec[] =>
    layers.map(layer => (layer['units'] === 'target' ? { ...layer, units: width() } : layer));
  return {
    ...spec,
    layers: resolve(spec.layers),
    heads: spec.heads?.map(head => ({ ...head, layers: resolve(head.layers) })),
  };
}
