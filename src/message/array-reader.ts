import * as K from '../../assembly/core/layout.js';
import { opOf, unitsReader, type LeafValue, type Op, type RecordFrame } from '../cursor/index.js';
import type { ArrayShape } from '../program/index.js';
import type { Place, Reader } from './reader.js';

/** Reads `count` elements, of which the first begins at byte `first`. */
type Elements = (view: DataView, first: number, frame: RecordFrame, count: number) => unknown[];

/** An array, whose elements `read` reads. */
export function arrayReader(shape: ArrayShape, pointer: Op | undefined, read: Reader, place: Place): Reader {
  const { program } = place;
  const op = opOf(program, shape.op);
  const { offset, bytes: stride } = op;
  const { element } = shape;
  const isOfNumbers = element.kind === 'leaf' && program.notation === undefined;
  const elements = isOfNumbers
    ? numbers(opOf(program, element.op), read as LeafValue, stride)
    : parts(read, stride, place);
  const units = unitsReader(op);
  return (view, at, frame) => {
    const first = (pointer === undefined ? at : frame.targetOf(pointer)) + offset;
    return elements(view, first, frame, units(view, at, frame, first));
  };
}

/** Each element has a frame, and errors tell its index. */
function parts(read: Reader, stride: number, { indices, depth }: Place): Elements {
  return (view, first, frame, count) => {
    const inner = frame.inner(first);
    const values: unknown[] = [];
    for (let index = 0; index < count; index++) {
      indices[depth] = index;
      inner.at = first + index * stride;
      values.push(read(view, inner.at, inner));
    }
    return values;
  };
}

type NumbersOf = (read: LeafValue, stride: number) => Elements;

/** The loops that are in use, by the kind of their numbers: see record-copies.ts. */
const GIVEN = /* @__PURE__ */ new Map<string, NumbersOf>();

function numbers({ kind, bytes, width, flags }: Op, read: LeafValue, stride: number): Elements {
  const numberKind = [kind, bytes, width, flags & NUMBER_FLAGS].join();
  const loop = GIVEN.get(numberKind) ?? LOOPS.pop() ?? anyNumbers;
  if (loop !== anyNumbers) GIVEN.set(numberKind, loop);
  return loop(read, stride);
}

/** What a number's closure depends on, besides its size. */
const NUMBER_FLAGS = K.F_FLOAT | K.F_EXPONENT | K.F_BOOL | K.F_SIGNED | K.F_UNSIGNED_WIDE | K.F_BIG_ENDIAN;

const anyNumbers: NumbersOf = (read, stride) => (view, first, _frame, count) => {
  const values: unknown[] = [];
  for (let index = 0; index < count; index++) values.push(read(view, first + index * stride));
  return values;
};

/** The loops that are left: the same text, because V8 remembers for each place in it what was called there. */
const LOOPS: NumbersOf[] = [
  (read, stride) => (view, first, _frame, count) => {
    const values: unknown[] = [];
    for (let index = 0; index < count; index++) values.push(read(view, first + index * stride));
    return values;
  },
  (read, stride) => (view, first, _frame, count) => {
    const values: unknown[] = [];
    for (let index = 0; index < count; index++) values.push(read(view, first + index * stride));
    return values;
  },
  (read, stride) => (view, first, _frame, count) => {
    const values: unknown[] = [];
    for (let index = 0; index < count; index++) values.push(read(view, first + index * stride));
    return values;
  },
  (read, stride) => (view, first, _frame, count) => {
    const values: unknown[] = [];
    for (let index = 0; index < count; index++) values.push(read(view, first + index * stride));
    return values;
  },
  (read, stride) => (view, first, _frame, count) => {
    const values: unknown[] = [];
    for (let index = 0; index < count; index++) values.push(read(view, first + index * stride));
    return values;
  },
  (read, stride) => (view, first, _frame, count) => {
    const values: unknown[] = [];
    for (let index = 0; index < count; index++) values.push(read(view, first + index * stride));
    return values;
  },
];
