/** A window that moves over pictures, rows of pixels of channels. What lies outside of a picture is left out, or zero. */
export interface Window {
  readonly batch: number;
  readonly channels: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly height: number;
  readonly width: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  /** How far the first window begins above and left of the picture. */
  readonly top: number;
  readonly left: number;
}
