// Training networks, and measuring them

import type { Calculator } from '../../graph/index.ts';
import { batchSourceCalculator } from './batches/batch-source.ts';
import { epochLoopCalculator } from './batches/epoch-loop.ts';
import { packBatchesCalculator } from './batches/pack-batches.ts';
import { checkpointCalculator } from './checkpoint/checkpoint.ts';
import { embedCalculator } from './embedding/embed.ts';
import { examplesExportCalculator } from './export/examples-export.ts';
import { modelExportCalculator } from './export/model-export.ts';
import { consultationRowsCalculator } from './feedback/consultation-rows.ts';
import { exampleConsultationsCalculator } from './feedback/example-consultations.ts';
import { feedbackSinkCalculator } from './feedback/feedback-sink.ts';
import { insightsCalculator } from './feedback/insights.ts';
import { labelStoreCalculator } from './feedback/label-store.ts';
import { rankDoctorsCalculator } from './feedback/rank-doctors.ts';
import { rankingReportCalculator } from './feedback/ranking-report.ts';
import { seniorAnswersCalculator } from './feedback/senior-answers.ts';
import { uncertainRowsCalculator } from './feedback/uncertain-rows.ts';
import { earlyStopCalculator } from './metrics/early-stop.ts';
import { evaluateCalculator } from './metrics/evaluate.ts';
import { metricsLogCalculator } from './metrics/metrics-log.ts';
import { compareRowsCalculator } from './report/compare-rows.ts';
import { formatTableCalculator } from './report/format-table.ts';
import { paretoFrontCalculator } from './report/pareto-front.ts';
import { plotCalculator } from './report/plot.ts';
import { summaryTableCalculator } from './report/summary-table.ts';
import { textFolderCalculator } from './report/text-folder.ts';
import { segmentationEvaluateCalculator } from './segmentation/segmentation-evaluate.ts';
import { segmentationExportCalculator } from './segmentation/segmentation-export.ts';
import { segmentationStepCalculator } from './segmentation/segmentation-step.ts';
import { classLabelCalculator } from './steps/class-label.ts';
import { fitCalculator } from './steps/fit.ts';
import { knnClassifierCalculator } from './steps/knn-classifier.ts';
import { learningRateCalculator } from './steps/learning-rate.ts';
import { predictCalculator } from './steps/predict.ts';
import { trainStepCalculator } from './steps/train-step.ts';
import { runGraphCalculator } from './sweep/run-graph.ts';
import { settingsGridCalculator } from './sweep/settings-grid.ts';
import { biasedRowsCalculator } from './tables/biased-rows.ts';
import { corruptLabelsCalculator } from './tables/corrupt-labels.ts';
import { csvTableCalculator } from './tables/csv-table.ts';
import { exampleRowsCalculator } from './tables/example-rows.ts';
import { imageFolderCalculator } from './tables/image-folder.ts';
import { jsonlTableCalculator } from './tables/jsonl-table.ts';
import { selectRowsCalculator } from './tables/select-rows.ts';
import { soundFolderCalculator } from './tables/sound-folder.ts';
import { splitCalculator } from './tables/split.ts';
import { tableTransformCalculator } from './tables/table-transform.ts';
import { tensorTableCalculator } from './tables/tensor-table.ts';
import { classifierScoreCalculator } from './valuation/classifier-score.ts';
import { dataShapleyCalculator } from './valuation/data-shapley.ts';
import { discoveryCurveCalculator } from './valuation/discovery-curve.ts';
import { knnShapleyCalculator } from './valuation/knn-shapley.ts';
import { leaveOneOutCalculator } from './valuation/leave-one-out.ts';
import { randomValuesCalculator } from './valuation/random-values.ts';
import { removalCurveCalculator } from './valuation/removal-curve.ts';
import { rewardBaselineCalculator } from './valuation/reward-baseline.ts';
import { validationDifferenceCalculator } from './valuation/validation-difference.ts';
import { valueEstimatorCalculator } from './valuation/value-estimator.ts';

export { repairCpuGradients } from './backend/cpu-gradients.ts';
// Services
export type { OpenedBackend } from './backend/create-training-backend.ts';
export { createTrainingBackend } from './backend/create-training-backend.ts';
export type {
  TfjsCore,
  TfjsLayers,
  TrainingBackend,
  TrainingBackendName,
  TrainingBackends,
} from './backend/training-backend.ts';
export { trainingBackendNames, trainingBackendService } from './backend/training-backend.ts';
export { registerWasmGradients } from './backend/wasm-gradients.ts';
// Packet types
export type { Batch } from './batches/batch.ts';
export { batch } from './batches/batch.ts';
// Calculators
export { batchSourceCalculator } from './batches/batch-source.ts';
export { epochLoopCalculator } from './batches/epoch-loop.ts';
export type { EpochTick } from './batches/epoch-tick.ts';
export { epochTick } from './batches/epoch-tick.ts';
export { packBatchesCalculator } from './batches/pack-batches.ts';
export type { StopRequest } from './batches/stop-request.ts';
export { stopRequestService } from './batches/stop-request.ts';
export { checkpointCalculator } from './checkpoint/checkpoint.ts';
// Checkpoints
export type { Checkpoint, ResumePolicy } from './checkpoint/read-checkpoint.ts';
export { listCheckpoints, readCheckpoint } from './checkpoint/read-checkpoint.ts';
export { embedCalculator } from './embedding/embed.ts';
export type { Embedding } from './embedding/embedding.ts';
export { embedding } from './embedding/embedding.ts';
export { examplesExportCalculator } from './export/examples-export.ts';
export { modelExportCalculator } from './export/model-export.ts';
export { consultationRowsCalculator } from './feedback/consultation-rows.ts';
export type { DoctorRank } from './feedback/doctor-rank.ts';
export { exampleConsultationsCalculator } from './feedback/example-consultations.ts';
export { feedbackSinkCalculator } from './feedback/feedback-sink.ts';
export { insightsCalculator } from './feedback/insights.ts';
export { labelStoreCalculator } from './feedback/label-store.ts';
export { rankDoctorsCalculator } from './feedback/rank-doctors.ts';
export { rankingReportCalculator } from './feedback/ranking-report.ts';
export { seniorAnswersCalculator } from './feedback/senior-answers.ts';
export type { Suggestion } from './feedback/suggestion.ts';
export { uncertainRowsCalculator } from './feedback/uncertain-rows.ts';
export type { MemoryTrainingFiles, PictureDecoder } from './memory-training-files.ts';
export { memoryTrainingFiles } from './memory-training-files.ts';
export { earlyStopCalculator } from './metrics/early-stop.ts';
export { evaluateCalculator } from './metrics/evaluate.ts';
export { metricsLogCalculator } from './metrics/metrics-log.ts';
export type { ModelWeight, Topology, TrainedModel } from './network/trained-model.ts';
export { trainedModel } from './network/trained-model.ts';
export { compareRowsCalculator } from './report/compare-rows.ts';
export { formatTableCalculator } from './report/format-table.ts';
export { paretoFrontCalculator } from './report/pareto-front.ts';
export { plotCalculator } from './report/plot.ts';
export { summaryTableCalculator } from './report/summary-table.ts';
export { textFolderCalculator } from './report/text-folder.ts';
export { segmentationEvaluateCalculator } from './segmentation/segmentation-evaluate.ts';
export { segmentationExportCalculator } from './segmentation/segmentation-export.ts';
export { segmentationStepCalculator } from './segmentation/segmentation-step.ts';
export { classLabelCalculator } from './steps/class-label.ts';
export { fitCalculator } from './steps/fit.ts';
export { knnClassifierCalculator } from './steps/knn-classifier.ts';
export { learningRateCalculator } from './steps/learning-rate.ts';
export { predictCalculator } from './steps/predict.ts';
export { trainStepCalculator } from './steps/train-step.ts';
export type { GraphRunner, NestedGraph, NestedRun } from './sweep/graph-runner.ts';
export { graphRunnerService } from './sweep/graph-runner.ts';
export { runGraphCalculator } from './sweep/run-graph.ts';
export { settingsGridCalculator } from './sweep/settings-grid.ts';
export { biasedRowsCalculator } from './tables/biased-rows.ts';
export { corruptLabelsCalculator } from './tables/corrupt-labels.ts';
export { csvTableCalculator } from './tables/csv-table.ts';
export { exampleRowsCalculator } from './tables/example-rows.ts';
export type { FittedFeature, FittedTarget, FittedTransform } from './tables/fitted-transform.ts';
export { fittedTransform } from './tables/fitted-transform.ts';
export { imageFolderCalculator } from './tables/image-folder.ts';
export { jsonlTableCalculator } from './tables/jsonl-table.ts';
export { selectRowsCalculator } from './tables/select-rows.ts';
export { soundFolderCalculator } from './tables/sound-folder.ts';
export { splitCalculator } from './tables/split.ts';
export type { Column, NumberColumn, Table, TextColumn } from './tables/table.ts';
export { table } from './tables/table.ts';
export { tableTransformCalculator } from './tables/table-transform.ts';
export { tensorTableCalculator } from './tables/tensor-table.ts';
export type { FolderFiles, LineFile, TrainingFiles } from './training-files.ts';
export { trainingFilesService } from './training-files.ts';
export { classifierScoreCalculator } from './valuation/classifier-score.ts';
export { dataShapleyCalculator } from './valuation/data-shapley.ts';
export { discoveryCurveCalculator } from './valuation/discovery-curve.ts';
export { knnShapleyCalculator } from './valuation/knn-shapley.ts';
export { leaveOneOutCalculator } from './valuation/leave-one-out.ts';
export { randomValuesCalculator } from './valuation/random-values.ts';
export { removalCurveCalculator } from './valuation/removal-curve.ts';
export { rewardBaselineCalculator } from './valuation/reward-baseline.ts';
export { validationDifferenceCalculator } from './valuation/validation-difference.ts';
export { valueEstimatorCalculator } from './valuation/value-estimator.ts';

/** The calculators of this area. */
export const trainCalculators: readonly Calculator[] = [
  batchSourceCalculator,
  biasedRowsCalculator,
  checkpointCalculator,
  classLabelCalculator,
  classifierScoreCalculator,
  compareRowsCalculator,
  consultationRowsCalculator,
  corruptLabelsCalculator,
  csvTableCalculator,
  dataShapleyCalculator,
  discoveryCurveCalculator,
  earlyStopCalculator,
  embedCalculator,
  epochLoopCalculator,
  evaluateCalculator,
  exampleConsultationsCalculator,
  exampleRowsCalculator,
  examplesExportCalculator,
  feedbackSinkCalculator,
  fitCalculator,
  formatTableCalculator,
  imageFolderCalculator,
  insightsCalculator,
  jsonlTableCalculator,
  knnClassifierCalculator,
  knnShapleyCalculator,
  labelStoreCalculator,
  learningRateCalculator,
  leaveOneOutCalculator,
  metricsLogCalculator,
  modelExportCalculator,
  packBatchesCalculator,
  paretoFrontCalculator,
  plotCalculator,
  predictCalculator,
  randomValuesCalculator,
  rankDoctorsCalculator,
  rankingReportCalculator,
  removalCurveCalculator,
  rewardBaselineCalculator,
  runGraphCalculator,
  segmentationEvaluateCalculator,
  segmentationExportCalculator,
  segmentationStepCalculator,
  selectRowsCalculator,
  seniorAnswersCalculator,
  settingsGridCalculator,
  soundFolderCalculator,
  splitCalculator,
  summaryTableCalculator,
  tableTransformCalculator,
  tensorTableCalculator,
  textFolderCalculator,
  trainStepCalculator,
  uncertainRowsCalculator,
  validationDifferenceCalculator,
  valueEstimatorCalculator,
];
