import * as K from '../../assembly/layout.js';
import { CastbufError } from '../errors/index.js';
import type {
  ArrayShape,
  LeafShape,
  MemberShape,
  Program,
  RangeShape,
  Shape,
  SplitShape,
  TaggedShape,
} from '../plan/index.js';
import { assertLeafFits } from './assert-leaf.js';
import { opOf, RecordFrame, rangeIn, unitsIn, type OpWords } from './cursor-frame.js';
import { readLeaf, readWideLeaf, writeLeaf, writeWideLeaf } from './leaf.js';
import { decodeGuid, decodeText, encodeGuid, encodeText, textBytes } from './text.js';

/** Makes cursors for one program. */
export interface CursorFactory {
  /** A cursor over one record of `message`. */
  over(message: Uint8Array, offset: number, length: number): object;
  /** A cursor that moves over the records of `bytes`. */
  moving(bytes: Uint8Array): MovingCursor;
}

export interface MovingCursor {
  readonly view: object;
  move(offset: number, length: number): void;
}

/** Classes are made once a program, from its shape: one getter and setter a member, over a frame that may move. */
export function cursorFactory(program: Program): CursorFactory {
  const Cursor = cursorClass(program, program.shape);
  const moving = (bytes: Uint8Array): MovingCursor => {
    const frame = new RecordFrame(program, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return { view: new Cursor(frame), move: (offset, length) => frame.move(offset, length) };
  };
  return {
    moving,
    over(message, offset, length) {
      const cursor = moving(message);
      cursor.move(offset, length);
      return cursor.view;
    },
  };
}

/** A member: how it is read from a frame and, where that makes sense, written. */
interface Access {
  get(frame: RecordFrame): unknown;
  readonly set: ((frame: RecordFrame, value: never) => void) | undefined;
}
type CursorClass = new (frame: RecordFrame) => object;
const FRAME = Symbol('frame');

interface Framed {
  readonly [FRAME]: RecordFrame;
}

function cursorClass(program: Program, shape: Shape): CursorClass {
  const Cursor = class {
    declare readonly [FRAME]: RecordFrame;
    constructor(frame: RecordFrame) {
      Object.defineProperty(this, FRAME, { value: frame });
    }
  };
  for (const [name, access] of accessesOf(program, shape)) {
    const { get, set } = access;
    const setter =
      set === undefined
        ? undefined
        : function (this: Framed, value: never): void {
            set(this[FRAME], value);
          };
    Object.defineProperty(Cursor.prototype, name, {
      enumerable: true,
      get(this: Framed) {
        return get(this[FRAME]);
      },
      ...(setter && { set: setter }),
    });
  }
  return Cursor;
}

/** The members that a record, a union or a promoted part of one shows. */
function accessesOf(program: Program, shape: Shape): [string, Access][] {
  switch (shape.kind) {
    case 'record': {
      const limit = shape.versioned === undefined ? undefined : (member: MemberShape) => member.end;
      const members = shape.members.flatMap((member) =>
        memberAccesses(program, member).map(([name, access]): [string, Access] => [
          name,
          limited(access, limit?.(member)),
        ]),
      );
      return shape.versioned === undefined ? members : [...members, unknownTail(shape.versioned.bytes)];
    }
    case 'overlay':
      return shape.arms.flatMap((arm) => memberAccesses(program, arm));
    case 'tagged':
      return taggedAccesses(program, shape);
    default:
      return [];
  }
}

function memberAccesses(program: Program, { name, promoted, shape, pointer: op }: MemberShape): [string, Access][] {
  const isRecord = shape.kind === 'record' || shape.kind === 'overlay' || shape.kind === 'tagged';
  if (promoted && isRecord) return accessesOf(program, shape);
  const pointer = op === undefined ? undefined : opOf(program, op);
  return [[name, isRecord ? recordAccess(program, shape, pointer) : valueAccess(program, shape, pointer)]];
}

/** What a newer writer added behind the members that are known. */
function unknownTail(bytes: number): [string, Access] {
  const get = (frame: RecordFrame): unknown =>
    frame.length > bytes ? frame.bytes(frame.record + bytes, frame.length - bytes) : undefined;
  return ['unknownTail', { get, set: undefined }];
}

/** A member of a versioned record is undefined where the record ends before it. */
function limited(access: Access, end: number | undefined): Access {
  if (end === undefined) return access;
  return { ...access, get: (frame) => (end <= frame.length ? access.get(frame) : undefined) };
}

function recordAccess(program: Program, shape: Shape, pointer: OpWords | undefined): Access {
  const Cursor = cursorClass(program, shape);
  if (pointer !== undefined) return { get: (frame) => new Cursor(frame.pointedTo(pointer)), set: undefined };
  // The parts of a record share its frame, so one cursor serves for as long as the frame moves.
  const cursors = new WeakMap<RecordFrame, object>();
  return {
    get(frame) {
      let cursor = cursors.get(frame);
      if (cursor === undefined) cursors.set(frame, (cursor = new Cursor(frame)));
      return cursor;
    },
    set: undefined,
  };
}

function valueAccess(program: Program, shape: Shape, pointer: OpWords | undefined): Access {
  const access = placedAccess(program, shape, pointer);
  if (pointer === undefined || shape.kind !== 'leaf') return access;
  const { get, set } = access;
  return {
    get: (frame) => get(frame.pointedTo(pointer)),
    set: set && ((frame, value) => set(frame.pointedTo(pointer), value)),
  };
}

function placedAccess(program: Program, shape: Shape, pointer: OpWords | undefined): Access {
  switch (shape.kind) {
    case 'leaf':
      return leafAccess(program, shape);
    case 'split':
      return splitAccess(program, shape);
    case 'array':
      return { get: (frame) => new ArrayCursor(program, shape, frame, pointer), set: undefined };
    case 'bytes':
    case 'text':
    case 'guid':
      return rangeAccess(program, shape, pointer);
    default:
      return recordAccess(program, shape, pointer);
  }
}

function leafAccess(program: Program, shape: LeafShape): Access {
  const leaf = opOf(program, shape.op);
  const { offset, flags } = leaf;
  const path = program.paths[shape.op] ?? '';
  if (shape.wide) {
    return {
      get: ({ view, at }) => readWideLeaf(view, at + offset, leaf),
      set({ view, at }, value: bigint | number) {
        assertLeafFits(shape, value, path);
        writeWideLeaf(view, at + offset, leaf, BigInt(value));
      },
    };
  }
  const isBool = shape.leaf.scalar.format === 'bool';
  const isPlain32 = leaf.bytes === 4 && leaf.width === 32 && (flags & ~(K.F_VERSIONED | K.F_LATE | K.F_CHECKED)) === 0;
  const read = isPlain32
    ? ({ view, at }: RecordFrame): number => view.getUint32(at + offset, true)
    : ({ view, at }: RecordFrame): number => readLeaf(view, at + offset, leaf);
  return {
    get: isBool ? (frame) => read(frame) !== 0 : read,
    set({ view, at }, value: number | boolean) {
      assertLeafFits(shape, value, path);
      writeLeaf(view, at + offset, leaf, Number(value));
    },
  };
}

function splitAccess(program: Program, shape: SplitShape): Access {
  const parts: OpWords[] = [];
  const { end } = opOf(program, shape.op);
  for (let op = shape.op + 1; op < end; op++) parts.push(opOf(program, op));
  const path = program.paths[shape.op] ?? '';
  return {
    get: ({ view, at }) =>
      parts.reduce((value, part) => value * 2 ** part.width + readLeaf(view, at + part.offset, part), 0),
    set({ view, at }, value: number) {
      const most = 2 ** shape.width - 1;
      if (!Number.isInteger(value) || value < 0 || value > most) {
        throw new CastbufError('ERR_OUT_OF_RANGE', `${value} is no whole number from 0 to ${most}`, { path });
      }
      let left = value;
      for (const part of parts.toReversed()) {
        const unit = 2 ** part.width;
        writeLeaf(view, at + part.offset, part, left % unit);
        left = Math.floor(left / unit);
      }
    },
  };
}

function rangeAccess(program: Program, shape: RangeShape, pointer: OpWords | undefined): Access {
  const op = opOf(program, shape.op);
  const encoding = shape.encoding ?? 'ascii';
  const read = {
    bytes: (bytes: Uint8Array) => bytes,
    guid: decodeGuid,
    text: (bytes: Uint8Array) => decodeText(bytes, encoding),
  };
  const isFixed = (op.flags & (K.F_TAIL | K.F_COUNTED)) === 0;
  const path = program.paths[shape.op] ?? '';
  const set = (frame: RecordFrame, value: Uint8Array | string): void => {
    const room = rangeIn(frame, op, pointer, false);
    const bytes =
      shape.kind === 'bytes'
        ? (value as Uint8Array).length
        : shape.kind === 'guid'
          ? 16
          : textBytes(value as string, encoding);
    if (bytes > room.length || (shape.exact && bytes < room.length)) {
      throw new CastbufError('ERR_LENGTH', `it holds ${room.length} bytes, ${bytes} are given`, {
        path,
        want: room.length,
        have: bytes,
      });
    }
    if (shape.kind === 'bytes') room.set(value as Uint8Array);
    else if (shape.kind === 'guid') encodeGuid(value as string, room, path);
    else {
      room.fill(0, bytes);
      encodeText(value as string, encoding, room.subarray(0, bytes), path);
    }
  };
  return { get: (frame) => read[shape.kind](rangeIn(frame, op, pointer, true)), set: isFixed ? set : undefined };
}

function taggedAccesses(program: Program, shape: TaggedShape): [string, Access][] {
  const tag = opOf(program, shape.tagOp);
  const isWide = tag.kind === K.OP_WIDE;
  const selected = (frame: RecordFrame): number => {
    const at = frame.at + tag.offset;
    const value = isWide ? readWideLeaf(frame.view, at, tag) : readLeaf(frame.view, at, tag);
    const index = shape.arms.findIndex((arm) => arm.tags.some((known) => BigInt(known) === BigInt(value)));
    return index < 0 ? shape.otherwise : index;
  };
  const arms = shape.arms.flatMap((arm, index) =>
    memberAccesses(program, arm).map(([name, access]): [string, Access] => [
      name,
      { ...access, get: (frame) => (selected(frame) === index ? access.get(frame) : undefined) },
    ]),
  );
  const { offset } = opOf(program, shape.op);
  const raw: Access = {
    get(frame) {
      if (selected(frame) >= 0) return undefined;
      return frame.bytes(frame.at + offset, shape.bytes ?? frame.end - frame.at - offset);
    },
    set: undefined,
  };
  return shape.otherwise < 0 ? [...arms, ['raw', raw]] : arms;
}

/** Elements of an array, read when they are asked for; struct elements share one cursor. */
class ArrayCursor {
  readonly length: number;
  private readonly first: number;
  private readonly stride: number;
  private readonly frame: RecordFrame;
  private readonly access: Access;

  constructor(program: Program, shape: ArrayShape, frame: RecordFrame, pointer: OpWords | undefined) {
    const op = opOf(program, shape.op);
    const base = pointer === undefined ? frame.at : frame.pointedTo(pointer).at;
    this.first = base + op.offset;
    this.stride = op.bytes;
    this.length = unitsIn(frame, op, this.first);
    this.frame = frame.inner(this.first);
    this.access = elementAccess(program, shape);
  }

  at(index: number): unknown {
    if (!Number.isInteger(index) || index < 0 || index >= this.length) {
      throw new RangeError(`element ${index} is not there; the array has ${this.length}`);
    }
    this.frame.at = this.first + index * this.stride;
    return this.access.get(this.frame);
  }

  *[Symbol.iterator](): Generator<unknown, void, undefined> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }
}

const ELEMENTS = new WeakMap<ArrayShape, Access>();

function elementAccess(program: Program, shape: ArrayShape): Access {
  let access = ELEMENTS.get(shape);
  if (access === undefined) {
    const { element } = shape;
    const isRecord = element.kind === 'record' || element.kind === 'overlay';
    access = isRecord ? elementRecord(program, element) : placedAccess(program, element, undefined);
    ELEMENTS.set(shape, access);
  }
  return access;
}

function elementRecord(program: Program, shape: Shape): Access {
  const Cursor = cursorClass(program, shape);
  return { get: (frame) => new Cursor(frame), set: undefined };
}
