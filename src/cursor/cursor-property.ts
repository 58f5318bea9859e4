import { CastbufError } from '../errors/index.js';
import type { Program } from '../program/index.js';
import type { Op } from './code.js';
import type { RecordFrame } from './cursor-frame.js';

/*
 * How cursors become fast without code that is made at run time (a content security policy forbids it).
 *
 * V8 inlines a getter whose target it knows, and takes an offset that the getter closed over and nobody assigns for a
 * constant. Closures of one literal share what V8 has learned of them: in all of them, `this['~frame']` has seen every
 * cursor class. So that has to be a property with a fixed name: with a symbol or private name as key, V8 forgets the
 * key after four classes (measured: 28 instead of 5 ns a record), with a name it takes the class from the caller.
 * A cursor's own properties are few and always added in the same order, so each class has one hidden class.
 */

/** What all cursors have; no member's name contains a `~`. */
export interface Cursor {
  readonly '~frame': RecordFrame;
}

export type CursorClass = { new (frame: RecordFrame): Cursor; readonly prototype: Cursor };

/** A member as it stands on a cursor's prototype. The setter of what cannot be set says why. */
export interface Property {
  get(this: Cursor): unknown;
  set(this: Cursor, value: never): void;
}

/** What a list of records does for cursors. */
export interface CursorsOfList {
  /** The member that the op is, which gives `{ type, value }` with a cursor over each record. @param classOf the class of cursors over the records of a program */
  property(program: Program, op: number, pointer: Op | undefined, classOf: (program: Program) => CursorClass): Property;
}

/** What a cursor's classes are made for. */
export interface CursorDraft {
  readonly program: Program;
  /** Tails have setters: the record is a reply that is being written. */
  readonly isGrowable: boolean;
  /** Cursors that do not live long make the cursors over their parts when they are looked at. */
  readonly isLazy: boolean;
}

const HIDDEN: PropertyDescriptor = { value: undefined, writable: false, enumerable: false, configurable: true };

/** Defines a property that enumeration does not show. One descriptor for all: they are made for every cursor. */
export function hide(cursor: object, name: string | symbol, value: unknown): void {
  HIDDEN.value = value;
  Object.defineProperty(cursor, name, HIDDEN);
}

/** A member that lies where an offset points. */
export function pointedProperty({ get, set }: Property, pointer: Op): Property {
  const target = (cursor: Cursor): Cursor => ({ '~frame': cursor['~frame'].pointedTo(pointer) });
  return {
    get() {
      return get.call(target(this));
    },
    set(value) {
      set.call(target(this), value);
    },
  };
}

/** A member of a versioned record is undefined where the record ends before it, and cannot be set there. */
export function versionedProperty({ get, set }: Property, end: number, path: string): Property {
  return {
    get() {
      return end <= this['~frame'].length ? get.call(this) : undefined;
    },
    set(value) {
      const { length } = this['~frame'];
      if (end > length) {
        const hint = `the record has ${length} bytes, the member ends at byte ${end}`;
        throw new CastbufError('ERR_TARGET_TOO_SMALL', hint, { path, want: end, have: length });
      }
      set.call(this, value);
    },
  };
}

/** The setter of what no member of the schema holds: it is shown, and not set. */
export function unsettable(name: string): Property['set'] {
  return () => {
    const hint = 'a cursor shows these bytes and does not set them; give them to encode, with the whole value';
    throw new CastbufError('ERR_USAGE', hint, { path: name });
  };
}
