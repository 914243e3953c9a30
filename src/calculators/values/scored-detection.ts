import { MillraceError } from '../../graph/index.ts';
import type { RelativeBox } from './box-overlap.ts';

/** What is read of a MediaPipe Detection; its other fields are handed on. */
export interface Detection extends Readonly<Record<string, unknown>> {
  readonly label?: readonly string[];
  readonly label_id?: readonly number[];
  readonly score?: readonly number[];
  readonly location_data?: {
    readonly relative_bounding_box?: Partial<RelativeBox>;
    /** In pixels. */
    readonly bounding_box?: Partial<RelativeBox>;
    readonly relative_keypoints?: readonly { readonly x?: number; readonly y?: number }[];
  };
}

/** A detection with its best label only. */
export interface ScoredDetection {
  readonly detection: Detection;
  readonly score: number;
  readonly box: RelativeBox;
  /** What its best label says: the number, where there are numbers, else the name. */
  readonly label: number | string;
}

/** The size of a picture. */
interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Keeps the best label of a detection; `undefined` for one without any label or score, which says nothing.
 *
 * @param picture - what boxes in pixels lie in.
 * @throws MillraceError for a detection without a box, or with one in pixels of no known picture.
 */
export function scoredDetection(
  detection: Detection,
  picture: PictureSize | undefined,
  node: string,
): ScoredDetection | undefined {
  const { label: names = [], label_id: ids = [], score: scores = [] } = detection;
  const score = Math.max(...scores);
  const best = scores.indexOf(score);
  const label = ids[best] ?? names[best];
  if (label === undefined) return undefined;
  const pruned: Detection = {
    ...detection,
    score: [score],
    ...(names.length === 0 ? {} : { label: names.slice(best, best + 1) }),
    ...(ids.length === 0 ? {} : { label_id: ids.slice(best, best + 1) }),
  };
  return { detection: pruned, score, box: relativeBox(detection, picture, node), label };
}

function relativeBox({ location_data: at }: Detection, picture: PictureSize | undefined, node: string): RelativeBox {
  const box = at?.relative_bounding_box ?? at?.bounding_box;
  if (box === undefined || (at?.relative_bounding_box === undefined && picture === undefined)) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `node "${node}": a detection has no relative_bounding_box. Give it one; or with the algorithm DEFAULT a bounding_box, and the picture at IMAGE.`,
    );
  }
  const { xmin = 0, ymin = 0, width = 0, height = 0 } = box;
  if (at?.relative_bounding_box !== undefined || picture === undefined) return { xmin, ymin, width, height };
  return {
    xmin: xmin / picture.width,
    ymin: ymin / picture.height,
    width: width / picture.width,
    height: height / picture.height,
  };
}
