/** A graph as it is drawn: SVG elements, and which of them are nodes. */
export interface StudioDrawing {
  readonly markup: string;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly { readonly id: string; readonly name: string }[];
}

/** A graph that the studio offers. */
export interface StudioGraph {
  readonly id: string;
  readonly title: string;
  /** The stream that takes pictures. */
  readonly input: string;
  /** The stream that is shown. */
  readonly shows: string;
  readonly file: string;
  readonly text: string;
  readonly subgraphs: readonly string[];
  /** The options that it declares. */
  readonly options: readonly string[];
  /** Side packets that it wants pictures for, such as its background. */
  readonly pictures: readonly string[];
  readonly drawings: { readonly live: StudioDrawing; readonly file: StudioDrawing };
}
