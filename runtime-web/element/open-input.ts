import { MillraceError } from '../../src/graph/index.ts';
import { camera } from '../sources/camera.ts';
import { microphone } from '../sources/microphone.ts';
import type { Source } from '../sources/source.ts';
import { videoElement } from '../sources/video-element.ts';
import { videoFile } from '../sources/video-file.ts';

/**
 * The source that the attribute `input` names: `camera`, `microphone`, `#id` of a `<video>` of the page, else the address
 * of a video file.
 *
 * @throws MillraceError NOT_FOUND when there is no such element.
 */
export function openInput(name: string, root: Document | ShadowRoot, loop: boolean): Source {
  if (name === 'camera') return camera();
  if (name === 'microphone') return microphone();
  if (!name.startsWith('#')) return videoFile(new URL(name, document.baseURI), { loop });
  const element = root.querySelector(`#${CSS.escape(name.slice(1))}`);
  if (element instanceof HTMLVideoElement) return videoElement(element);
  throw new MillraceError(
    'NOT_FOUND',
    `input ${name}: the page has no <video> of that id. Give its id, or an address.`,
  );
}
