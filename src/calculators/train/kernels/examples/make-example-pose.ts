import type { Generator } from '../chance/generator.ts';
import { normalSource } from '../chance/normal.ts';

/** What {@link makeExamplePose} can show. */
export const examplePoses = ['arms_down', 'arms_out', 'arms_up', 'sitting'] as const;

/** Of a standing person with hanging arms, x to the right and y downwards, by the 17 keypoints of COCO. */
const STANDING: readonly (readonly [x: number, y: number])[] = [
  [0, -1.6], // nose
  [0.06, -1.66], // eyes
  [-0.06, -1.66],
  [0.12, -1.62], // ears
  [-0.12, -1.62],
  [0.3, -1.3], // shoulders
  [-0.3, -1.3],
  [0.36, -0.95], // elbows
  [-0.36, -0.95],
  [0.38, -0.6], // wrists
  [-0.38, -0.6],
  [0.18, -0.6], // hips
  [-0.18, -0.6],
  [0.19, 0], // knees
  [-0.19, 0],
  [0.2, 0.6], // ankles
  [-0.2, 0.6],
];

const OTHERS: Readonly<Record<(typeof examplePoses)[number], Readonly<Record<number, readonly [number, number]>>>> = {
  arms_down: {},
  arms_out: { 7: [0.65, -1.3], 8: [-0.65, -1.3], 9: [1, -1.3], 10: [-1, -1.3] },
  arms_up: { 7: [0.42, -1.65], 8: [-0.42, -1.65], 9: [0.4, -2], 10: [-0.4, -2] },
  sitting: { 13: [0.4, -0.5], 14: [-0.1, -0.5], 15: [0.42, 0.1], 16: [-0.08, 0.1] },
};

/** Makes the 17 keypoints of a person anywhere in a picture of 640 x 480: x, y and how sure each is, one after the other. */
export function makeExamplePose(pose: (typeof examplePoses)[number], generator: Generator): number[] {
  const normal = normalSource(generator);
  const scale = 60 + 60 * generator.uniform();
  const [left, top] = [220 + 200 * generator.uniform(), 220 + 80 * generator.uniform()];
  return STANDING.flatMap((standing, i) => {
    const [x, y] = OTHERS[pose][i] ?? standing;
    const isSeen = generator.uniform() > 0.05;
    return [
      left + scale * (x + 0.06 * normal()),
      top + scale * (y + 0.06 * normal()),
      isSeen ? 0.5 + 0.5 * generator.uniform() : 0.05,
    ];
  });
}
