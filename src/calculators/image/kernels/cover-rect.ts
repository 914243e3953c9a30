/**
 * The largest centred part of a picture that has the aspect ratio `width / height`, in whole pixels: what remains when
 * the picture is to cover a frame of that shape.
 */
export function coverRect(
  source: { readonly width: number; readonly height: number },
  width: number,
  height: number,
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  const scale = Math.min(source.width / width, source.height / height);
  const w = Math.min(source.width, Math.max(1, Math.round(width * scale)));
  const h = Math.min(source.height, Math.max(1, Math.round(height * scale)));
  return { x: Math.floor((source.width - w) / 2), y: Math.floor((source.height - h) / 2), width: w, height: h };
}
