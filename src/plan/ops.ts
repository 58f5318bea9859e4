import * as K from '../../assembly/layout.js';
import { CastbufError } from '../errors/index.js';
import type { ScalarNode } from '../schema/index.js';
import { guardWords, type Guard } from './guards.js';
import type { Column, ColumnKind } from './program.js';
import type { WindowPlan } from './windows.js';

/** One op while it is compiled; `OpList.assemble` writes it as OP_WORDS words. */
export interface Op {
  readonly index: number;
  readonly kind: number;
  end: number;
  offset: number;
  bytes: number;
  shift: number;
  width: number;
  flags: number;
  ref: number;
  constant: number;
  count: number;
  align: number;
}

/** Its bytes stand in the record the other way round. */
export function isReversed({ flags }: Pick<Op, 'flags'>): boolean {
  return (flags & K.F_BIG_ENDIAN) !== 0;
}

/** A float whose column has other bits than its record: no lane may take it, as lanes move bits. */
export function isConvertedFloat({ flags }: Pick<Op, 'flags'>): boolean {
  return (flags & (K.F_FLOAT | K.F_COPIED)) === K.F_FLOAT;
}

interface Names {
  find(path: string): number | undefined;
}

/** The ops of a program in preorder, with the constants they use. */
export class OpList {
  readonly ops: Op[] = [];
  readonly paths: string[] = [];
  readonly scalars: (ScalarNode | undefined)[] = [];
  private readonly pool: bigint[] = [];
  private readonly pending: (() => void)[] = [];

  add(fields: Partial<Omit<Op, 'index' | 'end'>> & { readonly kind: number }, path: string): Op {
    const index = this.ops.length;
    const {
      kind,
      offset = 0,
      bytes = 0,
      shift = 0,
      width = 0,
      flags = 0,
      ref = -1,
      constant = 0,
      count = 0,
      align = 1,
    } = fields;
    const op = { index, kind, end: index + 1, offset, bytes, shift, width, flags, ref, constant, count, align };
    this.ops.push(op);
    this.paths[index] = path;
    this.scalars[index] = undefined;
    return op;
  }

  op(index: number): Op {
    const op = this.ops[index];
    if (op === undefined) throw new RangeError(`no op ${index}`);
    return op;
  }

  /** Everything that was added since belongs to the op. */
  close(op: Op): void {
    op.end = this.ops.length;
  }

  /** Index of the first of the values among the constants; floats keep their f64 bits. */
  constants(values: readonly (number | bigint)[], asFloat: boolean): number {
    const first = this.pool.length;
    const bits = new BigInt64Array(1);
    const float = new Float64Array(bits.buffer);
    for (const value of values) {
      if (asFloat) float[0] = Number(value);
      else bits[0] = BigInt(value);
      this.pool.push(bits[0] as bigint);
    }
    return first;
  }

  constant(index: number): bigint {
    return this.pool[index] as bigint;
  }

  /** Names may be declared behind their use, so refs are filled in when all ops are there. */
  resolveLater(op: Op, names: Names, field: string, then?: (ref: number) => void): void {
    this.pending.push(() => {
      op.ref = names.find(field) ?? -1;
      if (op.ref < 0)
        throw new CastbufError('ERR_SCHEMA', `'${field}' stands inside a tagged union, which may not be there`, {
          path: this.paths[op.index],
        });
      then?.(op.ref);
    });
  }

  afterResolving(run: () => void): void {
    this.pending.push(run);
  }

  resolve(): void {
    for (const run of this.pending) run();
  }

  /** The program as the engines read it: header, ops, constants, columns, guards, windows, scatter section. */
  assemble(
    header: readonly number[],
    columns: readonly Column[],
    guards: readonly Guard[],
    windowsAt: (columnsOffset: number) => WindowPlan,
    scatter: readonly number[],
  ): Int32Array {
    const opsOffset = K.PROGRAM_HEADER_WORDS * 4;
    const constsOffset = alignTo8(opsOffset + this.ops.length * K.OP_BYTES);
    const columnsOffset = constsOffset + this.pool.length * 8;
    const guardsOffset = alignTo8(columnsOffset + columns.length * K.COLUMN_BYTES);
    const windowsOffset = guardsOffset + guards.length * K.GUARD_BYTES;
    const windows = windowsAt(columnsOffset);
    const scatterOffset = windowsOffset + windows.words.length * 4;
    const bytes = alignTo8(scatterOffset + scatter.length * 4);
    const words = new Int32Array(bytes / 4);
    const checks = nextChecks(this.ops);
    words.set(header);
    words[K.P_OP_COUNT] = this.ops.length;
    words[K.P_OPS_OFFSET] = opsOffset;
    words[K.P_CONSTS_OFFSET] = constsOffset;
    words[K.P_COLUMNS_OFFSET] = columnsOffset;
    words[K.P_COLUMN_COUNT] = columns.length;
    words[K.P_GUARDS_OFFSET] = guardsOffset;
    words[K.P_GUARD_COUNT] = guards.length;
    words[K.P_WINDOWS_OFFSET] = windowsOffset;
    words[K.P_WINDOW_COUNT] = windows.count;
    words[K.P_FRAMED_WINDOWS] = windows.framed;
    words[K.P_BLOCK_ROWS] = windows.blockRows;
    words[K.P_SCATTER_OFFSET] = scatter.length > 0 ? scatterOffset : 0;
    words[K.P_BYTES] = bytes;
    this.ops.forEach((op, index) => words.set(opWords(op, checks[index] ?? 0), opsOffset / 4 + index * K.OP_WORDS));
    new BigInt64Array(words.buffer, constsOffset, this.pool.length).set(this.pool);
    columns.forEach((column, index) => {
      words.set(columnWords(column, windows.columns.has(index)), columnsOffset / 4 + index * K.COLUMN_WORDS);
    });
    guards.forEach((guard, index) => words.set(guardWords(guard), guardsOffset / 4 + index * K.GUARD_WORDS));
    words.set(windows.words, windowsOffset / 4);
    words.set(scatter, scatterOffset / 4);
    return words;
  }
}

function alignTo8(bytes: number): number {
  return (bytes + 7) & ~7;
}

/** For each op, the first at or behind it at its level that a check has to look at. */
function nextChecks(ops: readonly Op[]): number[] {
  const checks: number[] = [];
  checks[ops.length] = ops.length;
  for (const op of ops.toReversed()) {
    const below = checks[op.index + 1] as number;
    const isChecked = saysSomething(op) || (op.kind !== K.OP_SPLIT && below < op.end);
    checks[op.index] = isChecked ? op.index : (checks[op.end] as number);
  }
  return checks;
}

/** Whether a record can be wrong, or longer, because of the op itself. */
function saysSomething({ kind, flags }: Op): boolean {
  if (kind === K.OP_POINTED || kind === K.OP_CHECKSUM) return true;
  if (kind === K.OP_UNION) return (flags & K.F_SIZED) !== 0;
  return (flags & (K.F_CHECKED | K.F_TAIL | K.F_COUNTED | K.F_REST | K.F_TERMINATED)) !== 0;
}

function opWords(op: Op, check: number): number[] {
  const words: number[] = [];
  words[K.W_KIND] = op.kind;
  words[K.W_END] = op.end;
  words[K.W_OFFSET] = op.offset;
  words[K.W_BYTES] = op.bytes;
  words[K.W_SHIFT] = op.shift;
  words[K.W_WIDTH] = op.width;
  words[K.W_FLAGS] = op.flags;
  words[K.W_REF] = op.ref;
  words[K.W_CONST] = op.constant;
  words[K.W_COUNT] = op.count;
  words[K.W_ALIGN] = op.align;
  words[K.W_CHECK] = check;
  return words;
}

const KIND_NUMBERS: Record<ColumnKind, number> = {
  u8: K.COLUMN_U8,
  i8: K.COLUMN_I8,
  u16: K.COLUMN_U16,
  i16: K.COLUMN_I16,
  u32: K.COLUMN_U32,
  i32: K.COLUMN_I32,
  f32: K.COLUMN_F32,
  f64: K.COLUMN_F64,
  u64: K.COLUMN_U64,
  i64: K.COLUMN_I64,
  bytes: K.COLUMN_BYTES_FIXED,
  list: K.COLUMN_LIST,
};

function columnWords(column: Column, isWindowed: boolean): number[] {
  const words: number[] = [];
  words[K.C_OP] = column.op;
  words[K.C_KIND] = KIND_NUMBERS[column.kind];
  words[K.C_REPEAT] = column.repeat;
  words[K.C_STEP] = column.step;
  words[K.C_UNION] = column.guard?.union ?? -1;
  words[K.C_ARM] = column.guard?.arm ?? 0;
  words[K.C_PTR] = 0;
  words[K.C_START] = column.start;
  words[K.C_SHARED] = Number(column.shared);
  words[K.C_WINDOWED] = Number(isWindowed);
  return words;
}
