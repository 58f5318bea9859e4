import { decodeGuid, decodeText } from '../bytes/index.js';
import { opOf, rangeIn, unitsReader, type Op } from '../cursor/index.js';
import type { Program, RangeShape } from '../program/index.js';
import type { Reader } from './reader.js';

/** Bytes, a text or a GUID. */
export function rangeReader(program: Program, shape: RangeShape, pointer: Op | undefined): Reader {
  const op = opOf(program, shape.op);
  const { kind, encoding = 'ascii' } = shape;
  if (kind === 'bytes') return bytesReader(op, pointer);
  if (kind === 'guid') return (_view, _at, frame) => decodeGuid(rangeIn(frame, op, pointer, true));
  return (_view, _at, frame) => decodeText(rangeIn(frame, op, pointer, true), encoding);
}

function bytesReader(op: Op, pointer: Op | undefined): Reader {
  const { offset, bytes: unitBytes } = op;
  const units = unitsReader(op);
  if (pointer === undefined) {
    // Bounds: units are of the record, whose fixed part is all there.
    return (view, at, frame) => {
      const first = at + offset;
      return frame.memory.copier.copy(first, units(view, at, frame, first) * unitBytes);
    };
  }
  return (view, at, frame) => {
    const first = frame.targetOf(pointer) + offset;
    return frame.copy(first, units(view, at, frame, first) * unitBytes);
  };
}
