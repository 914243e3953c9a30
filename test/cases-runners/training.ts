import { basename } from 'node:path';
import type { CaseFileResult } from './segmentation.ts';
import { aucMetricChecks } from './training/auc-metrics.ts';
import { type CaseChecks, isRecord } from './training/case-tools.ts';
import { counterfactualChecks } from './training/counterfactual.ts';
import { dataValuationChecks } from './training/data-valuation.ts';
import { dvrlChecks } from './training/dvrl.ts';
import { embeddingLossChecks } from './training/embedding-losses.ts';
import { feedbackRankingChecks } from './training/feedback-ranking.ts';
import { groupMetricChecks } from './training/group-metrics.ts';
import { minDiffLossChecks } from './training/mindiff-losses.ts';
import { minDiffPackingChecks } from './training/mindiff-packing.ts';
import { teachableChecks } from './training/teachable.ts';
import { trainingCoreChecks } from './training/training-core.ts';

const kinds: Readonly<Record<string, CaseChecks>> = {
  auc_bias_metrics: aucMetricChecks,
  counterfactual_losses: counterfactualChecks,
  data_valuation_baselines: dataValuationChecks,
  dvrl: dvrlChecks,
  embedding_losses: embeddingLossChecks,
  feedback_ranking: feedbackRankingChecks,
  group_metrics: groupMetricChecks,
  mindiff_losses: minDiffLossChecks,
  mindiff_packing: minDiffPackingChecks,
  teachable: teachableChecks,
  training_core: trainingCoreChecks,
};

/** Of files and lists that state none. */
const TOLERANCE = 1e-9;

/** Whether a file is one of the training oracles, by its name. */
export function isTrainingCaseFile(path: string): boolean {
  return Object.hasOwn(kinds, kindOf(path));
}

/** Runs one oracle file of the training cases. Every list of the file is a list of cases, or is reported as skipped. */
export function runTrainingCaseFile(json: unknown, path: string): CaseFileResult {
  const kind = kindOf(path);
  const checks = kinds[kind];
  if (checks === undefined || !isRecord(json)) {
    return { passed: 0, failed: [], skipped: [{ name: path, message: `no training cases are called "${kind}"` }] };
  }
  const tolerance = typeof json['tolerance'] === 'number' ? json['tolerance'] : TOLERANCE;
  let passed = 0;
  const failed: { name: string; message: string }[] = [];
  const skipped: { name: string; message: string }[] = [];
  for (const [list, value] of Object.entries(json)) {
    const check = checks[list];
    if (check === undefined) {
      if (Array.isArray(value)) skipped.push({ name: `${kind}.${list}`, message: 'no check is written for this list' });
      continue;
    }
    const cases: readonly unknown[] = Array.isArray(value) ? value : [value];
    cases.forEach((one, index) => {
      const name = `${kind}.${list}[${index}]${isRecord(one) && typeof one['id'] === 'string' ? ` ${one['id']}` : ''}`;
      try {
        if (!isRecord(one)) throw new Error('the case is not an object');
        check(one, tolerance);
        passed++;
      } catch (error) {
        failed.push({ name, message: error instanceof Error ? error.message : String(error) });
      }
    });
  }
  return { passed, failed, skipped };
}

function kindOf(path: string): string {
  return basename(path).replace(/\.json$/, '');
}
