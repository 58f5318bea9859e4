import { CastbufError } from '../errors/index.js';
import type { Program, RecordsShape } from '../program/index.js';
import { opOf, type Op } from './code.js';
import { RecordFrame, rangeIn } from './cursor-frame.js';
import type { CursorClass, CursorDraft, Property } from './cursor-property.js';

/** The records of a part, as `{ type, value }` with a cursor over each. They are looked for whenever somebody asks. */
export function recordsProperty(
  { program }: CursorDraft,
  { op: index, list }: RecordsShape,
  pointer: Op | undefined,
  classOf: (program: Program) => CursorClass,
): Property {
  const op = opOf(program, index);
  const path = program.paths[index] ?? '';
  const classes: (CursorClass | undefined)[] = [];
  return {
    get() {
      const frame = this['~frame'];
      const { view, memory } = frame;
      const { byteOffset, length } = rangeIn(frame, op, pointer, false);
      const from = byteOffset - view.byteOffset;
      const cursorAt = (type: number, at: number, bytes: number): object => {
        const inner = RecordFrame.over(view, false);
        inner.memory.rows = memory.rows;
        inner.move(at, bytes);
        const Listed = (classes[type] ??= classOf((list.types[type] as { program: Program }).program));
        return new Listed(inner);
      };
      return list.read(view, [from, from + length], cursorAt, path);
    },
    set() {
      const hint =
        'a cursor sets members of records, and not which records there are; write the whole message with encode';
      throw new CastbufError('ERR_USAGE', hint, { path });
    },
  };
}
