/** When a track begins, in microseconds, by its kind in the file. */
export interface TrackStarts {
  readonly vide?: number | undefined;
  readonly soun?: number | undefined;
}

const MICROSECONDS = 1_000_000;

/**
 * Rewrites the clock of an MP4's movie box (`moov`) to microseconds, in place: the clock in which edit lists say how
 * late a track begins. The writer of the box counts 57,600 ticks a second, which moves a late start by up to 9 us.
 *
 * Leaves the box as it is, and says `false`, when no track begins late or the film is longer than 71 minutes (32 bits of
 * microseconds). Source: ISO/IEC 14496-12, sections 8.2.2, 8.3.2, 8.6.6.
 */
export function exactMovieTime(moov: Uint8Array, starts: TrackStarts): boolean {
  if (!((starts.vide ?? 0) > 0) && !((starts.soun ?? 0) > 0)) return false;
  const view = new DataView(moov.buffer, moov.byteOffset, moov.byteLength);
  const children = boxes(view, 8, moov.byteLength);
  const mvhd = children.find(box => box.type === 'mvhd');
  if (mvhd === undefined || view.getUint8(mvhd.body) !== 0) return false;
  const old = view.getUint32(mvhd.body + 12);
  const scaled = (value: number) => Math.round((value * MICROSECONDS) / old);
  const movieDuration = scaled(view.getUint32(mvhd.body + 16));
  if (movieDuration > 0xffff_ffff) return false;
  const tracks = children.filter(box => box.type === 'trak').map(box => boxes(view, box.body, box.end));
  // All or nothing: a longer form of a box would have other offsets.
  for (const track of tracks) {
    for (const box of [track.find(one => one.type === 'tkhd'), editList(view, track)]) {
      if (box !== undefined && view.getUint8(box.body) !== 0) return false;
    }
  }
  view.setUint32(mvhd.body + 12, MICROSECONDS);
  view.setUint32(mvhd.body + 16, movieDuration);
  for (const track of tracks) {
    const tkhd = track.find(box => box.type === 'tkhd');
    if (tkhd !== undefined) view.setUint32(tkhd.body + 20, scaled(view.getUint32(tkhd.body + 20)));
    const list = editList(view, track);
    if (list === undefined) continue;
    const start = starts[kindOf(view, track)];
    const count = view.getUint32(list.body + 4);
    for (let i = 0; i < count; i++) {
      const at = list.body + 8 + i * 12;
      const empty = view.getInt32(at + 4) === -1;
      view.setUint32(at, empty && start !== undefined ? start : scaled(view.getUint32(at)));
    }
  }
  return true;
}

interface Box {
  readonly type: string;
  /** Where its content begins. */
  readonly body: number;
  readonly end: number;
}

function boxes(view: DataView, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const end = at + view.getUint32(at);
    if (end < at + 8 || end > to) break;
    found.push({ type: fourCharacters(view, at + 4), body: at + 8, end });
    at = end;
  }
  return found;
}

function editList(view: DataView, track: readonly Box[]): Box | undefined {
  const edts = track.find(box => box.type === 'edts');
  return edts === undefined ? undefined : boxes(view, edts.body, edts.end).find(box => box.type === 'elst');
}

function kindOf(view: DataView, track: readonly Box[]): 'vide' | 'soun' {
  const mdia = track.find(box => box.type === 'mdia');
  const hdlr = mdia === undefined ? undefined : boxes(view, mdia.body, mdia.end).find(box => box.type === 'hdlr');
  return hdlr !== undefined && fourCharacters(view, hdlr.body + 8) === 'soun' ? 'soun' : 'vide';
}

function fourCharacters(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
