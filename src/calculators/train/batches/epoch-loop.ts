import {
  defineCalculator,
  MillraceError,
  option,
  optional,
  record,
  required,
  Timestamp,
} from '../../../graph/index.ts';
import { type EpochTick, epochTick } from './epoch-tick.ts';
import { stopRequestService } from './stop-request.ts';

interface LoopState {
  /** Of the epoch under way, or of the next. */
  readonly epoch: number;
  /** The first step of the next epoch. */
  readonly step: number;
  readonly underWay: boolean;
  readonly stopped: boolean;
}

/** Starts the epochs of a training, one after the other. */
export const epochLoopCalculator = defineCalculator({
  name: 'EpochLoopCalculator',
  summary:
    'Starts an epoch when the one before is done with in the whole graph: its VERDICT has come, or without one its EPOCH_END. A verdict with stop ends the training. The timestamps are global steps.',
  example: `
calculator: EpochLoopCalculator
input_stream: VERDICT:verdict
input_stream_info: {tag_index: VERDICT, back_edge: true}
output_stream: EPOCH:epoch
options: {epochs: 20}
`,
  inputs: {
    VERDICT: optional(record, 'Back edge: {stop: boolean} for each epoch, at its last step'),
    EPOCH_END: optional(epochTick, 'Back edge, where there is no VERDICT: the end of each epoch'),
    STOP: optional(record, 'Any packet ends the training after the epoch under way'),
  },
  outputs: { EPOCH: required(epochTick, 'The start of each epoch, at its first step') },
  options: {
    epochs: option.integer({ description: 'How many at most', default: 1, minimum: 1 }),
  },
  services: { stop: stopRequestService },
  inputPolicy: 'ImmediateInputStreamHandler',
  timestampOffset: null,
  *check({ inputs }) {
    if (inputs('VERDICT') === 0 && inputs('EPOCH_END') === 0) {
      yield 'Nothing tells when an epoch is over: the loop would end with the first. Connect VERDICT or EPOCH_END as a back edge.';
    }
  },
  open({ options, nodeName, inputs }) {
    let state: LoopState = { epoch: 0, step: 0, underWay: false, stopped: false };
    const awaited = inputs.VERDICT === undefined ? 'EPOCH_END' : 'VERDICT';
    return {
      process({ inputs }) {
        const { VERDICT: verdict, EPOCH_END: end, STOP: stop } = inputs;
        if (stop?.value !== undefined) state = { ...state, stopped: true };
        const over = awaited === 'VERDICT' ? verdict : end;
        if (over?.value === undefined) return;
        const wantsStop = awaited === 'VERDICT' && verdict?.value?.['stop'] === true;
        state = {
          epoch: state.epoch + 1,
          step: Timestamp.next(over.packet.timestamp),
          underWay: false,
          stopped: state.stopped || wantsStop,
        };
      },
      atRest(ctx) {
        const { outputs, services } = ctx;
        if (outputs.EPOCH.isClosed) return;
        if (state.underWay) {
          throw new MillraceError(
            'FAILED_PRECONDITION',
            `node "${nodeName}": epoch ${state.epoch} is at rest, but its ${awaited} has not come, and nothing is left that could bring it. Connect ${awaited} to what happens once per epoch, at its last step.`,
          );
        }
        if (state.stopped || state.epoch >= options.epochs || services.stop.isRequested) {
          outputs.EPOCH.close();
          return;
        }
        const tick: EpochTick = { epoch: state.epoch, step: state.step, epochs: options.epochs };
        outputs.EPOCH.emit(tick, state.step);
        ctx.count('epochs');
        state = { ...state, underWay: true };
      },
      saveState: () => state,
      loadState(saved) {
        state = saved as LoopState;
      },
    };
  },
});
