/** Where a picture lies inside a target of another shape, in whole pixels. */
export interface Letterbox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The largest centred rectangle of the source's aspect ratio inside the target, at least one pixel wide and high. */
export function letterbox(
  source: { readonly width: number; readonly height: number },
  target: { readonly width: number; readonly height: number },
): Letterbox {
  const scale = Math.min(target.width / source.width, target.height / source.height);
  const width = Math.min(target.width, Math.max(1, Math.round(source.width * scale)));
  const height = Math.min(target.height, Math.max(1, Math.round(source.height * scale)));
  return {
    x: Math.floor((target.width - width) / 2),
    y: Math.floor((target.height - height) / 2),
    width,
    height,
  };
}
