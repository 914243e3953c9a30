import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/** Makes WASM the backend of tfjs. @throws Error if it cannot be: tfjs itself would go on 30 times slower. */
export async function activateWasm(): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(`${path.join(path.dirname(manifest), 'dist')}/`);
  await tf.setBackend('wasm');
  if (tf.getBackend() !== 'wasm') {
    throw new Error(
      `tfjs: the WASM backend did not start, "${tf.getBackend()}" did. Reinstall @tensorflow/tfjs-backend-wasm.`,
    );
  }
}
