import * as K from '../../assembly/core/layout.js';
import { CastbufError } from '../errors/index.js';
import type { FloatRow, ScalarNode } from '../schema/index.js';
import { guardWords, type Guard } from './guards.js';

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

/** What its flags say of the format of a leaf that is a float. */
export function floatRowOf({ bytes, flags }: Pick<Op, 'bytes' | 'flags'>): FloatRow {
  return { bytes, exponent: (flags & K.F_EXPONENT) >> K.F_EXPONENT_SHIFT };
}

/** The set of a part, which lies after the program. */
interface PlacedSet {
  readonly op: Op;
  readonly words: Int32Array;
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

  /** Names may be declared after their use, so refs are filled in when all ops are there. */
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

  /**
   * The program as the engines read it: header, ops, constants, guards, and the sets that parts have records of. What batches need besides is put after
   * them.
   */
  assemble(header: readonly number[], guards: readonly Guard[], sets: readonly PlacedSet[]): Int32Array {
    const opsOffset = K.PROGRAM_HEADER_WORDS * 4;
    const constsOffset = alignTo8(opsOffset + this.ops.length * K.OP_BYTES);
    const guardsOffset = constsOffset + this.pool.length * 8;
    let bytes = alignTo8(guardsOffset + guards.length * K.GUARD_BYTES);
    for (const { op, words: set } of sets) {
      op.constant = bytes;
      bytes = alignTo8(bytes + set.byteLength);
    }
    const words = new Int32Array(bytes / 4);
    const checks = nextChecks(this.ops, saysSomething);
    words.set(header);
    words[K.P_OP_COUNT] = this.ops.length;
    words[K.P_OPS_OFFSET] = opsOffset;
    words[K.P_CONSTS_OFFSET] = constsOffset;
    words[K.P_COLUMNS_OFFSET] = bytes;
    words[K.P_GUARDS_OFFSET] = guardsOffset;
    words[K.P_GUARD_COUNT] = guards.length;
    words[K.P_BYTES] = bytes;
    this.ops.forEach((op, index) => words.set(opWords(op, checks[index] ?? 0), opsOffset / 4 + index * K.OP_WORDS));
    new BigInt64Array(words.buffer, constsOffset, this.pool.length).set(this.pool);
    for (const { op, words: set } of sets) words.set(set, op.constant / 4);
    guards.forEach((guard, index) => words.set(guardWords(guard), guardsOffset / 4 + index * K.GUARD_WORDS));
    return words;
  }
}

function alignTo8(bytes: number): number {
  return (bytes + 7) & ~7;
}

/** For each op, the first at or after it at its level that a walk has to look at: because of itself, as `says` knows, or of what is below it. */
export function nextChecks(ops: readonly Op[], says: (op: Op) => boolean): number[] {
  const checks: number[] = [];
  checks[ops.length] = ops.length;
  for (const op of ops.toReversed()) {
    const below = checks[op.index + 1] as number;
    const isChecked = says(op) || (op.kind !== K.OP_SPLIT && below < op.end);
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
