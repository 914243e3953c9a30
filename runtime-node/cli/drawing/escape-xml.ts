import { stripControls } from '../strip-controls.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as the content or a quoted attribute of XML and HTML: no markup, no character that XML forbids. */
export function escapeXml(text: string): string {
  return stripControls(text)
    .replace(/[&<>"']/g, character => ENTITIES[character] ?? '')
    .replace(/[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
