import { knnConfidences } from '../../../src/calculators/train/kernels/linear/knn-classifier.ts';
import { matrixOf } from '../../../src/calculators/train/kernels/matrix.ts';
import { argmaxRows } from '../../../src/calculators/train/kernels/metrics/classification.ts';
import { holdoutCount } from '../../../src/calculators/train/kernels/tables/holdout-count.ts';
import { scalePixel } from '../../../src/calculators/train/kernels/tables/scale-pixel.ts';
import { headLayers, headParameters } from '../../../src/calculators/train/kernels/tables/teachable-head.ts';
import { type CaseChecks, close, matrixAt, numberAt, numbersAt, same, textAt } from './case-tools.ts';

/** Facts of learning from a few examples. */
export const teachableChecks: CaseChecks = {
  cases: one => {
    const kind = textAt(one, 'kind');
    switch (kind) {
      case 'split': {
        const sizes = numbersAt(one, 'class_sizes');
        close(
          'validation',
          sizes.map(n => holdoutCount(n)),
          one['expected_validation'],
          0,
        );
        close(
          'train',
          sizes.map(n => n - holdoutCount(n)),
          one['expected_train'],
          0,
        );
        return;
      }
      case 'head':
        close(
          'parameters',
          headParameters(
            headLayers('image', numberAt(one, 'classes'), numberAt(one, 'units')),
            numberAt(one, 'feature_dim'),
          ),
          one['expected_trainable_params'],
          0,
        );
        return;
      case 'pose_head':
        same(
          'layers',
          headLayers('pose', 3).map(layer => [
            layer.kind,
            layer.kind === 'dense' ? [layer.activation, layer.use_bias] : layer.rate,
          ]),
          [
            ['dense', ['relu', true]],
            ['dropout', 0.5],
            ['dense', ['softmax', false]],
          ],
        );
        return;
      default: {
        const [x, y] = [one['x'] ?? one['pixels'] ?? one['values'], one['expected']];
        if (x === undefined || y === undefined) throw new Error(`no check for the kind "${kind}"`);
        close(
          'scaled',
          [x].flat(9).map(value => scalePixel(Number(value))),
          y,
          1e-6,
        );
      }
    }
  },
  knn: one => {
    const labels = numbersAt(one, 'labels');
    const classes = numbersAt(one, 'expected_confidences').length;
    const found = knnConfidences(
      matrixAt(one, 'examples'),
      labels,
      numbersAt(one, 'query'),
      numberAt(one, 'k'),
      classes,
    );
    close('confidences', found, one['expected_confidences'], 1e-9);
    close('class', argmaxRows(matrixOf([found])), one['expected_class'], 0);
  },
};
