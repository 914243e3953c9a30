// Control characters except tab and newline, and the characters that reorder text.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Replaces each character that could steer a terminal or reorder its text. Tabs and newlines stay. */
export function replaceControls(text: string, replace: (character: string) => string): string {
  return text.replace(CONTROLS, replace);
}
