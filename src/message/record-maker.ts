import {
  LONG_COPIES,
  SHORT_COPIES,
  type Copy,
  type Eight,
  type MadeMember,
  type Maker,
  type Sixteen,
} from './record-copies.js';

const LONG = 16;
const SHORT = 8;
/** The copies that are in use, by the names of their members: objects with the same names, such as those of another codec of the type, are alike. */
const GIVEN = /* @__PURE__ */ new Map<string, Copy<Sixteen>>();
const NONE: MadeMember = { name: '', read: () => undefined };

/** Makes an object of the members of a record. */
export function recordMaker(members: readonly MadeMember[]): Maker {
  const first = makerOf(members.slice(0, LONG));
  if (members.length <= LONG) return first;
  const rest = recordMaker(members.slice(LONG));
  return (view, at, frame, value) => rest(view, at, frame, first(view, at, frame, value));
}

function makerOf(members: readonly MadeMember[]): Maker {
  const names = members.map(({ name }) => name).join();
  const copy = GIVEN.get(names) ?? copyFor(members.length);
  if (copy === undefined) return anyMaker(members);
  GIVEN.set(names, copy);
  return copy.makerOf(copy.Value, padded(members));
}

function copyFor(members: number): Copy<Sixteen> | undefined {
  const short = members <= SHORT ? (SHORT_COPIES.pop() as Copy<Sixteen & Eight> | undefined) : undefined;
  return short ?? LONG_COPIES.pop();
}

function padded(members: readonly MadeMember[]): Sixteen {
  return Array.from({ length: LONG }, (_, index) => members[index] ?? NONE) as unknown as Sixteen;
}

/** For the shapes that come when all copies are given away. */
function anyMaker(members: readonly MadeMember[]): Maker {
  return (view, at, frame, value = {}) => {
    for (const { name, read } of members) {
      const shown = read(view, at, frame);
      if (shown !== undefined) value[name] = shown;
    }
    return value;
  };
}
