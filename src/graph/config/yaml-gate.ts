import {
  anchorsFault,
  depthFault,
  keysFault,
  lengthFault,
  secondDocumentFault,
  spareCommaFault,
  TEXT_LIMITS,
  type TextFault,
  tokensFault,
} from './text-limits.ts';

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
  /** The innermost open map: where it begins and how many keys it has. */
  map(): { readonly offset: number; readonly keys: number } | undefined;
}

/**
 * Lets a text through to the recursive half of a YAML parser only if that half can bear it: a text that nests values
 * deeply enough exhausts the stack there, which can end the whole process; maps with many keys and many anchors take it
 * seconds. Stops reading at the first limit, and where a second document begins.
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
  let anchors = 0;
  let spareCommas = 0;
  let before = '';
  let documents = 0;
  let hasContent = false;
  for (const lexeme of yaml.lex(text)) {
    count += 1;
    if (count > TEXT_LIMITS.tokens) return { fault: tokensFault(offset) };
    if (lexeme.startsWith('&')) anchors += 1;
    if (anchors > TEXT_LIMITS.anchors) return { fault: anchorsFault(offset) };
    if (lexeme === DOCUMENT) documents += 1;
    if (documents > 1 || (hasContent && lexeme === '---')) return { fault: secondDocumentFault(offset) };
    if (lexeme === ',' && before === ',') spareCommas += 1;
    if (spareCommas > TEXT_LIMITS.spareCommas) return { fault: spareCommaFault(offset) };
    if (lexeme.trim() !== '') before = lexeme;
    for (const token of yaml.next(lexeme)) tokens.push(token);
    if (yaml.depth() > TEXT_LIMITS.depth) return { fault: depthFault(offset) };
    const map = yaml.map();
    if (map !== undefined && map.keys > TEXT_LIMITS.keysPerMap) return { fault: keysFault(map.offset) };
    hasContent ||= lexeme === SCALAR || lexeme === '---';
    if (lexeme !== DOCUMENT && lexeme !== SCALAR && lexeme !== FLOW_END) offset += lexeme.length;
  }
  for (const token of yaml.end()) tokens.push(token);
  return { tokens };
}

// The lexer marks documents, scalars and ends of flow by control characters. In the text itself they are refused.
const DOCUMENT = '\u0002';
const FLOW_END = '\u0018';
const SCALAR = '\u001f';
