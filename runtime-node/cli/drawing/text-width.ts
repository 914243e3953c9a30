/** Width of a character of a monospaced font by its size: 0.6 for the usual ones, and a little air. */
const PER_EM = 0.61;

/** The width of one line of monospaced text, in pixels. Wide scripts count double. */
export function textWidth(text: string, fontSize: number): number {
  let columns = 0;
  for (const character of text) columns += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
  return columns * fontSize * PER_EM;
}

/** Text of at most `longest` characters: what is too long loses its middle. */
export function fitText(text: string, longest: number): string {
  const characters = Array.from(text);
  if (characters.length <= longest) return text;
  const head = Math.ceil((longest - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(head + 1 - longest).join('')}`;
}
