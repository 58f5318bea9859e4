import { CastbufError } from '../errors/index.js';
import { joinBytes } from '../bytes/index.js';
import { shownMembers, type Program, type Shape } from '../program/index.js';
import { moverOf } from '../cursor/index.js';
import { alignUp, memberOf } from '../schema/index.js';

/** What encoding one record needs of its codec. */
export interface Encoder {
  readonly program: Program;
  sizeOf(value: unknown): number;
  encode(value: unknown): Uint8Array<ArrayBuffer>;
}

/** Records one after the other, each by the codec of its row. @throws CastbufError as encode does, with the row */
export function joinRecords(values: readonly unknown[], encoderOf: (row: number) => Encoder): Uint8Array {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // By index: forEach passes over holes of an array.
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    try {
      if (row > 0 && value === values[row - 1]) assertStandsStill(value);
      const isLast = row === values.length - 1;
      const encoder = encoderOf(row);
      const { layout, shape } = encoder.program;
      const { startAlign, next } = layout.root.node.options;
      const length = next === undefined || isLast ? 0 : alignUp(encoder.sizeOf(value), startAlign);
      const part = encoder.encode(length === 0 ? value : withMember(shape, value as object, next as string, length));
      const padding = isLast ? 0 : alignUp(part.length, startAlign) - part.length;
      parts.push(part, new Uint8Array(padding));
      bytes += part.length + padding;
    } catch (error) {
      throw atRow(error, row, bytes);
    }
  }
  return joinBytes(parts, bytes);
}

/** A cursor that moves shows the record where it stands now, however often it is given. @throws CastbufError ERR_USAGE */
function assertStandsStill(value: unknown): void {
  const mover = moverOf(value);
  if (mover !== undefined) throw new CastbufError('ERR_USAGE', `one cursor is given twice: ${mover.describePlace()}`);
}

/** The value with another member at a path. What it has may stand on its class, as the getters of cursors do, where a spread does not find it. */
function withMember(shape: Shape, value: object, path: string, member: number): object {
  const [head = '', ...rest] = path.split('.');
  const copy: Record<string, unknown> = { ...value };
  for (const { name, shape: inner } of shownMembers(shape)) {
    const own = memberOf(value, name);
    if (name !== head) copy[name] = own;
    else
      copy[name] = rest.length === 0 ? own || member : withMember(inner, (own ?? {}) as object, rest.join('.'), member);
  }
  return copy;
}

/** The error with the row that it is about, and where the row is, unless the call or the kernel is wrong. */
export function atRow(error: unknown, row: number, offset: number): unknown {
  if (!(error instanceof CastbufError) || error.code === 'ERR_KERNEL') return error;
  const { code, hint, path, want, have, fieldOffset } = error;
  const isAboutRecord = code !== 'ERR_USAGE';
  return new CastbufError(code, `${hint} (row ${row})`, {
    path,
    want,
    have,
    fieldOffset,
    offset: isAboutRecord ? (error.offset ?? offset) : undefined,
  });
}
