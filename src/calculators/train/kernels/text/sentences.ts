/** The sentences of a text: each ends with `.`, `!`, `?` or a line. What has no letter or digit is left out. */
export function sentences(text: string): string[] {
  return (text.match(/[^.!?\n]+[.!?]*/gu) ?? []).map(one => one.trim()).filter(one => /[\p{L}\p{N}]/u.test(one));
}
