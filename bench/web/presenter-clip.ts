import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { renderScene, sampleScene } from '../../src/calculators/scene/kernels/render-scene.ts';

/** An H.264 clip of a rendered presenter at 1280x720. @throws Error without ffmpeg. */
export function presenterClip(frames: number): Uint8Array {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-bench-'));
  const file = path.join(folder, 'clip.mp4');
  const scene = sampleScene(7, 'presenter');
  const raw = Buffer.concat(Array.from({ length: frames }, (_, frame) => renderScene(scene, 640, 360, { frame }).rgba));
  try {
    const { status, stderr } = spawnSync(
      'ffmpeg',
      [
        ...['-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', '640x360', '-r', '30', '-i', '-'],
        ...['-vf', 'scale=1280:720', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'veryfast', file],
      ],
      { input: raw },
    );
    if (status !== 0) throw new Error(`bench web: ffmpeg made no clip: ${String(stderr)}. Install ffmpeg.`);
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
