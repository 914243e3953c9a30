/** How luma and chroma of a video relate to red, green and blue. */
export interface VideoColour {
  /** The coefficients: ITU-R BT.601 or BT.709. */
  readonly matrix: 'bt601' | 'bt709';
  /** `limited`: luma 16..235, chroma 16..240; `full`: 0..255. */
  readonly range: 'limited' | 'full';
}
