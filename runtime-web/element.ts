// `import 'millrace/web/element'` defines <millrace-graph>.
import { defineGraphElement } from './element/define-graph-element.ts';

export type { GraphElementState, MillraceGraphElement } from './element/define-graph-element.ts';
export { defineGraphElement };

defineGraphElement();
