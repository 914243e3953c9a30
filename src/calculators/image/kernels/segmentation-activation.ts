/** How the network's output becomes a probability of foreground. */
export type SegmentationActivation = 'none' | 'sigmoid' | 'softmax';

/** What `segmentationActivation` needs to know of the tensor. */
export interface SegmentationActivationOptions {
  /** `none`: the chosen channel as it is; `sigmoid`: its logistic; `softmax`: over two channels. */
  readonly activation: SegmentationActivation;
  /** Values per pixel, interleaved (NHWC). */
  readonly channels: number;
  /** Which channel is the foreground. */
  readonly channel: number;
}

/**
 * Turns a segmentation tensor into one probability per pixel. `softmax` needs exactly two channels and equals the
 * logistic of their difference, which cannot overflow.
 *
 * @throws RangeError when lengths or channels do not fit.
 */
export function segmentationActivation(
  source: Float32Array,
  target: Float32Array,
  options: SegmentationActivationOptions,
): void {
  checkSegmentationActivation(source, target, options);
  const { activation, channels, channel } = options;
  // The lengths were compared, so every index is inside.
  for (let i = 0, p = channel; i < target.length; i++, p += channels) {
    const value = source[p]!;
    if (activation === 'none') target[i] = value;
    else {
      const logit = activation === 'softmax' ? value - source[p + 1 - 2 * channel]! : value;
      target[i] = 1 / (1 + Math.exp(-logit));
    }
  }
}

/** Checks the lengths and channels of `segmentationActivation`. */
export function checkSegmentationActivation(
  source: Float32Array,
  target: Float32Array,
  options: SegmentationActivationOptions,
): void {
  const { activation, channels, channel } = options;
  if (!Number.isInteger(channels) || channels < 1 || !Number.isInteger(channel) || channel < 0 || channel >= channels) {
    throw new RangeError(
      `segmentationActivation: channel ${channel} of ${channels}. Give a channel below the number of channels.`,
    );
  }
  if (activation === 'softmax' && channels !== 2) {
    throw new RangeError(`segmentationActivation: softmax over ${channels} channels. It is defined for two here.`);
  }
  if (source.length !== target.length * channels) {
    throw new RangeError(
      `segmentationActivation: ${source.length} values for ${target.length} pixels of ${channels} channels. Give ${target.length * channels}.`,
    );
  }
}
