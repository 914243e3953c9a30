import { depthFault, lengthFault, TEXT_LIMITS, type TextFault, tokensFault } from './text-limits.ts';

/** What the gate sees of a YAML parser: its iterative first half, which builds no values. */
export interface GatedYaml<Token> {
  /** The lexical tokens of the text, in order. */
  lex(text: string): Iterable<string>;
  /** Feeds one lexical token and gives the syntax that it completes. */
  next(lexeme: string): Iterable<Token>;
  /** What is complete at the end of the text. */
  end(): Iterable<Token>;
  /** How many values are open. */
  depth(): number;
}

/**
 * Lets a text through to the recursive half of a YAML parser only if that half can bear it: a text that nests values
 * deeply enough exhausts the stack there, which can end the whole process. Stops reading at the first limit.
 */
export function passYamlGate<Token>(
  text: string,
  yaml: GatedYaml<Token>,
): { readonly tokens: readonly Token[] } | { readonly fault: TextFault } {
  const tooLong = lengthFault(text);
  if (tooLong !== undefined) return { fault: tooLong };
  const tokens: Token[] = [];
  let count = 0;
  let offset = 0;
  for (const lexeme of yaml.lex(text)) {
    count += 1;
    if (count > TEXT_LIMITS.tokens) return { fault: tokensFault(offset) };
    for (const token of yaml.next(lexeme)) tokens.push(token);
    if (yaml.depth() > TEXT_LIMITS.depth) return { fault: depthFault(offset) };
    // The lexer marks documents, scalars and ends of flow by control characters that are not in the text.
    if (!MARKS.has(lexeme)) offset += lexeme.length;
  }
  for (const token of yaml.end()) tokens.push(token);
  return { tokens };
}

const MARKS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);
