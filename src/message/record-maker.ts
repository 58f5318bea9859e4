/*
 * How objects whose names are known only at run time become as fast as literals, without code that is made at run time (a
 * content security policy forbids it).
 *
 * V8 remembers for each place in the text what it has seen there, for all closures of one literal together. Where
 * `value[name] = …` has seen one name, on objects of one hidden class, it is a store to a known place; where it has seen
 * the names of a whole record, it is a look-up of 30 to 60 ns. So there is a place for each member, the text is there
 * several times, and the members of each record get a copy that no others run through. In a compressed file the copies
 * take next to nothing.
 */

/** A member of a record that is made. */
export interface MadeMember {
  readonly name: string;
  /** Its value from the cursor over the record; undefined: the record does not have it. */
  get(this: object): unknown;
}

type Value = Record<string, unknown>;
type Maker = (view: object, value?: Value) => Value;
type MakerOf = (members: Members) => Maker;
type Four = readonly [MadeMember, MadeMember, MadeMember, MadeMember];
type Members = readonly [...Four, ...Four];

const MEMBERS_AT_ONCE = 8;
/** The copies that are in use, by the names of their members. */
const GIVEN = new Map<string, MakerOf>();
const NONE: MadeMember = { name: '', get: () => undefined };

/** Makes an object of the members of a record, from the cursor over it. */
export function recordMaker(members: readonly MadeMember[]): Maker {
  const first = makerOf(members.slice(0, MEMBERS_AT_ONCE));
  if (members.length <= MEMBERS_AT_ONCE) return first;
  const rest = recordMaker(members.slice(MEMBERS_AT_ONCE));
  return (view, value) => rest(view, first(view, value));
}

function makerOf(members: readonly MadeMember[]): Maker {
  // Objects with the same names, such as those of another codec of the type, have the same hidden class.
  const names = members.map(({ name }) => name).join();
  const copy = GIVEN.get(names) ?? COPIES.pop();
  if (copy === undefined) return anyMaker(members);
  GIVEN.set(names, copy);
  return copy(padded(members));
}

function padded(members: readonly MadeMember[]): Members {
  return Array.from({ length: MEMBERS_AT_ONCE }, (_, index) => members[index] ?? NONE) as unknown as Members;
}

/** For the shapes that come when all copies are given away. */
function anyMaker(members: readonly MadeMember[]): Maker {
  return (view, value = {}) => {
    for (const { name, get } of members) {
      const shown = get.call(view);
      if (shown !== undefined) value[name] = shown;
    }
    return value;
  };
}

/** The copies that are left; eight members each. */
const COPIES: MakerOf[] = [
  ([a, b, c, d, e, f, g, h]) =>
    (view, value = {}) => {
      let shown: unknown;
      if ((shown = a.get.call(view)) !== undefined) value[a.name] = shown;
      if ((shown = b.get.call(view)) !== undefined) value[b.name] = shown;
      if ((shown = c.get.call(view)) !== undefined) value[c.name] = shown;
      if ((shown = d.get.call(view)) !== undefined) value[d.name] = shown;
      if ((shown = e.get.call(view)) !== undefined) value[e.name] = shown;
      if ((shown = f.get.call(view)) !== undefined) value[f.name] = shown;
      if ((shown = g.get.call(view)) !== undefined) value[g.name] = shown;
      if ((shown = h.get.call(view)) !== undefined) value[h.name] = shown;
      return value;
    },
  ([a, b, c, d, e, f, g, h]) =>
    (view, value = {}) => {
      let shown: unknown;
      if ((shown = a.get.call(view)) !== undefined) value[a.name] = shown;
      if ((shown = b.get.call(view)) !== undefined) value[b.name] = shown;
      if ((shown = c.get.call(view)) !== undefined) value[c.name] = shown;
      if ((shown = d.get.call(view)) !== undefined) value[d.name] = shown;
      if ((shown = e.get.call(view)) !== undefined) value[e.name] = shown;
      if ((shown = f.get.call(view)) !== undefined) value[f.name] = shown;
      if ((shown = g.get.call(view)) !== undefined) value[g.name] = shown;
      if ((shown = h.get.call(view)) !== undefined) value[h.name] = shown;
      return value;
    },
  ([a, b, c, d, e, f, g, h]) =>
    (view, value = {}) => {
      let shown: unknown;
      if ((shown = a.get.call(view)) !== undefined) value[a.name] = shown;
      if ((shown = b.get.call(view)) !== undefined) value[b.name] = shown;
      if ((shown = c.get.call(view)) !== undefined) value[c.name] = shown;
      if ((shown = d.get.call(view)) !== undefined) value[d.name] = shown;
      if ((shown = e.get.call(view)) !== undefined) value[e.name] = shown;
      if ((shown = f.get.call(view)) !== undefined) value[f.name] = shown;
      if ((shown = g.get.call(view)) !== undefined) value[g.name] = shown;
      if ((shown = h.get.call(view)) !== undefined) value[h.name] = shown;
      return value;
    },
  ([a, b, c, d, e, f, g, h]) =>
    (view, value = {}) => {
      let shown: unknown;
      if ((shown = a.get.call(view)) !== undefined) value[a.name] = shown;
      if ((shown = b.get.call(view)) !== undefined) value[b.name] = shown;
      if ((shown = c.get.call(view)) !== undefined) value[c.name] = shown;
      if ((shown = d.get.call(view)) !== undefined) value[d.name] = shown;
      if ((shown = e.get.call(view)) !== undefined) value[e.name] = shown;
      if ((shown = f.get.call(view)) !== undefined) value[f.name] = shown;
      if ((shown = g.get.call(view)) !== undefined) value[g.name] = shown;
      if ((shown = h.get.call(view)) !== undefined) value[h.name] = shown;
      return value;
    },
  ([a, b, c, d, e, f, g, h]) =>
    (view, value = {}) => {
      let shown: unknown;
      if ((shown = a.get.call(view)) !== undefined) value[a.name] = shown;
      if ((shown = b.get.call(view)) !== undefined) value[b.name] = shown;
      if ((shown = c.get.call(view)) !== undefined) value[c.name] = shown;
      if ((shown = d.get.call(view)) !== undefined) value[d.name] = shown;
      if ((shown = e.get.call(view)) !== undefined) value[e.name] = shown;
      if ((shown = f.get.call(view)) !== undefined) value[f.name] = shown;
      if ((shown = g.get.call(view)) !== undefined) value[g.name] = shown;
      if ((shown = h.get.call(view)) !== undefined) value[h.name] = shown;
      return value;
    },
  ([a, b, c, d, e, f, g, h]) =>
    (view, value = {}) => {
      let shown: unknown;
      if ((shown = a.get.call(view)) !== undefined) value[a.name] = shown;
      if ((shown = b.get.call(view)) !== undefined) value[b.name] = shown;
      if ((shown = c.get.call(view)) !== undefined) value[c.name] = shown;
      if ((shown = d.get.call(view)) !== undefined) value[d.name] = shown;
      if ((shown = e.get.call(view)) !== undefined) value[e.name] = shown;
      if ((shown = f.get.call(view)) !== undefined) value[f.name] = shown;
      if ((shown = g.get.call(view)) !== undefined) value[g.name] = shown;
      if ((shown = h.get.call(view)) !== undefined) value[h.name] = shown;
      return value;
    },
  ([a, b, c, d, e, f, g, h]) =>
    (view, value = {}) => {
      let shown: unknown;
      if ((shown = a.get.call(view)) !== undefined) value[a.name] = shown;
      if ((shown = b.get.call(view)) !== undefined) value[b.name] = shown;
      if ((shown = c.get.call(view)) !== undefined) value[c.name] = shown;
      if ((shown = d.get.call(view)) !== undefined) value[d.name] = shown;
      if ((shown = e.get.call(view)) !== undefined) value[e.name] = shown;
      if ((shown = f.get.call(view)) !== undefined) value[f.name] = shown;
      if ((shown = g.get.call(view)) !== undefined) value[g.name] = shown;
      if ((shown = h.get.call(view)) !== undefined) value[h.name] = shown;
      return value;
    },
  ([a, b, c, d, e, f, g, h]) =>
    (view, value = {}) => {
      let shown: unknown;
      if ((shown = a.get.call(view)) !== undefined) value[a.name] = shown;
      if ((shown = b.get.call(view)) !== undefined) value[b.name] = shown;
      if ((shown = c.get.call(view)) !== undefined) value[c.name] = shown;
      if ((shown = d.get.call(view)) !== undefined) value[d.name] = shown;
      if ((shown = e.get.call(view)) !== undefined) value[e.name] = shown;
      if ((shown = f.get.call(view)) !== undefined) value[f.name] = shown;
      if ((shown = g.get.call(view)) !== undefined) value[g.name] = shown;
      if ((shown = h.get.call(view)) !== undefined) value[h.name] = shown;
      return value;
    },
  ([a, b, c, d, e, f, g, h]) =>
    (view, value = {}) => {
      let shown: unknown;
      if ((shown = a.get.call(view)) !== undefined) value[a.name] = shown;
      if ((shown = b.get.call(view)) !== undefined) value[b.name] = shown;
      if ((shown = c.get.call(view)) !== undefined) value[c.name] = shown;
      if ((shown = d.get.call(view)) !== undefined) value[d.name] = shown;
      if ((shown = e.get.call(view)) !== undefined) value[e.name] = shown;
      if ((shown = f.get.call(view)) !== undefined) value[f.name] = shown;
      if ((shown = g.get.call(view)) !== undefined) value[g.name] = shown;
      if ((shown = h.get.call(view)) !== undefined) value[h.name] = shown;
      return value;
    },
  ([a, b, c, d, e, f, g, h]) =>
    (view, value = {}) => {
      let shown: unknown;
      if ((shown = a.get.call(view)) !== undefined) value[a.name] = shown;
      if ((shown = b.get.call(view)) !== undefined) value[b.name] = shown;
      if ((shown = c.get.call(view)) !== undefined) value[c.name] = shown;
      if ((shown = d.get.call(view)) !== undefined) value[d.name] = shown;
      if ((shown = e.get.call(view)) !== undefined) value[e.name] = shown;
      if ((shown = f.get.call(view)) !== undefined) value[f.name] = shown;
      if ((shown = g.get.call(view)) !== undefined) value[g.name] = shown;
      if ((shown = h.get.call(view)) !== undefined) value[h.name] = shown;
      return value;
    },
  ([a, b, c, d, e, f, g, h]) =>
    (view, value = {}) => {
      let shown: unknown;
      if ((shown = a.get.call(view)) !== undefined) value[a.name] = shown;
      if ((shown = b.get.call(view)) !== undefined) value[b.name] = shown;
      if ((shown = c.get.call(view)) !== undefined) value[c.name] = shown;
      if ((shown = d.get.call(view)) !== undefined) value[d.name] = shown;
      if ((shown = e.get.call(view)) !== undefined) value[e.name] = shown;
      if ((shown = f.get.call(view)) !== undefined) value[f.name] = shown;
      if ((shown = g.get.call(view)) !== undefined) value[g.name] = shown;
      if ((shown = h.get.call(view)) !== undefined) value[h.name] = shown;
      return value;
    },
  ([a, b, c, d, e, f, g, h]) =>
    (view, value = {}) => {
      let shown: unknown;
      if ((shown = a.get.call(view)) !== undefined) value[a.name] = shown;
      if ((shown = b.get.call(view)) !== undefined) value[b.name] = shown;
      if ((shown = c.get.call(view)) !== undefined) value[c.name] = shown;
      if ((shown = d.get.call(view)) !== undefined) value[d.name] = shown;
      if ((shown = e.get.call(view)) !== undefined) value[e.name] = shown;
      if ((shown = f.get.call(view)) !== undefined) value[f.name] = shown;
      if ((shown = g.get.call(view)) !== undefined) value[g.name] = shown;
      if ((shown = h.get.call(view)) !== undefined) value[h.name] = shown;
      return value;
    },
];
