import { replaceControls } from './replace-controls.ts';

/**
 * Removes what could steer a terminal or reorder its text: names and messages come from graph files, which may come from
 * anybody. Tabs and newlines stay.
 */
export function stripControls(text: string): string {
  return replaceControls(text, () => '');
}
