import type { RecordFrame } from '../cursor/index.js';
import type { Reader } from './reader.js';

/*
 * How objects whose names are known only at run time become as fast as literals, without code that is made at run time (a
 * content security policy forbids it).
 *
 * V8 remembers for each place in the text what it has seen there, for all closures of one literal together. Where
 * `value[name] = …` has seen one name, on objects of one hidden class, it is a store to a known place; where it has seen
 * the names of a whole record, it is a look-up of 30 to 60 ns. Where `read` has been one closure, and nobody else has made one of
 * the literal around it, it is inlined with all that it closed over. So there is a place for each member, the text is there several times,
 * and the members of each record get a copy that no others run through. In a compressed file the copies take next to nothing.
 *
 * `{}` has room for four members, and moves those that come later from one array to the next. An object that a function constructs has room for as
 * many as its text assigns, and some; after a few objects V8 cuts that down to what they have used. The functions' prototype is that of `{}`, so
 * nobody sees who made the object.
 */

/** A member of a record that is made. */
export interface MadeMember {
  readonly name: string;
  readonly read: Reader;
}

export type Value = Record<string, unknown>;
export type Maker = (view: DataView, at: number, frame: RecordFrame, value?: Value) => Value;

type Four = readonly [MadeMember, MadeMember, MadeMember, MadeMember];
export type Eight = readonly [...Four, ...Four];
export type Sixteen = readonly [...Eight, ...Eight];
type ValueClass = new () => Value;

export interface Copy<Members> {
  readonly Value: ValueClass;
  makerOf(Value: ValueClass, members: Members): Maker;
}

type Slots = Record<string, number>;

function plain(construct: (this: Slots, isCounted?: true) => void): ValueClass {
  construct.prototype = Object.prototype;
  return construct as unknown as ValueClass;
}

/** For records, or what is left of one, of up to eight members. */
export const SHORT_COPIES: Copy<Eight>[] = [
  {
    Value: /* @__PURE__ */ plain(function () {}),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        return value;
      },
  },
  {
    Value: /* @__PURE__ */ plain(function () {}),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        return value;
      },
  },
  {
    Value: /* @__PURE__ */ plain(function () {}),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        return value;
      },
  },
  {
    Value: /* @__PURE__ */ plain(function () {}),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        return value;
      },
  },
  {
    Value: /* @__PURE__ */ plain(function () {}),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        return value;
      },
  },
  {
    Value: /* @__PURE__ */ plain(function () {}),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        return value;
      },
  },
  {
    Value: /* @__PURE__ */ plain(function () {}),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        return value;
      },
  },
  {
    Value: /* @__PURE__ */ plain(function () {}),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        return value;
      },
  },
];

/** For those of up to sixteen, and for longer ones. */
export const LONG_COPIES: Copy<Sixteen>[] = [
  {
    Value: /* @__PURE__ */ plain(function (this: Slots, isCounted?: true) {
      if (isCounted)
        this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = 0;
      if (isCounted)
        this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = 0;
    }),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        if ((read = i.read(view, at, frame)) !== undefined) value[i.name] = read;
        if ((read = j.read(view, at, frame)) !== undefined) value[j.name] = read;
        if ((read = k.read(view, at, frame)) !== undefined) value[k.name] = read;
        if ((read = l.read(view, at, frame)) !== undefined) value[l.name] = read;
        if ((read = m.read(view, at, frame)) !== undefined) value[m.name] = read;
        if ((read = n.read(view, at, frame)) !== undefined) value[n.name] = read;
        if ((read = o.read(view, at, frame)) !== undefined) value[o.name] = read;
        if ((read = p.read(view, at, frame)) !== undefined) value[p.name] = read;
        return value;
      },
  },
  {
    Value: /* @__PURE__ */ plain(function (this: Slots, isCounted?: true) {
      if (isCounted)
        this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = 0;
      if (isCounted)
        this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = 0;
    }),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        if ((read = i.read(view, at, frame)) !== undefined) value[i.name] = read;
        if ((read = j.read(view, at, frame)) !== undefined) value[j.name] = read;
        if ((read = k.read(view, at, frame)) !== undefined) value[k.name] = read;
        if ((read = l.read(view, at, frame)) !== undefined) value[l.name] = read;
        if ((read = m.read(view, at, frame)) !== undefined) value[m.name] = read;
        if ((read = n.read(view, at, frame)) !== undefined) value[n.name] = read;
        if ((read = o.read(view, at, frame)) !== undefined) value[o.name] = read;
        if ((read = p.read(view, at, frame)) !== undefined) value[p.name] = read;
        return value;
      },
  },
  {
    Value: /* @__PURE__ */ plain(function (this: Slots, isCounted?: true) {
      if (isCounted)
        this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = 0;
      if (isCounted)
        this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = 0;
    }),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        if ((read = i.read(view, at, frame)) !== undefined) value[i.name] = read;
        if ((read = j.read(view, at, frame)) !== undefined) value[j.name] = read;
        if ((read = k.read(view, at, frame)) !== undefined) value[k.name] = read;
        if ((read = l.read(view, at, frame)) !== undefined) value[l.name] = read;
        if ((read = m.read(view, at, frame)) !== undefined) value[m.name] = read;
        if ((read = n.read(view, at, frame)) !== undefined) value[n.name] = read;
        if ((read = o.read(view, at, frame)) !== undefined) value[o.name] = read;
        if ((read = p.read(view, at, frame)) !== undefined) value[p.name] = read;
        return value;
      },
  },
  {
    Value: /* @__PURE__ */ plain(function (this: Slots, isCounted?: true) {
      if (isCounted)
        this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = 0;
      if (isCounted)
        this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = 0;
    }),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        if ((read = i.read(view, at, frame)) !== undefined) value[i.name] = read;
        if ((read = j.read(view, at, frame)) !== undefined) value[j.name] = read;
        if ((read = k.read(view, at, frame)) !== undefined) value[k.name] = read;
        if ((read = l.read(view, at, frame)) !== undefined) value[l.name] = read;
        if ((read = m.read(view, at, frame)) !== undefined) value[m.name] = read;
        if ((read = n.read(view, at, frame)) !== undefined) value[n.name] = read;
        if ((read = o.read(view, at, frame)) !== undefined) value[o.name] = read;
        if ((read = p.read(view, at, frame)) !== undefined) value[p.name] = read;
        return value;
      },
  },
  {
    Value: /* @__PURE__ */ plain(function (this: Slots, isCounted?: true) {
      if (isCounted)
        this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = 0;
      if (isCounted)
        this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = 0;
    }),
    makerOf:
      (Value, [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]) =>
      (view, at, frame, value = new Value()) => {
        let read: unknown;
        if ((read = a.read(view, at, frame)) !== undefined) value[a.name] = read;
        if ((read = b.read(view, at, frame)) !== undefined) value[b.name] = read;
        if ((read = c.read(view, at, frame)) !== undefined) value[c.name] = read;
        if ((read = d.read(view, at, frame)) !== undefined) value[d.name] = read;
        if ((read = e.read(view, at, frame)) !== undefined) value[e.name] = read;
        if ((read = f.read(view, at, frame)) !== undefined) value[f.name] = read;
        if ((read = g.read(view, at, frame)) !== undefined) value[g.name] = read;
        if ((read = h.read(view, at, frame)) !== undefined) value[h.name] = read;
        if ((read = i.read(view, at, frame)) !== undefined) value[i.name] = read;
        if ((read = j.read(view, at, frame)) !== undefined) value[j.name] = read;
        if ((read = k.read(view, at, frame)) !== undefined) value[k.name] = read;
        if ((read = l.read(view, at, frame)) !== undefined) value[l.name] = read;
        if ((read = m.read(view, at, frame)) !== undefined) value[m.name] = read;
        if ((read = n.read(view, at, frame)) !== undefined) value[n.name] = read;
        if ((read = o.read(view, at, frame)) !== undefined) value[o.name] = read;
        if ((read = p.read(view, at, frame)) !== undefined) value[p.name] = read;
        return value;
      },
  },
];
