import { TEXT_LIMITS, type TextFault } from './text-limits.ts';

// Controls except tab, line feed and carriage return; what reorders text; halves of characters; what is no character.
const REFUSED =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffd-\uffff]|(?!^)\ufeff|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Characters that a graph file may not hold as they are: those that an editor does not show or that reorder what it
 * shows, and those that tell of a file that is not UTF-8. A run of them is one fault.
 */
export function characterFaults(text: string): readonly TextFault[] {
  const nul = text.indexOf('\0');
  if (nul >= 0 && (text.charCodeAt(nul + 2) === 0 || text.charCodeAt(nul - 2) === 0)) {
    return [fault(0, 'The file is UTF-16 text, or no text at all.', 'Save it as UTF-8.')];
  }
  const faults: TextFault[] = [];
  let end = -1;
  for (const { index, 0: character } of text.matchAll(REFUSED)) {
    if (index !== end) faults.push(faultOf(character, index));
    end = index + 1;
    if (faults.length >= TEXT_LIMITS.faults) break;
  }
  return faults;
}

function faultOf(character: string, offset: number): TextFault {
  if (character === '\ufffd') return fault(offset, 'Here are bytes that are no UTF-8.', 'Save the file as UTF-8.');
  const name = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  const isBidi = /[\u202a-\u202e\u2066-\u2069]/.test(character);
  return isBidi
    ? fault(offset, `The character ${name} reorders the text around it: readers see something else.`, 'Remove it.')
    : fault(
        offset,
        `The character ${name} is invisible.`,
        'Remove it; text in double quotes may hold it as an escape.',
      );
}

function fault(offset: number, message: string, hint: string): TextFault {
  return { offset, rule: 'text-encoding', message, hint };
}
