import { MillraceError } from '../../../graph/index.ts';
import { type Batch } from '../batches/batch.ts';
import { batchLabels, batchNumbers } from '../batches/batch-column.ts';
import { counterfactualLoss } from '../kernels/losses/counterfactual.ts';
import { binaryCrossEntropy, categoricalCrossEntropy } from '../kernels/losses/cross-entropy.ts';
import { ge2eLoss } from '../kernels/losses/ge2e.ts';
import type { LossValue } from '../kernels/losses/loss-value.ts';
import { minDiffLoss } from '../kernels/losses/min-diff.ts';
import { pairSoftmaxLoss } from '../kernels/losses/pair-softmax.ts';
import { listnetLoss, ranknetLoss } from '../kernels/losses/ranking-losses.ts';
import { regressionLoss } from '../kernels/losses/regression.ts';
import { meanBand, reinforceBernoulli } from '../kernels/losses/reinforce.ts';
import { type SimilarityLoss, similarityLoss } from '../kernels/losses/similarity-losses.ts';
import { transform } from '../kernels/losses/transform.ts';
import { tripletLoss } from '../kernels/losses/triplet.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { type LossSettings, lossName } from './loss-options.ts';

/** What a loss measures: outputs with the batch that they are of. */
export interface LossScene {
  readonly output: Matrix;
  readonly batch: Batch;
  /** The same for the second role, where the loss has one. */
  readonly second: { readonly output: Matrix; readonly batch: Batch } | undefined;
  /** Weights of rows that came on a stream of their own. */
  readonly weights: readonly number[] | undefined;
  /** How much better the chosen rows did than expected (reinforce_bernoulli). */
  readonly advantage: number | undefined;
  readonly where: string;
}

/**
 * Measures one loss of a list. The gradients are by the network's outputs of `role` and, for pairs, of `second_role`.
 *
 * @throws MillraceError for columns that are missing or do not fit.
 */
export function measureLoss(settings: LossSettings, scene: LossScene): LossValue {
  const { kind } = settings;
  if (kind === 'binary_crossentropy' || kind === 'categorical_crossentropy') return crossEntropy(settings, scene);
  if (kind === 'pair_softmax' || kind.startsWith('counterfactual_')) return pairLoss(settings, scene);
  const { output, back } = transform(settings.transform, scene.output);
  const loss = singleLoss(settings, { ...scene, output });
  return { ...loss, gradients: loss.gradients.map(back) };
}

function singleLoss(settings: LossSettings, scene: LossScene): LossValue {
  const { output } = scene;
  const labels = (): readonly number[] => batchLabels(scene.batch, settings.labels, whereOf(settings, scene));
  switch (settings.kind) {
    case 'l1':
    case 'l2':
    case 'huber':
    case 'asymmetric_l2': {
      const kind = { kind: settings.kind, delta: settings.delta, alpha: settings.alpha };
      return regressionLoss(output, targets(settings, scene), kind, rowWeights(settings, scene));
    }
    case 'triplet':
      return tripletLoss(output, labels(), settings);
    case 'ntxent':
    case 'supcon':
    case 'multi_similarity':
    case 'contrastive': {
      const loss: SimilarityLoss = {
        ...settings,
        kind: settings.kind,
        positiveMargin: 0,
        negativeMargin: settings.margin,
      };
      return similarityLoss(loss, output, labels());
    }
    case 'ge2e':
      return ge2eLoss(output, settings.speakers, {
        form: settings.form === 'contrast' ? 'contrast' : 'softmax',
        w: settings.w,
        b: settings.b,
      });
    case 'mmd':
    case 'adjusted_mmd':
    case 'absolute_correlation': {
      const membership = column(settings.membership, settings, scene).data;
      const batch = { scores: output, membership, weights: rowWeights(settings, scene) };
      return minDiffLoss(settings.kind, batch, settings.kernel);
    }
    case 'reinforce_bernoulli': {
      const selected = column(settings.selected, settings, scene).data;
      if (scene.advantage === undefined) {
        throw new MillraceError(
          'FAILED_PRECONDITION',
          `${whereOf(settings, scene)}: there is no advantage at this step. Connect ADVANTAGE.`,
        );
      }
      return reinforceBernoulli(output.data, selected, scene.advantage);
    }
    case 'mean_band':
      return meanBand(output.data, settings.low, settings.high);
    case 'ranknet':
      return ranknetLoss(output.data, targets(settings, scene));
    case 'listnet':
      return listnetLoss(output.data, targets(settings, scene));
    default:
      throw new MillraceError('UNIMPLEMENTED', `${whereOf(settings, scene)}: ${settings.kind} looks at no output.`);
  }
}

function crossEntropy(settings: LossSettings, scene: LossScene): LossValue {
  const options = {
    fromLogits: settings.transform !== 'identity',
    weights: rowWeights(settings, scene),
    labelSmoothing: settings.label_smoothing,
  };
  const { output } = scene;
  if (settings.kind === 'binary_crossentropy') return binaryCrossEntropy(output, targets(settings, scene), options);
  const given = column(settings.target, settings, scene);
  if (given.columns === output.columns) return categoricalCrossEntropy(output, given.data, options);
  // Numbers of classes, one per row.
  const spread = new Float64Array(output.data.length);
  for (let row = 0; row < output.rows; row++) {
    const label = given.data[row] ?? Number.NaN;
    if (!Number.isInteger(label) || label < 0 || label >= output.columns) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${whereOf(settings, scene)}: row ${scene.batch.ids[row] ?? row} has the class ${label}, the output ${output.columns} classes. Give the numbers 0 to ${output.columns - 1}.`,
      );
    }
    spread[row * output.columns + label] = 1;
  }
  return categoricalCrossEntropy(output, spread, options);
}

function pairLoss(settings: LossSettings, scene: LossScene): LossValue {
  const { second } = scene;
  if (second === undefined) {
    throw new MillraceError(
      'FAILED_PRECONDITION',
      `${whereOf(settings, scene)}: has no second_role. Name the other side.`,
    );
  }
  if (second.output.rows !== scene.output.rows) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${whereOf(settings, scene)}: ${scene.output.rows} rows and ${second.output.rows} on the other side. Give pairs.`,
    );
  }
  const [a, b] = [transform(settings.transform, scene.output), transform(settings.transform, second.output)];
  const loss =
    settings.kind === 'pair_softmax'
      ? pairSoftmaxLoss(a.output, b.output, {
          temperature: settings.temperature,
          form: settings.form === 'linear' ? 'linear' : 'log',
          focal: settings.focal,
          hardNegativeBoost: settings.hard_negative_boost,
          identities: scene.batch.table.columns.has(settings.labels)
            ? batchLabels(scene.batch, settings.labels, whereOf(settings, scene))
            : undefined,
        })
      : counterfactualLoss(
          settings.kind === 'counterfactual_mse' ? 'mse' : settings.kind === 'counterfactual_mae' ? 'mae' : 'cosine',
          a.output,
          b.output,
          rowWeights(settings, scene),
        );
  const [first = new Float64Array(0), other = new Float64Array(0)] = loss.gradients;
  return { ...loss, gradients: [a.back(first), b.back(other)] };
}

function targets(settings: LossSettings, scene: LossScene): ArrayLike<number> {
  const given = column(settings.target, settings, scene);
  if (given.columns !== scene.output.columns) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${whereOf(settings, scene)}: the output has ${scene.output.columns} numbers per row, the target "${settings.target}" ${given.columns}. Give targets of the output's shape.`,
    );
  }
  return given.data;
}

function column(name: string, settings: LossSettings, scene: LossScene): Matrix {
  return batchNumbers(scene.batch, name, whereOf(settings, scene)).matrix;
}

function rowWeights(settings: LossSettings, scene: LossScene): ArrayLike<number> | undefined {
  if (settings.sample_weight !== undefined) return column(settings.sample_weight, settings, scene).data;
  return scene.weights;
}

function whereOf(settings: LossSettings, scene: LossScene): string {
  return `${scene.where}, loss "${lossName(settings)}"`;
}
