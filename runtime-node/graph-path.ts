/**
 * What is wrong with a path that an untrusted graph names; `undefined` for one that means the same file inside the graph's
 * folder on every system: relative, no way up and out, nothing that Windows, a decoder of URLs or a normaliser of Unicode
 * reads as something else. Whether a link leads out is seen when the file is opened.
 */
export function graphPathFault(path: string): string | undefined {
  if (path === '' || path.length > 1024) return 'is empty or longer than 1024 characters';
  if (/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(path)) return 'has characters that cannot be seen';
  if (path.includes('\\')) return 'has a backslash';
  if (path.includes(':')) return 'has a colon, as URLs, drives and streams of files have';
  if (path.startsWith('/')) return 'is absolute';
  if (/%(2e|2f|5c|00)/i.test(path)) return 'has an encoded dot, slash or NUL';
  if (dotsAndSlashes(path.normalize('NFKC')) !== dotsAndSlashes(path))
    return 'has characters that resemble dots or slashes';
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    depth += part === '..' ? -1 : 1;
    if (depth < 0) return 'leads out of the folder';
    if (part !== '..' && /[. ]$/.test(part)) return 'has a name that ends with a dot or a space';
    if (DEVICE.test(part)) return 'names a device';
  }
  return undefined;
}

const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;

const dotsAndSlashes = (text: string): string => text.replace(/[^./\\:]/g, '');
