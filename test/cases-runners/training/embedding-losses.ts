import type { LossValue } from '../../../src/calculators/train/kernels/losses/loss-value.ts';
import { type DistanceKind, pairDistances } from '../../../src/calculators/train/kernels/losses/pair-distances.ts';
import { pairSoftmaxLoss } from '../../../src/calculators/train/kernels/losses/pair-softmax.ts';
import { similarityLoss } from '../../../src/calculators/train/kernels/losses/similarity-losses.ts';
import {
  mineTriplets,
  type TripletMining,
  tripletLoss,
} from '../../../src/calculators/train/kernels/losses/triplet.ts';
import { unitRows } from '../../../src/calculators/train/kernels/losses/unit-rows.ts';
import { type Matrix, matrixOf, rowsOf } from '../../../src/calculators/train/kernels/matrix.ts';
import { neighbourPrecision, retrieval } from '../../../src/calculators/train/kernels/metrics/retrieval.ts';
import {
  type Case,
  type CaseChecks,
  close,
  closeByName,
  flat,
  isRecord,
  listAt,
  matrixAt,
  numberAt,
  numbersAt,
  recordAt,
  same,
  textAt,
} from './case-tools.ts';

const distances: Readonly<Record<string, DistanceKind>> = {
  euclid: 'euclidean',
  sqeuclid: 'squared_euclidean',
  cosine: 'cosine',
};
const minings: Readonly<Record<string, TripletMining>> = {
  all: 'all',
  semihard: 'semi_hard',
  hard: 'hard',
  easy: 'easy',
};

/** Losses of embeddings, miners and retrieval. */
export const embeddingLossChecks: CaseChecks = {
  losses: one => {
    const found = measure(one);
    close('loss', found.value, one['expected'], numberAt(one, 'atol'), numberAt(one, 'rtol'));
    if (one['expected_gradient'] !== undefined) {
      close('gradient', found.gradients[0], one['expected_gradient'], numberAt(one, 'grad_atol'), 1e-4);
    }
  },
  pair_softmax: one => {
    const atol = numberAt(one, 'atol');
    if (one['queries'] === undefined) {
      const rows = rowsOf(matrixAt(one, 'embeddings'));
      const pick = (at: readonly number[]): Matrix => matrixOf(at.map(i => rows[i] ?? []));
      const loss = pairSoftmaxLoss(pick([0, 2]), pick([1, 3]), { temperature: 1, symmetric: false });
      close('loss', loss.value, one['expected_loss'], atol);
      return;
    }
    const options = { temperature: numberAt(one, 'temperature'), normalise: one['normalise'] === true };
    const [queries, references] = [matrixAt(one, 'queries'), matrixAt(one, 'references')];
    const forward = pairSoftmaxLoss(queries, references, { ...options, symmetric: false });
    const both = pairSoftmaxLoss(queries, references, options);
    close('query to reference', forward.value, one['expected_loss_query_to_ref'], atol);
    close('symmetric', both.value, one['expected_loss_symmetric'], atol);
    close('mean confidence', both.figures?.['mean_confidence'], one['expected_mean_confidence'], atol);
    close('min confidence', both.figures?.['min_confidence'], one['expected_min_confidence'], atol);
    close('accuracy', both.figures?.['batch_accuracy'], one['expected_batch_accuracy'], atol);
    close('gradient', both.gradients[0], one['expected_gradient_queries'], numberAt(one, 'grad_atol'));
  },
  miners: one => {
    const given = matrixAt(one, 'embeddings');
    const points = one['normalise'] === true ? unitRows(given).rows : given;
    const d = pairDistances('euclidean', points);
    const labels = numbersAt(one, 'labels');
    if (one['expected_anchor'] === undefined) {
      const margin = numberAt(one, 'margin');
      for (const [name, want] of Object.entries(recordAt(one, 'expected'))) {
        // The file calls "all" those that a hinge does not call 0.
        const mining = name === 'all' ? 'violating' : (minings[name] ?? 'all');
        same(name, mineTriplets(d, labels, mining, margin), want);
      }
      return;
    }
    const triplets = mineTriplets(d, labels, 'batch_hard', 0);
    const places = triplets.map(([a]) => a);
    close('anchor', places, one['expected_anchor'], 0);
    const at = (i: number, j: number): number => d.data[i * d.columns + j] ?? Number.NaN;
    triplets.forEach(([a, p, n], i) => {
      const [positive = -1] = flat(listAt(one, 'expected_positive')[i]);
      close('positive distance', at(a, p), at(a, positive), 1e-9);
      const nearest = flat(listAt(one, 'expected_negative_any_of')[i]);
      if (!nearest.includes(n)) throw new Error(`negative of ${a} is ${n}, none of ${nearest.join(', ')}`);
    });
    close('hardest', Math.max(...triplets.map(([a, p]) => at(a, p))), one['expected_hardest_positive_distance'], 1e-9);
    close(
      'nearest',
      Math.min(...triplets.map(([a, , n]) => at(a, n))),
      one['expected_hardest_negative_distance'],
      1e-9,
    );
  },
  retrieval: one => {
    const expected = recordAt(one, 'expected');
    if (one['knn_labels'] !== undefined) {
      const counts = new Map(Object.entries(recordAt(one, 'label_counts')).map(([k, v]) => [Number(k), Number(v)]));
      const neighbours = listAt(one, 'knn_labels').map(flat);
      const found = neighbourPrecision(
        numbersAt(one, 'query_labels'),
        neighbours,
        counts,
        one['ref_includes_query'] === true,
      );
      closeByName('precision', { ...found }, expected, 1e-9);
      return;
    }
    const [queries, references] = [matrixAt(one, 'queries'), matrixAt(one, 'references')];
    const found = retrieval(queries, numbersAt(one, 'query_labels'), references, numbersAt(one, 'reference_labels'));
    const byName = {
      ...found,
      recall_at_1: found.recall.get(1),
      recall_at_5: found.recall.get(5),
      recall_at_10: found.recall.get(10),
    };
    closeByName('retrieval', byName, expected, 1e-9);
  },
};

function measure(one: Case): LossValue {
  const params = isRecord(one['params']) ? one['params'] : {};
  const embeddings = matrixAt(one, 'embeddings');
  const labels = numbersAt(one, 'labels');
  const loss = textAt(one, 'loss');
  switch (loss) {
    case 'triplet':
      return tripletLoss(embeddings, labels, {
        margin: numberAt(params, 'margin'),
        distance: distances[params['d'] === undefined ? 'euclid' : textAt(params, 'd')] ?? 'euclidean',
        mining: minings[params['mine'] === undefined ? 'all' : textAt(params, 'mine')] ?? 'all',
        reduction: params['red'] === 'nonzero' ? 'nonzero' : 'mean',
        smooth: params['smooth'] === true,
      });
    case 'batch_hard':
      return tripletLoss(embeddings, labels, {
        margin: numberAt(params, 'margin'),
        distance: 'euclidean',
        mining: 'batch_hard',
        reduction: 'mean',
      });
    case 'ntxent':
    case 'supcon':
      return similarityLoss({ kind: loss, temperature: numberAt(params, 't') }, embeddings, labels);
    case 'multi_similarity':
      return similarityLoss(
        { kind: loss, alpha: numberAt(params, 'al'), beta: numberAt(params, 'be'), base: numberAt(params, 'base') },
        embeddings,
        labels,
      );
    case 'contrastive':
      return similarityLoss(
        { kind: loss, positiveMargin: numberAt(params, 'pm'), negativeMargin: numberAt(params, 'nm') },
        embeddings,
        labels,
      );
    default:
      throw new Error(`no loss is called "${loss}"`);
  }
}
