import { fnv1a } from '../chance/fnv1a.ts';
import { ngrams, tokenise } from './tokenise.ts';

/** Signed feature hashing of a text's n-grams: index fnv1a mod size, + if the hash's top bit is 0, else -. Weinberger et al., 2009. */
export function hashText(text: string, size: number, longest = 1): Float64Array {
  const result = new Float64Array(size);
  for (const gram of ngrams(tokenise(text), longest)) {
    const hash = fnv1a(gram);
    const at = hash % size;
    result[at] = result[at]! + (hash >>> 31 === 0 ? 1 : -1);
  }
  return result;
}
