import { expect, it, vi } from 'vitest';
import { openTfjsBackend } from './tfjs-backend.ts';

// A file of its own: tfjs cannot forget a failed start of its WASM backend within one process.
it('never goes on with another backend when its own does not start', async () => {
  const printed = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')].map(spy => spy.mockReturnValue());
  await expect(openTfjsBackend('wasm', '/there/is/no/such/folder/')).rejects.toThrow(
    /^tfjs backend wasm: it did not start.* Check that the \.wasm files .* are at \/there\/is\/no\/such\/folder\/\.$/,
  );
  for (const spy of printed) spy.mockRestore();
});
