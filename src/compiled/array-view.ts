import { CastbufError, shownValue, suggest } from '../errors/index.js';
import { INSPECT, type Inspect } from '../printing/index.js';
import type { ArrayView as TypedArrayView } from '../schema/index.js';
import { assignPart, type Part } from './assign.js';
import {
  assertReadable,
  jsonOf,
  printedAt,
  refuseStrangers,
  whyUnreadable,
  type Notation,
  type Seated,
} from './cursor.js';
import { seated, type Mover, type Place } from './place.js';

/** An array that is as long as what is set: see growing.ts. */
export interface GrowingArray {
  resize(place: Place, units: number, keptBytes: number): void;
}

/** What the views of one array member share. */
export interface ArrayMember {
  /** Bytes from element to element. */
  readonly step: number;
  /** Where the first element is, for an array of a record at a place. */
  first(place: Place): number;
  count(place: Place, first: number): number;
  /** The cursor over an element; of one that is no record, it has the one member `value`. */
  readonly Element: new (place: Place) => Seated;
  readonly part: Part;
  /** There where elements have members of their own. */
  readonly record?: Part;
  readonly json?: Notation;
  /** There where the length can be set: in a reply. */
  readonly growing?: GrowingArray;
}

/**
 * Elements of an array, read and written when they are asked for; struct elements share one cursor. The view stands where its owner does: it goes
 * from record to record with it, and is as long as what counts it says.
 */
export const ArrayView: new (member: ArrayMember, owner: Place) => Mover & Iterable<unknown> =
  /* @__PURE__ */ arrayViewClass();
/** What declarations say of one: as cursors of the interpreter. */
export type ArrayView<Element, Given = Element> = TypedArrayView<Element, Given>;

/** A function: what a class does when it is made would stay in every program. */
function arrayViewClass(): new (member: ArrayMember, owner: Place) => Mover & Iterable<unknown> {
  return refuseStrangers(
    class ArrayView implements Mover {
      readonly #member: ArrayMember;
      readonly #owner: Place;
      readonly #place: Place;
      #element: { value?: unknown } | undefined;
      /** Sets elements. Another one than what `at` gives, which may stand on the element that is given. */
      #target: Seated | undefined;

      constructor(member: ArrayMember, owner: Place) {
        this.#member = member;
        this.#owner = owner;
        this.#place = owner.inner(0);
        this.#place.mover = this;
      }

      get '~path'(): string {
        return this.#member.part.path;
      }

      get '~json'(): Notation | undefined {
        return this.#member.json;
      }

      get length(): number {
        return this.#member.count(this.#owner, this.#first);
      }

      /** It keeps its length. @throws CastbufError ERR_LENGTH, ERR_TYPE */
      set length(length: number) {
        if (!Number.isSafeInteger(length) || length < 0) {
          const hint = `a length is a whole number, not ${shownValue(length)}`;
          throw new CastbufError('ERR_TYPE', hint, { path: this['~path'] });
        }
        const before = this.length;
        if (length !== before) this.#resize(length, Math.min(before, length) * this.#member.step);
      }

      /** @throws RangeError where the message is not there any more */
      get #first(): number {
        return this.#member.first(seated(this.#owner));
      }

      /** For whoever sets all elements: those of a message stay as many as they are. */
      '~clear'(length: number): void {
        if (length !== this.length || this.#member.growing !== undefined) this.#resize(length, 0);
      }

      #resize(have: number, keptBytes: number): void {
        const { growing } = this.#member;
        if (growing !== undefined) return growing.resize(this.#owner, have, keptBytes);
        const want = this.length;
        const hint = `it has ${want} elements here, and keeps them; only the arrays of a reply grow`;
        throw new CastbufError('ERR_LENGTH', hint, { path: this['~path'], want, have });
      }

      /** @throws CastbufError ERR_USAGE for an element that is not there */
      at(index: number): unknown {
        const { Element, record } = this.#member;
        this.#place.seatIn(this.#owner, this.#placeOf(index));
        const element = (this.#element ??= new Element(this.#place) as { value?: unknown });
        return record === undefined ? element.value : element;
      }

      /** Sets an element. @throws CastbufError ERR_USAGE for one that is not there, and as setters do */
      set(index: number, value: unknown): void {
        const { Element, record } = this.#member;
        const at = this.#placeOf(index);
        const target = (this.#target ??= new Element(this.#place.inner(0)));
        target['~place'].seatIn(this.#owner, at);
        if (record === undefined) (target as { value?: unknown }).value = value;
        else assignPart(target['~place'], record, value, () => target);
      }

      /** Sets all elements. @throws CastbufError as setters do; nothing is changed then */
      assign(values: unknown): void {
        assignPart(this.#owner, this.#member.part, values, () => (seated(this.#owner), this));
      }

      *[Symbol.iterator](): Generator<unknown, void, undefined> {
        for (let index = 0; index < this.length; index++) yield this.at(index);
      }

      describePlace(): string {
        const index = (this.#place.at - this.#first) / this.#member.step;
        return `element ${index + 1} of ${this.length}; the array moves this one cursor, so to keep elements use Array.from(array, (element) => …)`;
      }

      toJSON(): unknown {
        assertReadable(this.#owner, this['~path']);
        return jsonOf(this);
      }

      [INSPECT](depth: number | null, options: object, inspect: Inspect): string {
        const place = this.#owner.inner(0);
        place.mover = this;
        const title = whyUnreadable(place) === undefined ? `ArrayView(${this.length})` : 'ArrayView';
        return printedAt(title, place, this, [depth, options, inspect]);
      }

      #placeOf(index: number): number {
        const { step, count } = this.#member;
        const first = this.#first;
        const length = count(this.#owner, first);
        if (Number.isInteger(index) && index >= 0 && index < length) return first + index * step;
        const hint = `element ${shownValue(index)} is not there; the array has ${length}`;
        throw new CastbufError('ERR_USAGE', hint, { path: this['~path'] });
      }
    },
    (name, array: { '~path': string }) => {
      const hint = /^\d+$/.test(name)
        ? `an array view has no indices; write set(${name}, value), and read at(${name})`
        : `no such member; ${suggest(name, ['length', 'at', 'set', 'assign'])}`;
      return new CastbufError('ERR_USAGE', hint, { path: array['~path'] });
    },
  );
}
