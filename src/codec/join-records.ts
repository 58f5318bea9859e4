import { CastbufError } from '../errors/index.js';
import { joinBytes } from '../plan/index.js';
import type { Layout } from '../schema/index.js';

/** What encoding one record needs of its codec. */
export interface Encoder {
  readonly layout: Layout;
  sizeOf(value: unknown): number;
  encode(value: unknown): Uint8Array;
}

/** Records one behind the other, each by the codec of its row. @throws CastbufError as encode does, with the row */
export function joinRecords(values: readonly unknown[], encoderOf: (row: number) => Encoder): Uint8Array {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  values.forEach((value, row) => {
    try {
      const isLast = row === values.length - 1;
      const encoder = encoderOf(row);
      const { startAlign, next } = encoder.layout.root.node.options;
      const length = next === undefined || isLast ? 0 : alignUp(encoder.sizeOf(value), startAlign);
      const part = encoder.encode(length === 0 ? value : withMember(value as Members, next as string, length));
      const padding = isLast ? 0 : alignUp(part.length, startAlign) - part.length;
      parts.push(part, new Uint8Array(padding));
      bytes += part.length + padding;
    } catch (error) {
      throw atRow(error, row, bytes);
    }
  });
  return joinBytes(parts, bytes);
}

type Members = Readonly<Record<string, unknown>>;

function withMember(value: Members, path: string, member: number): Members {
  const [head = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...value, [head]: value[head] || member };
  return { ...value, [head]: withMember((value[head] ?? {}) as Members, rest.join('.'), member) };
}

function alignUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
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
