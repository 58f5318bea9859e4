import { opOf, rangeIn, RecordFrame, type Op } from '../cursor/index.js';
import type { Program, RecordsShape } from '../program/index.js';
import type { Reader, ValueReader } from './reader.js';

/** Records of several types. Each is read as a record of its own, with a frame that ends where it does. */
export function recordsReader(
  program: Program,
  { op: index, list }: RecordsShape,
  pointer: Op | undefined,
  readerOf: (program: Program) => ValueReader,
): Reader {
  const op = opOf(program, index);
  const path = program.paths[index] ?? '';
  const { notation } = program;
  const shown = (own: Program): Program => (notation === undefined ? own : { ...own, notation });
  const readers: (ValueReader | undefined)[] = [];
  return (view, _at, frame) => {
    const { byteOffset, length } = rangeIn(frame, op, pointer, false);
    const from = byteOffset - view.byteOffset;
    const inner = RecordFrame.over(view, false);
    inner.memory.copier = frame.memory.copier;
    const valueAt = (type: number, at: number, bytes: number): object => {
      inner.move(at, bytes);
      const read = (readers[type] ??= readerOf(shown((list.types[type] as { program: Program }).program)));
      return read(view, at, inner);
    };
    return list.read(view, [from, from + length], valueAt, path);
  };
}
