import { hide, type Cursor, type CursorClass, type Property } from './cursor-property.js';

/** Makes what a cursor shows for as long as it lives: the cursor over a record in it, or the view of an array. It stands where its owner does. */
export type PartMaker = (owner: Cursor) => object;

/** A cursor with parts, each of which is made once. */
interface WholeCursor extends Cursor {
  readonly '~parts': readonly PartMaker[];
  '~makePart'(index: number): object;
  readonly [part: `~part${number}`]: object | undefined;
}

type PartGetter = (this: WholeCursor) => object | undefined;

/**
 * The getter of a nested record. `isLazy`: of a cursor that makes its parts when they are looked at; such getters are
 * literals of their own, because the call in them costs all that come after it what V8 knew (3.5 ns a record become 17).
 * The first ones of a class have names that V8 can inline, the others a key, which is slower.
 */
export function partGetter(index: number, isLazy: boolean): Property['get'] {
  const get = isLazy
    ? (LAZY_GETTERS[index] ?? lazyGetter(index))
    : (GETTERS[index] ??
      function () {
        return this[`~part${index}`];
      });
  return get as Property['get'];
}

function lazyGetter(index: number): PartGetter {
  return function () {
    return this[`~part${index}`] ?? this['~makePart'](index);
  };
}

const GETTERS: readonly PartGetter[] = [
  function () {
    return this['~part0'];
  },
  function () {
    return this['~part1'];
  },
  function () {
    return this['~part2'];
  },
  function () {
    return this['~part3'];
  },
  function () {
    return this['~part4'];
  },
  function () {
    return this['~part5'];
  },
  function () {
    return this['~part6'];
  },
  function () {
    return this['~part7'];
  },
];

const LAZY_GETTERS: readonly PartGetter[] = [
  function () {
    return this['~part0'] ?? this['~makePart'](0);
  },
  function () {
    return this['~part1'] ?? this['~makePart'](1);
  },
  function () {
    return this['~part2'] ?? this['~makePart'](2);
  },
  function () {
    return this['~part3'] ?? this['~makePart'](3);
  },
  function () {
    return this['~part4'] ?? this['~makePart'](4);
  },
  function () {
    return this['~part5'] ?? this['~makePart'](5);
  },
  function () {
    return this['~part6'] ?? this['~makePart'](6);
  },
  function () {
    return this['~part7'] ?? this['~makePart'](7);
  },
];

/** Gives a class the means to make the parts that its getters show. */
export function addParts(Cursor: CursorClass, parts: readonly PartMaker[]): void {
  hide(Cursor.prototype, '~parts', parts);
  hide(Cursor.prototype, '~makePart', makePart);
  // A part that is not made yet is found here as undefined: V8 need not walk the chain of prototypes.
  parts.forEach((_, index) => hide(Cursor.prototype, `~part${index}`, undefined));
}

function makePart(this: WholeCursor, index: number): object {
  const part = (this['~parts'][index] as PartMaker)(this);
  hide(this, `~part${index}`, part);
  return part;
}

/** Makes all parts of a cursor, and theirs: of those that are not lazy. */
export function makeWhole<C extends Cursor>(cursor: C): C {
  const whole = cursor as unknown as WholeCursor;
  whole['~parts'].forEach((_, index) => whole['~makePart'](index));
  return cursor;
}
