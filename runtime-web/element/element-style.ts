/** The element's look: follows the page's font and colour scheme; parts and custom properties change it. */
export const ELEMENT_STYLE = `
:host { display: inline-block; position: relative; max-width: 100%; color-scheme: light dark; font: inherit; }
:host([hidden]) { display: none; }
canvas { display: block; width: 100%; height: auto; background: var(--millrace-background, #101418); border-radius: inherit; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; padding-block: .5rem; }
:host(:not([controls])) .controls { display: none; }
.controls { display: flex; gap: .5rem; }
button { font: inherit; padding: .375rem .875rem; border-radius: .375rem; border: 1px solid color-mix(in srgb, CanvasText 25%, Canvas);
  background: Canvas; color: CanvasText; cursor: pointer; }
button:disabled { opacity: .5; cursor: default; }
button:focus-visible { outline: 2px solid Highlight; outline-offset: 2px; }
[role='status'] { min-height: 1.5em; }
slot[hidden] { display: none; }
`;
