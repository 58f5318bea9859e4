import * as K from '../../assembly/core/layout.js';
import { CastbufError, shownValue, suggest } from '../errors/index.js';
import type { ArrayShape } from '../program/index.js';
import { INSPECT, jsonOf, type Inspect, type Json } from '../printing/index.js';
import { wholeSetter } from './cursor-assign.js';
import { opOf, type Op } from './code.js';
import { unitsIn, type Mover, type RecordFrame } from './cursor-frame.js';
import { isNamedShape } from './cursor-given.js';
import { assertReadable, printedCursor } from './cursor-printing.js';
import type { Cursor, CursorClass, CursorDraft, Property } from './cursor-property.js';
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
  readonly get: Property['get'];
}

export function arrayProperty(
  { program, isGrowable }: CursorDraft,
  shape: ArrayShape,
  pointer: Op | undefined,
  Element: CursorClass,
): Property {
  const op = opOf(program, shape.op);
  const isGrowing = isGrowable && pointer === undefined && (op.flags & (K.F_TAIL | K.F_COUNTED)) !== 0;
  const get: Property['get'] = function () {
    return new ArrayCursor(member, this);
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
    get,
  };
  return { get, set: member.assign };
}

function itself(this: Cursor): Cursor {
  return this;
}

/** Elements of an array, read and written when they are asked for; struct elements share one cursor. */
class ArrayCursor implements Mover {
  readonly #member: ArrayMember;
  readonly #owner: Cursor;
  readonly #first: number;
  readonly #frame: RecordFrame;
  #length: number;
  #element: Cursor | undefined;

  static {
    refuseStrangers(this.prototype, (name, array) => {
      const hint = /^\d+$/.test(name)
        ? `an array view has no indices; write set(${name}, value), and read at(${name})`
        : `no such member; ${suggest(name, ['length', 'at', 'set', 'assign'])}`;
      return new CastbufError('ERR_USAGE', hint, { path: #member in array ? array.#member.path : undefined });
    });
  }

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
    const { path, op } = this.#member;
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new CastbufError('ERR_TYPE', `a length is a whole number, not ${shownValue(length)}`, { path });
    }
    if (length !== this.#length) this.#resize(length, Math.min(this.#length, length) * op.bytes);
  }

  /** For whoever sets all elements. */
  '~clear'(length: number): void {
    if (length !== this.#length || this.#member.growing !== undefined) this.#resize(length, 0);
  }

  #resize(length: number, keptBytes: number): void {
    const { growing, path, op } = this.#member;
    if (growing === undefined) {
      const hint = `it has ${this.#length} elements here, and keeps them; only the arrays of a reply grow`;
      throw new CastbufError('ERR_LENGTH', hint, { path, want: this.#length, have: length });
    }
    const first = growing.claim(this.#owner, length);
    this.#frame.bytes(first, length * op.bytes).fill(0, keptBytes);
    growing.keep(this.#owner, length);
    this.#length = length;
  }

  /** @throws CastbufError ERR_USAGE for an element that is not there */
  at(index: number): unknown {
    const element = this.#seat(index);
    return this.#member.isOfRecords ? element : (element as ElementCursor).value;
  }

  /** Sets an element. @throws CastbufError ERR_USAGE for one that is not there, and as setters do */
  set(index: number, value: unknown): void {
    const { assignRecord } = this.#member;
    const element = this.#seat(index);
    if (assignRecord === undefined) (element as ElementCursor).value = value;
    else assignRecord.call(element, value as never);
  }

  /** Sets all elements, in a reply also how many there are. @throws CastbufError as setters do; nothing is changed then */
  assign(values: unknown): void {
    this.#member.assign.call(this.#owner, values as never);
    this.#length = (this.#member.get.call(this.#owner) as ArrayCursor).length;
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
