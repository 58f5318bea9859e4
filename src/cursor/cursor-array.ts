import * as K from '../../assembly/core/layout.js';
import { CastbufError, shownValue, suggest } from '../errors/index.js';
import type { ArrayShape } from '../program/index.js';
import { INSPECT, jsonOf, type Inspect, type Json } from '../printing/index.js';
import { wholeSetter } from './cursor-assign.js';
import { opOf, type Op } from './code.js';
import { unitsIn, type Mover, type RecordFrame } from './cursor-frame.js';
import { isNamedShape } from './cursor-given.js';
import { assertReadable, isReadable, printedAt } from './cursor-printing.js';
import type { Cursor, CursorClass, CursorDraft, Property } from './cursor-property.js';
import type { PartMaker } from './cursor-part.js';
import { refuseStrangers } from './cursor-strangers.js';
import { growingPart, type GrowingPart } from './cursor-tail.js';

/** A cursor over an element that is no record: it has one member. */
export interface ElementCursor extends Cursor {
  value: unknown;
}

/** What the cursors over one array member share. */
interface ArrayMember {
  readonly shape: ArrayShape;
  readonly op: Op;
  readonly path: string;
  readonly pointer: Op | undefined;
  readonly Element: CursorClass;
  /** Elements have members of their own. */
  readonly isOfRecords: boolean;
  /** Sets all elements of the array that a cursor has. */
  readonly assign: Property['set'];
  /** Sets all of the record that a cursor stands on. */
  readonly assignRecord: Property['set'] | undefined;
  /** There where the length can be set. */
  readonly growing: GrowingPart | undefined;
}

export function arrayProperty(
  { program, isGrowable }: CursorDraft,
  shape: ArrayShape,
  pointer: Op | undefined,
  Element: CursorClass,
  getterOf: (make: PartMaker) => Property['get'],
): Property {
  const op = opOf(program, shape.op);
  const isGrowing = isGrowable && pointer === undefined && (op.flags & (K.F_TAIL | K.F_COUNTED)) !== 0;
  const part = getterOf((owner) => new ArrayCursor(member, owner));
  const get: Property['get'] = function () {
    this['~frame'].seated();
    return part.call(this);
  };
  const member: ArrayMember = {
    shape,
    op,
    path: program.paths[shape.op] ?? '',
    pointer,
    Element,
    isOfRecords: isNamedShape(shape.element),
    assign: wholeSetter(program, shape, pointer, get),
    assignRecord: isNamedShape(shape.element) ? wholeSetter(program, shape.element, undefined, itself) : undefined,
    growing: isGrowing ? growingPart(program, shape.op) : undefined,
  };
  return { get, set: member.assign };
}

function itself(this: Cursor): Cursor {
  return this;
}

/**
 * Elements of an array, read and written when they are asked for; struct elements share one cursor. The view stands where its owner does: it goes
 * from record to record with it, and is as long as what counts it says.
 */
const ArrayCursor = /* @__PURE__ */ arrayCursorClass();

/** What the class does when it is made would keep it in programs that have no arrays. */
function arrayCursorClass(): new (member: ArrayMember, owner: Cursor) => Cursor {
  class ArrayCursor implements Mover {
    readonly #member: ArrayMember;
    readonly #owner: Cursor;
    readonly #frame: RecordFrame;
    #element: Cursor | undefined;
    /** Sets elements. Another one than what `at` gives, which may stand on the element that is given. */
    #target: Cursor | undefined;

    static {
      refuseStrangers(this.prototype, (name, array) => {
        const hint = /^\d+$/.test(name)
          ? `an array view has no indices; write set(${name}, value), and read at(${name})`
          : `no such member; ${suggest(name, ['length', 'at', 'set', 'assign'])}`;
        return new CastbufError('ERR_USAGE', hint, { path: #member in array ? array.#member.path : undefined });
      });
    }

    constructor(member: ArrayMember, owner: Cursor) {
      this.#member = member;
      this.#owner = owner;
      this.#frame = owner['~frame'].inner(0);
      this.#frame.mover = this;
    }

    get length(): number {
      return this.#lengthFrom(this.#first);
    }

    /** @throws RangeError where the message is not there any more */
    get #first(): number {
      const { op, pointer } = this.#member;
      const frame = this.#owner['~frame'].seated();
      return (pointer === undefined ? frame.at : frame.targetOf(pointer)) + op.offset;
    }

    #lengthFrom(first: number): number {
      return unitsIn(this.#owner['~frame'], this.#member.op, first);
    }

    /** Only of a reply. New elements are zero; @throws CastbufError ERR_TARGET_TOO_SMALL, ERR_LENGTH, ERR_TYPE */
    set length(length: number) {
      const { path, op } = this.#member;
      if (!Number.isSafeInteger(length) || length < 0) {
        throw new CastbufError('ERR_TYPE', `a length is a whole number, not ${shownValue(length)}`, { path });
      }
      const before = this.length;
      if (length !== before) this.#resize(length, Math.min(before, length) * op.bytes);
    }

    /** For whoever sets all elements. */
    '~clear'(length: number): void {
      if (length !== this.length || this.#member.growing !== undefined) this.#resize(length, 0);
    }

    #resize(length: number, keptBytes: number): void {
      const { growing, path, op } = this.#member;
      if (growing === undefined) {
        const want = this.length;
        const hint = `it has ${want} elements here, and keeps them; only the arrays of a reply grow`;
        throw new CastbufError('ERR_LENGTH', hint, { path, want, have: length });
      }
      const first = growing.claim(this.#owner, length);
      this.#owner['~frame'].bytes(first, length * op.bytes).fill(0, keptBytes);
      growing.keep(this.#owner, length);
    }

    /** @throws CastbufError ERR_USAGE for an element that is not there */
    at(index: number): unknown {
      this.#frame.seatIn(this.#owner['~frame'], this.#placeOf(index));
      const element = (this.#element ??= new this.#member.Element(this.#frame));
      return this.#member.isOfRecords ? element : (element as ElementCursor).value;
    }

    /** Sets an element. @throws CastbufError ERR_USAGE for one that is not there, and as setters do */
    set(index: number, value: unknown): void {
      const { assignRecord, Element } = this.#member;
      const place = this.#placeOf(index);
      const target = (this.#target ??= new Element(this.#frame.inner(0)));
      target['~frame'].seatIn(this.#owner['~frame'], place);
      if (assignRecord === undefined) (target as ElementCursor).value = value;
      else assignRecord.call(target, value as never);
    }

    /** Sets all elements, in a reply also how many there are. @throws CastbufError as setters do; nothing is changed then */
    assign(values: unknown): void {
      this.#member.assign.call(this.#owner, values as never);
    }

    *[Symbol.iterator](): Generator<unknown, void, undefined> {
      for (let index = 0; index < this.length; index++) yield this.at(index);
    }

    describePlace(): string {
      const index = (this.#frame.at - this.#first) / this.#member.op.bytes;
      return `element ${index + 1} of ${this.length}; the array moves this one cursor, so to keep elements use Array.from(array, (element) => …)`;
    }

    toJSON(): Json {
      const { shape, path } = this.#member;
      assertReadable(this.#owner['~frame'], path);
      return jsonOf(shape, this, '');
    }

    [INSPECT](depth: number | null, options: object, inspect: Inspect): string {
      const frame = this.#owner['~frame'].inner(0);
      frame.mover = this;
      const title = isReadable(frame) ? `ArrayView(${this.length})` : 'ArrayView';
      return printedAt(title, frame, this, [depth, options, inspect]);
    }

    #placeOf(index: number): number {
      const { op, path } = this.#member;
      const first = this.#first;
      const length = this.#lengthFrom(first);
      if (Number.isInteger(index) && index >= 0 && index < length) return first + index * op.bytes;
      const hint = `element ${shownValue(index)} is not there; the array has ${length}`;
      throw new CastbufError('ERR_USAGE', hint, { path });
    }
  }
  return ArrayCursor as never;
}
