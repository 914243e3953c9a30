/** Whether some other point is nowhere larger and somewhere smaller than this one. Equal points do not dominate each other. */
export function isDominated(point: readonly number[], points: readonly (readonly number[])[]): boolean {
  return points.some(
    other => other.every((value, i) => value <= point[i]!) && other.some((value, i) => value < point[i]!),
  );
}
