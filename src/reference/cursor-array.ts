import * as K from '../../assembly/layout.js';
import { CastbufError, shownValue } from '../errors/index.js';
import { isRecordShape, type ArrayShape } from '../plan/index.js';
import { INSPECT, jsonOf, type Inspect, type Json } from '../printing/index.js';
import { opOf, unitsIn, type Mover, type OpWords, type RecordFrame } from './cursor-frame.js';
import { assertReadable, printedCursor } from './cursor-printing.js';
import type { Cursor, CursorClass, CursorDraft, Property } from './cursor-property.js';
import { growingPart, type GrowingPart } from './cursor-tail.js';

/** A cursor over an element that is no record: it has one member. */
export interface ElementCursor extends Cursor {
  value: unknown;
}

/** What the cursors over one array member share. */
interface ArrayMember {
  readonly shape: ArrayShape;
  readonly op: OpWords;
  readonly path: string;
  readonly pointer: OpWords | undefined;
  readonly Element: CursorClass;
  /** Elements have members of their own. */
  readonly isOfRecords: boolean;
  /** Elements that are no records can be set. */
  readonly isSettable: boolean;
  /** There where the length can be set. */
  readonly growing: GrowingPart | undefined;
}

export function arrayProperty(
  { program, isGrowable }: CursorDraft,
  shape: ArrayShape,
  pointer: OpWords | undefined,
  Element: CursorClass,
): Property {
  const op = opOf(program, shape.op);
  const isOfRecords = isRecordShape(shape.element);
  const isGrowing = isGrowable && pointer === undefined && (op.flags & (K.F_TAIL | K.F_COUNTED)) !== 0;
  const member: ArrayMember = {
    shape,
    op,
    path: program.paths[shape.op] ?? '',
    pointer,
    Element,
    isOfRecords,
    isSettable: !isOfRecords && Object.getOwnPropertyDescriptor(Element.prototype, 'value')?.set !== undefined,
    growing: isGrowing ? growingPart(program, shape.op) : undefined,
  };
  return {
    get() {
      return new ArrayCursor(member, this);
    },
  };
}

/** Elements of an array, read and written when they are asked for; struct elements share one cursor. */
class ArrayCursor implements Mover {
  readonly #member: ArrayMember;
  readonly #owner: Cursor;
  readonly #first: number;
  readonly #frame: RecordFrame;
  #length: number;
  #element: Cursor | undefined;

  constructor(member: ArrayMember, owner: Cursor) {
    const { op, pointer } = member;
    const frame = owner['~frame'].seated();
    this.#member = member;
    this.#owner = owner;
    this.#first = (pointer === undefined ? frame.at : frame.pointedTo(pointer).at) + op.offset;
    this.#length = unitsIn(frame, op, this.#first);
    this.#frame = frame.inner(this.#first);
    this.#frame.mover = this;
  }

  get length(): number {
    return this.#length;
  }

  /** Only of a reply. New elements are zero; @throws CastbufError ERR_TARGET_TOO_SMALL, ERR_LENGTH, ERR_TYPE */
  set length(length: number) {
    const { growing, path, op } = this.#member;
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new CastbufError('ERR_TYPE', `a length is a whole number, not ${shownValue(length)}`, { path });
    }
    if (length === this.#length) return;
    if (growing === undefined) {
      const hint = `it has ${this.#length} elements here, and keeps them; only the arrays of a reply grow`;
      throw new CastbufError('ERR_LENGTH', hint, { path, want: this.#length, have: length });
    }
    const first = growing.placeOf(this.#owner, length);
    this.#frame.bytes(first, length * op.bytes).fill(0, Math.min(this.#length, length) * op.bytes);
    growing.keep(this.#owner, length);
    this.#length = length;
  }

  /** @throws CastbufError ERR_USAGE for an element that is not there */
  at(index: number): unknown {
    const element = this.#seat(index);
    return this.#member.isOfRecords ? element : (element as ElementCursor).value;
  }

  /** Sets an element that is no struct. @throws CastbufError ERR_USAGE for one that is not there, and as setters do */
  set(index: number, value: unknown): void {
    const { isSettable, path } = this.#member;
    const element = this.#seat(index);
    if (!isSettable) {
      throw new CastbufError('ERR_USAGE', 'its elements have parts of their own: set those, through at(…)', { path });
    }
    (element as ElementCursor).value = value;
  }

  *[Symbol.iterator](): Generator<unknown, void, undefined> {
    for (let index = 0; index < this.#length; index++) yield this.at(index);
  }

  describePlace(): string {
    const index = (this.#frame.at - this.#first) / this.#member.op.bytes;
    return `element ${index + 1} of ${this.#length}; the array moves this one cursor, so to keep elements use Array.from(array, (element) => …)`;
  }

  toJSON(): Json {
    const { shape, path } = this.#member;
    assertReadable(this.#frame, path);
    return jsonOf(shape, this, '');
  }

  [INSPECT](depth: number | null, options: object, inspect: Inspect): string {
    return printedCursor(`ArrayView(${this.#length})`, this.#frame, this, [depth, options, inspect]);
  }

  #seat(index: number): Cursor {
    if (!Number.isInteger(index) || index < 0 || index >= this.#length) {
      const hint = `element ${shownValue(index)} is not there; the array has ${this.#length}`;
      throw new CastbufError('ERR_USAGE', hint, { path: this.#member.path });
    }
    this.#frame.at = this.#first + index * this.#member.op.bytes;
    return (this.#element ??= new this.#member.Element(this.#frame));
  }
}
