import type { GraphPlan, PlanNode } from '../../../src/graph/index.ts';
import { type CalculatorDescription, describeCalculator, type PortDescription } from '../describe-calculator.ts';
import type { Drawing, DrawnEdge, DrawnGroup, DrawnNode } from './drawing.ts';
import { escapeXml } from './escape-xml.ts';
import { durationText } from './load-text.ts';

/**
 * What the page shows of each part on click, as HTML: one hidden article per node and subgraph, named `of-` and its id.
 * Everything from graph files and contracts is escaped.
 */
export function detailsMarkup(plan: GraphPlan, drawing: Drawing): string {
  const byId = new Map(drawing.nodes.map(node => [node.id, node]));
  return [
    ...drawing.groups.map(group => groupDetails(group, drawing)),
    ...drawing.nodes.map(node => {
      const planned = node.kind === 'node' ? plan.nodes.find(one => `n${one.index}` === node.id) : undefined;
      return planned === undefined ? borderDetails(node, drawing, byId) : nodeDetails(node, planned, drawing, byId);
    }),
  ].join('\n');
}

const article = (id: string, title: string, subtitle: string, parts: readonly string[]): string =>
  `<article id="of-${id}" hidden><h2>${escapeXml(title)}</h2><p class="sub">${escapeXml(subtitle)}</p>${parts.join('')}</article>`;

const section = (title: string, body: string): string =>
  body === '' ? '' : `<section><h3>${escapeXml(title)}</h3>${body}</section>`;

const comment = (text: string): string => (text === '' ? '' : `<blockquote>${escapeXml(text)}</blockquote>`);

const table = (rows: readonly string[]): string => (rows.length === 0 ? '' : `<table>${rows.join('')}</table>`);

/** A button that goes to another part of the drawing. */
const go = (id: string, text: string): string =>
  `<button type="button" class="go" data-go="${id}">${escapeXml(text)}</button>`;

function groupDetails(group: DrawnGroup, { nodes, groups }: Drawing): string {
  const inside = [
    ...groups.filter(one => one.parent === group.id).map(one => go(one.id, `${one.label}: ${one.type}`)),
    ...nodes.filter(one => one.parent === group.id).map(one => go(one.id, one.label)),
  ];
  return article(group.id, group.name, `subgraph ${group.type}`, [
    comment(group.comment),
    section('Nodes', `<p class="list">${inside.join(' ')}</p>`),
  ]);
}

function borderDetails(node: DrawnNode, { edges }: Drawing, byId: ReadonlyMap<string, DrawnNode>): string {
  const what = { input: 'input stream of the graph', output: 'output stream of the graph', side: 'input side packet' };
  const subtitle = node.kind === 'node' ? '' : what[node.kind];
  const type = edges.find(edge => edge.from === node.id || edge.to === node.id)?.type ?? 'not connected';
  return article(node.id, node.name, subtitle, [
    `<p>${escapeXml(type)}</p>`,
    section(
      'Goes to',
      links(
        edges.filter(edge => edge.from === node.id),
        'to',
        byId,
      ),
    ),
    section(
      'Comes from',
      links(
        edges.filter(edge => edge.to === node.id),
        'from',
        byId,
      ),
    ),
  ]);
}

function links(edges: readonly DrawnEdge[], end: 'from' | 'to', byId: ReadonlyMap<string, DrawnNode>): string {
  const ids = [...new Set(edges.map(edge => edge[end]))];
  return ids.length === 0 ? '' : `<p class="list">${ids.map(id => go(id, byId.get(id)?.label ?? id)).join(' ')}</p>`;
}

function nodeDetails(
  node: DrawnNode,
  planned: PlanNode,
  { edges }: Drawing,
  byId: ReadonlyMap<string, DrawnNode>,
): string {
  const contract = describeCalculator(planned.calculator);
  const place = planned.position;
  const where = place === undefined ? '' : `${place.file}:${place.line}:${place.column}`;
  const into = edges.filter(edge => edge.to === node.id);
  const out = edges.filter(edge => edge.from === node.id);
  return article(node.id, node.name, contract.name, [
    `<p>${escapeXml(contract.summary.trim())}</p>`,
    comment(node.comment),
    loadDetails(node),
    section(
      'Inputs',
      ports(
        contract.inputs,
        into.filter(edge => edge.kind !== 'side'),
        'from',
        byId,
      ),
    ),
    section(
      'Outputs',
      ports(
        contract.outputs,
        out.filter(edge => edge.kind !== 'side'),
        'to',
        byId,
      ),
    ),
    section(
      'Side packets',
      ports(
        contract.sidePackets,
        into.filter(edge => edge.kind === 'side'),
        'from',
        byId,
      ),
    ),
    section(
      'Output side packets',
      ports(
        contract.outputSidePackets,
        out.filter(edge => edge.kind === 'side'),
        'to',
        byId,
      ),
    ),
    section('Options', options(contract, planned.options)),
    section('How it runs', table(runRows(planned, where))),
  ]);
}

function loadDetails({ load }: DrawnNode): string {
  if (load === undefined) return '';
  const rows: readonly (readonly [string, string])[] = [
    ['calls', String(load.calls)],
    ['time', `${durationText(load.total)}, ${(load.share * 100).toFixed(1)} % of all nodes`],
    ['p50, p95, p99', [load.p50, load.p95, load.p99].map(durationText).join(', ')],
    ['dropped, filtered', `${load.dropped}, ${load.filtered}`],
  ];
  return section('In the traced run', table(rows.map(([name, value]) => row(name, escapeXml(value)))));
}

const row = (name: string, value: string): string => `<tr><th>${escapeXml(name)}</th><td>${value}</td></tr>`;

/** Each tag of the contract, with the streams that are connected to it. */
function ports(
  declared: readonly PortDescription[],
  edges: readonly DrawnEdge[],
  far: 'from' | 'to',
  byId: ReadonlyMap<string, DrawnNode>,
): string {
  const near = far === 'from' ? 'toTag' : 'fromTag';
  const tags = new Set(declared.map(port => port.tag));
  // A contract may allow any tag.
  const rest = [...new Set(edges.map(edge => edge[near]))].filter(tag => !tags.has(tag));
  const all = [...declared, ...rest.map(tag => ({ tag, type: '', arity: 'optional', description: '' }) as const)];
  return table(
    all.map(port => {
      const mine = edges.filter(edge => edge[near] === port.tag);
      const streams = [...new Set(mine.map(edge => edge.name))].map(name => {
        const ends = mine.filter(edge => edge.name === name);
        const load = far === 'from' ? ends[0]?.load : undefined;
        const limit = load?.limit === undefined ? '' : ` of ${load.limit}`;
        const queue =
          load === undefined
            ? ''
            : ` <small>${load.packets} packets, queue at most ${load.peak}${limit}, ${load.dropped} dropped</small>`;
        return `<div><code>${escapeXml(name)}</code> ${links(ends, far, byId)}${queue}</div>`;
      });
      const missing =
        streams.length > 0
          ? ''
          : `<div class="off">not connected${port.arity === 'required' ? '' : ` (${port.arity})`}</div>`;
      const description = port.description === '' ? '' : `<div>${escapeXml(port.description)}</div>`;
      const type = port.type === '' ? '' : `<small>${escapeXml(port.type)}</small>`;
      return `<tr><th>${escapeXml(port.tag === '' ? '(no tag)' : port.tag)} ${type}</th><td>${description}${streams.join('')}${missing}</td></tr>`;
    }),
  );
}

function options({ options: declared }: CalculatorDescription, values: Readonly<Record<string, unknown>>): string {
  return table(
    declared.map(({ name, schema }) => {
      const value = values[name];
      const text = value === undefined ? 'not set' : JSON.stringify(value);
      const isDefault = value === undefined || JSON.stringify(schema.default) === text;
      const mark = isDefault ? ' <small>default</small>' : '';
      return `<tr><th>${escapeXml(name)}</th><td><code${isDefault ? '' : ' class="set"'}>${escapeXml(text)}</code>${mark}<div>${escapeXml(schema.description ?? '')}</div></td></tr>`;
    }),
  );
}

function runRows(planned: PlanNode, where: string): readonly string[] {
  return [
    ...(where === '' ? [] : [row('file', `<code>${escapeXml(where)}</code>`)]),
    row('input policy', escapeXml(planned.inputPolicy.name)),
    ...(planned.maxInFlight > 1 ? [row('max_in_flight', String(planned.maxInFlight))] : []),
    ...(planned.executor === '' ? [] : [row('executor', escapeXml(planned.executor))]),
    ...(planned.sourceLayer === 0 ? [] : [row('source_layer', String(planned.sourceLayer))]),
  ];
}
