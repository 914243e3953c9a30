import { fnv1a } from '../../../src/calculators/train/kernels/chance/fnv1a.ts';
import { murmur3 } from '../../../src/calculators/train/kernels/chance/murmur3.ts';
import { listnetLoss, ranknetLoss } from '../../../src/calculators/train/kernels/losses/ranking-losses.ts';
import { qualityIndex } from '../../../src/calculators/train/kernels/metrics/quality-index.ts';
import {
  kendallTau,
  ndcg,
  pairwiseAccuracy,
  spearman,
} from '../../../src/calculators/train/kernels/metrics/ranking.ts';
import { type MessageEvent, responseTimes } from '../../../src/calculators/train/kernels/metrics/response-time.ts';
import { wilsonLowerBound } from '../../../src/calculators/train/kernels/metrics/wilson.ts';
import { hashText } from '../../../src/calculators/train/kernels/text/hash-text.ts';
import { applyTfIdf, fitTfIdf } from '../../../src/calculators/train/kernels/text/tf-idf.ts';
import {
  type CaseChecks,
  close,
  closeByName,
  flat,
  isRecord,
  listAt,
  numberAt,
  numbersAt,
  recordAt,
  same,
  textAt,
} from './case-tools.ts';

/** Text features, ranking and the quality of consultations. */
export const feedbackRankingChecks: CaseChecks = {
  hashes: one => {
    const text = textAt(one, 'text');
    close('fnv1a', fnv1a(text), one['fnv1a32'], 0);
    close('murmur3', [murmur3(text), murmur3(text, 1)], [one['murmur3_32_seed0'], one['murmur3_32_seed1']], 0);
  },
  text: (one, tolerance) => {
    const documents = listAt(one, 'documents').map(String);
    const fitted = fitTfIdf(documents);
    same('vocabulary', fitted.vocabulary, one['vocabulary']);
    close(
      'tf-idf',
      documents.map(text => Array.from(applyTfIdf(fitted, text))),
      one['expected_tfidf'],
      tolerance,
    );
    for (const entry of listAt(one, 'hashing')) {
      if (!isRecord(entry)) throw new Error('an entry of "hashing" is no object');
      const [size, longest] = [numberAt(entry, 'dim'), numberAt(entry, 'ngrams')];
      close(
        'hashing',
        documents.map(text => Array.from(hashText(text, size, longest))),
        entry['expected'],
        0,
      );
    }
  },
  ranking: (one, tolerance) => {
    const [scores, relevance] = [numbersAt(one, 'scores'), numbersAt(one, 'relevance')];
    const found = {
      ndcg_at_3: ndcg(scores, relevance, 3),
      ndcg_at_10: ndcg(scores, relevance, 10),
      kendall_tau_b: kendallTau(scores, relevance),
      spearman: spearman(scores, relevance),
      pairwise_accuracy: pairwiseAccuracy(scores, relevance),
      ranknet_loss_mean: ranknetLoss(scores, relevance).value,
      listnet_top1_loss: listnetLoss(scores, relevance).value,
    };
    closeByName('ranking', found, recordAt(one, 'expected'), tolerance);
  },
  response_time: (one, tolerance) => {
    const found = responseTimes(listAt(one, 'events') as readonly MessageEvent[]);
    const { unanswered, ...numbers } = recordAt(one, 'expected');
    // A consultation without an answer has no times; the file writes null.
    const known = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== null));
    closeByName('times', { ...found }, known, tolerance);
    for (const [name, value] of Object.entries(numbers)) {
      if (value === null) same(name, Number.isNaN({ ...found }[name as 'first']), true);
    }
    same('unanswered', found.unanswered, unanswered);
  },
  quality_index: (one, tolerance) => {
    const found = qualityIndex({
      aspects: listAt(one, 'aspects').map(String),
      weights: numbersAt(one, 'weights'),
      counts: numbersAt(one, 'counts'),
      means: listAt(one, 'aspect_means').map(flat),
      priorStrength: numberAt(one, 'prior_strength'),
    });
    const { suggestions, ...numbers } = recordAt(one, 'expected');
    closeByName('index', { ...found }, numbers, tolerance);
    same('suggestions', found.suggestions, suggestions);
  },
  wilson_lower_bound: (one, tolerance) => {
    close(
      'bound',
      wilsonLowerBound(numberAt(one, 'pos'), numberAt(one, 'n'), numberAt(one, 'z')),
      one['expected'],
      tolerance,
    );
  },
};
