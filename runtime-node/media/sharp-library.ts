import { MediaError } from '../../src/graph/index.ts';
import { faultOf } from './media-fault.ts';

/** The library that reads and writes still pictures, loaded when it is first needed. @throws MediaError */
export async function sharpLibrary(): Promise<typeof import('sharp')['default']> {
  try {
    const { default: sharp } = await import('sharp');
    return sharp;
  } catch (error) {
    throw new MediaError(`pictures: the package sharp cannot be loaded: ${faultOf(error)}. Install it again.`, 0, {
      cause: error,
    });
  }
}
