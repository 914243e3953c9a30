import { any, type FollowedPort, isOpen, oneOf, type PacketType } from '../packet-type.ts';
import { gatheredList } from './gathered-list.ts';
import { narrowerType } from './narrower-type.ts';
import type { Carrier, KnownType, TypedGraph, TypedPort, TypeLink } from './typed-ports.ts';
import { widerType } from './wider-type.ts';

/** How often a type may change while it is looked for: one that goes round a loop as a list of itself would for ever. */
const MOST_CHANGES = 8;

/**
 * Finds the type of each stream and side packet. What producers declare goes forward first, through every node whose outputs
 * follow its inputs. What is unknown then is what its readers take, here and behind nodes that hand it on; so graph
 * inputs get their types, and outputs of type `any`. What does not fit together is left to be reported where it is read.
 */
export function spreadTypes({ streams, sidePackets, links }: TypedGraph): void {
  const carriers = [...streams.values(), ...sidePackets.values()];
  for (const carrier of carriers) {
    const { producer } = carrier;
    if (producer && !isVague(producer.declared)) carrier.known = { type: producer.declared, origin: producer };
  }
  overLinks(links, goForward);
  for (const carrier of carriers) {
    carrier.isGiven = carrier.known !== undefined;
    for (const port of [carrier.producer, ...carrier.readers]) {
      if (port === undefined) continue;
      const as = port.declared.follows?.as;
      const type = as === 'list' || as === 'joined' ? gatheredList(any) : port.declared;
      carrier.known = narrowed(carrier, { type, origin: port }) ?? carrier.known;
    }
  }
  overLinks(links, (link, learn) => {
    const out = leaving(link);
    for (const { carrier } of link.outputs) {
      learn(carrier, narrowed(carrier, out));
      const opposite = OPPOSITE[link.as];
      const inside =
        carrier.known && opposite && !isVague(carrier.known.type) ? through(carrier.known, opposite) : undefined;
      for (const input of link.inputs) learn(input.carrier, narrowed(input.carrier, inside));
    }
  });
  // Where readers on both sides of a node want different types, those behind it are told.
  overLinks(links, goForward);
}

type Learn = (carrier: Carrier, known: KnownType | undefined) => void;

function goForward(link: TypeLink, learn: Learn): void {
  const known = leaving(link);
  for (const port of link.outputs) {
    if (isOpen(port.declared) && port.carrier.producer === port) learn(port.carrier, known);
  }
}

/** What an output says of the inputs that it follows. Those of a joined list may be lists, or not. */
const OPPOSITE = { same: 'same', item: 'list', list: 'item', joined: undefined } as const;

/** Whether a type leaves open what a value, or an item of a list, is. */
function isVague(type: PacketType): boolean {
  return isOpen(type) || (type.items !== undefined && isVague(type.items));
}

/** What is known of a carrier that only readers speak for, if one more says a type. */
function narrowed({ isGiven, known }: Carrier, more: KnownType | undefined): KnownType | undefined {
  if (isGiven || more === undefined) return undefined;
  const type = known === undefined ? more.type : narrowerType(known.type, more.type);
  return type === undefined || isOpen(type) || type === known?.type ? undefined : { type, origin: more.origin };
}

/** What leaves by the outputs of a link, as far as it is known. Of types that do not fit together the first counts. */
function leaving({ as, inputs }: TypeLink): KnownType | undefined {
  const isList = as === 'list' || as === 'joined';
  let all: KnownType | undefined;
  let isPartial = false;
  for (const port of inputs) {
    const coming = comingIn(port);
    const known = coming && through(coming, as);
    const type: PacketType | undefined = all && known ? widerType(all.type, known.type) : known?.type;
    if (known === undefined) isPartial = true;
    else if (type === undefined) {
      if (isList) return { type: gatheredList(any), origin: known.origin };
    } else if (type !== all?.type) all = { type, origin: known.origin };
  }
  // Beside an input of any type, a list of any items, or of those of the others, says too much.
  return isPartial && (isList || (all !== undefined && isVague(all.type))) ? undefined : all;
}

/** What comes in by a port. */
function comingIn({ carrier: { known }, declared }: TypedPort): KnownType | undefined {
  if (known === undefined || isOpen(declared)) return known;
  return { type: narrowerType(known.type, declared) ?? declared, origin: known.origin };
}

/** What follows from a type, as far as it is known. */
function through({ type, origin }: KnownType, as: FollowedPort['as']): KnownType | undefined {
  const item = as === 'item' || as === 'joined' ? itemOf(type) : undefined;
  // Of lists of any items nothing is known of the items.
  const gathered = as === 'list' ? type : (item ?? (as === 'joined' && !isVague(type) ? type : undefined));
  const found = as === 'same' ? type : as === 'item' ? item : gathered && gatheredList(gathered);
  return found && { type: found, origin };
}

function itemOf({ items, alternatives = [] }: PacketType): PacketType | undefined {
  if (items !== undefined) return isOpen(items) ? undefined : items;
  const all = alternatives.flatMap(one => itemOf(one) ?? []);
  return all.length > 0 && all.length === alternatives.length ? oneOf(...all) : undefined;
}

/** Visits links, and again those at a carrier of which something new is known, until nothing is. */
function overLinks(links: readonly TypeLink[], visit: (link: TypeLink, learn: Learn) => void): void {
  const queue = new Set(links);
  for (const link of queue) {
    queue.delete(link);
    visit(link, (carrier, known) => {
      if (known === undefined || known.type.name === carrier.known?.type.name || carrier.changes === MOST_CHANGES)
        return;
      carrier.changes += 1;
      carrier.known = known;
      for (const one of carrier.links) queue.add(one);
    });
  }
}
