import { pageColours } from './drawing-style.ts';

/** The style sheet of the page of a drawing. Nothing in it comes from elsewhere: the fonts are those of the system. */
export function pageStyle(): string {
  return pageColours() + LAYOUT.replace(/\n\s*/g, '');
}

const LAYOUT = `
*{box-sizing:border-box}
html,body{height:100%;margin:0}
body{font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--text);background:var(--back);overflow:hidden}
#drawing{position:fixed;inset:0;width:100%;height:100%;cursor:grab;touch-action:none;user-select:none;outline:none}
#drawing:active{cursor:grabbing}
[data-id]{cursor:pointer;outline:none}
#drawing [data-id]:focus-visible .box,#drawing [data-id]:focus-visible .frame{stroke:var(--node);stroke-width:2.5px}
#drawing .selected .box,#drawing .selected>.frame{stroke:var(--node);stroke-width:2.5px}
.edge text,.edge .line,.edge .tip,.node,.pill{transition:opacity .12s}
.has-selection .edge:not(.near){opacity:.18}
.has-selection .node:not(.near),.has-selection .pill:not(.near){opacity:.4}
#drawing.has-selection .near .line{stroke-width:2.4px}
.searching .node:not(.hit),.searching .pill:not(.hit),.searching .edge{opacity:.22}
#drawing.searching .hit .box,#drawing.searching .hit>.frame{stroke:var(--loop);stroke-width:2.5px}
header{position:fixed;top:0;left:0;right:0;display:flex;gap:12px;align-items:center;padding:12px 16px;pointer-events:none}
header>*{pointer-events:auto}
h1{font-size:15px;margin:0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
h1 small{font-weight:400;color:var(--muted);margin-left:8px}
.bar{display:flex;gap:4px;align-items:center;background:var(--surface);border:1px solid var(--border);border-radius:9px;padding:4px;box-shadow:0 1px 3px #0002}
.title{padding:6px 12px;min-width:0}
.grow{flex:1}
#search{font:inherit;color:inherit;background:none;border:0;outline:0;padding:3px 8px;width:190px}
.bar:focus-within{border-color:var(--node)}
#found{color:var(--muted);font-size:12px;padding-right:8px;min-width:9ch;text-align:right}
#found:empty{display:none}
button{font:inherit;color:inherit;background:none;border:0;border-radius:6px;cursor:pointer;padding:3px 9px}
button:hover{background:var(--pill)}
button:focus-visible{outline:2px solid var(--node);outline-offset:-1px}
#legend{position:fixed;left:16px;bottom:16px;display:flex;flex-wrap:wrap;gap:4px 14px;font-size:12px;color:var(--muted);padding:7px 12px;max-width:calc(100vw - 32px)}
#legend svg{width:30px;height:10px;vertical-align:middle;margin-right:5px}
kbd{font:11px ui-monospace,Menlo,Consolas,monospace;border:1px solid var(--border);border-bottom-width:2px;border-radius:4px;padding:0 4px}
#panel{position:fixed;top:64px;right:16px;bottom:16px;width:min(400px,calc(100vw - 32px));overflow:auto;background:var(--surface);border:1px solid var(--border);border-radius:11px;padding:16px 18px;box-shadow:0 6px 24px #0003;outline:none}
#panel[hidden]{display:none}
#close{position:sticky;top:0;float:right;background:var(--surface)}
h2{font:600 15px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;margin:0;overflow-wrap:anywhere}
.sub{margin:0 0 8px;color:var(--muted);font:12.5px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
article p{margin:8px 0}
blockquote{margin:10px 0;padding:7px 12px;border-left:3px solid var(--node);background:var(--back);border-radius:0 6px 6px 0;white-space:pre-wrap}
h3{font-size:11.5px;letter-spacing:.05em;text-transform:uppercase;color:var(--muted);margin:16px 0 4px}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{text-align:left;vertical-align:top;padding:5px 0;border-top:1px solid var(--border);overflow-wrap:anywhere}
tr:first-child>*{border-top:0}
th{font:600 12px/1.6 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;padding-right:12px;width:36%}
th small{display:block;font-weight:400}
small{color:var(--muted);font-size:12px}
code{font:12px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
code.set{background:var(--pill);border-radius:4px;padding:1px 5px}
.off{color:var(--muted)}
.list{margin:0;display:inline}
.go{padding:0 7px;border:1px solid var(--border);font-size:12px;margin:2px 0}
@media (max-width:700px){h1 small,#legend .keys{display:none}#search{width:110px}}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{header,#legend,#panel{display:none}}
`;
