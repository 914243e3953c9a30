import { auc } from './auc.ts';

/** The AUC family that shows how scores of a subgroup lie to those of the background. Borkan et al., 2019. */
export interface SubgroupAuc {
  readonly overall_auc: number;
  /** Inside of the subgroup. */
  readonly subgroup_auc: number;
  /** Negatives of the subgroup, positives of the background: low when harmless rows of the subgroup score high. */
  readonly bpsn_auc: number;
  /** Positives of the subgroup, negatives of the background. */
  readonly bnsp_auc: number;
  /** 0.5 - P(background negative > subgroup negative): 0 is even. */
  readonly negative_aeg: number;
  /** The same for positives. */
  readonly positive_aeg: number;
}

/** Measures one subgroup (1 in `subgroup`) against the rest. NaN where a part is empty. */
export function subgroupAuc(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  subgroup: ArrayLike<number>,
): SubgroupAuc {
  const over = (takes: (label: boolean, inside: boolean) => boolean, marks: ArrayLike<number>): number => {
    const rows = Array.from({ length: scores.length }, (_, i) => i).filter(i =>
      takes(labels[i]! > 0.5, subgroup[i]! > 0.5),
    );
    return auc(
      rows.map(i => scores[i]!),
      rows.map(i => marks[i]!),
    );
  };
  // Equality gap: background rows take the place of positives, so the AUC is P(background > subgroup).
  const background = Array.from(subgroup, inside => (inside > 0.5 ? 0 : 1));
  return {
    overall_auc: auc(scores, labels),
    subgroup_auc: over((_, inside) => inside, labels),
    bpsn_auc: over((label, inside) => label !== inside, labels),
    bnsp_auc: over((label, inside) => label === inside, labels),
    negative_aeg: 0.5 - over(label => !label, background),
    positive_aeg: 0.5 - over(label => label, background),
  };
}
