import * as K from '../../assembly/rows-out/layout.js';
import { kindBytes, isReversed, type Op, type Column } from '../program/index.js';
import { writtenField, writtenLanes, type BlankBytes, type WrittenField, type WrittenLane } from './scatter-lanes.js';

/*
 * How the kernel writes a block of rows from columns. MIRACAST_CHUNK_DATA, whose fixed part has 28 bytes, has two zips:
 *
 *   offset    0           4           8                       16          20          24        28
 *   record    | ChunkType | (padding) | ChunkId               | Processing| EncodeRate| Size    |
 *   zip 0     | lane      | zeros     | wide lane             |
 *   zip 16                                                    | lane      | lane      | lane    |
 */

/** The scatter section of a program, as its words; none where rows are written one by one. */
export function planScatter(columns: readonly Column[], ops: readonly Op[], fixedBytes: number): number[] {
  if (columns.some(({ isTrailing }) => isTrailing)) return [];
  const derived = derivedColumns(columns, ops);
  const list = columns.find(({ kind }) => kind === 'list');
  if (derived === undefined || (list !== undefined && ops[list.op]?.offset !== fixedBytes)) return [];
  const hasForms = (column: number): boolean => isOfForms(columns[column] as Column, ops);
  const fields = [...columns.keys()].flatMap((column) =>
    hasForms(column) ? [] : (writtenField(columns, column, ops) ?? []),
  );
  const lanes = writtenLanes(fields, filledBytes(columns, ops), fixedBytes);
  const zipped = new Set(lanes.flatMap((lane) => ('fields' in lane ? lane.fields.map(({ column }) => column) : [])));
  if (derived.some(({ column }) => !zipped.has(column))) return [];
  const loops = [...columns.keys()].filter((column) => !zipped.has(column) && columns[column]?.kind !== 'list');
  const depth = (column: number): number => guardDepth(columns[column] as Column, ops);
  const isShared = (column: number): boolean => (columns[column] as Column).shared;
  // What lies in lanes is compared when it is merged.
  const compared = loops.some(isShared) ? [...zipped, ...loops].filter(isShared) : [];
  const zips = zipsOf(lanes);
  return [
    derived.length,
    loops.length,
    compared.length,
    zips.length,
    ...derived.flatMap(({ kind, column }) => [kind, column]),
    // Columns inside unions come after those that hold the unions' tags; those of many forms keep what others of their depth have written.
    ...loops.toSorted((a, b) => depth(a) - depth(b) || Number(hasForms(a)) - Number(hasForms(b))),
    ...compared,
    ...zips.flat(),
  ];
}

/** A bool or a float beside other columns of the same bytes: any number but 0 is true, and any NaN is NaN. */
function isOfForms({ op, shared }: Column, ops: readonly Op[]): boolean {
  return shared && ((ops[op] as Op).flags & (K.F_BOOL | K.F_FLOAT)) !== 0;
}

interface DerivedColumn {
  readonly kind: number;
  readonly column: number;
}

/** Columns of counts and lengths; undefined where one of these has no column. Checksums are written when all the rest is. */
function derivedColumns(columns: readonly Column[], ops: readonly Op[]): DerivedColumn[] | undefined {
  const derived = columns.flatMap(({ kind, op }) => {
    const { flags, ref } = ops[op] as Op;
    return kind === 'list' && (flags & K.F_COUNTED) !== 0 ? [{ kind: K.DERIVED_COUNT, ref }] : [];
  });
  for (let index = 0; index < ops.length;) {
    const { kind, flags, ref, end } = ops[index] as Op;
    if (kind === K.OP_LENGTH) derived.push({ kind: flags & K.F_NEXT ? K.DERIVED_NEXT : K.DERIVED_LENGTH, ref });
    // What array elements and parts elsewhere hold came with their bytes.
    index = kind === K.OP_ARRAY || kind === K.OP_POINTED ? end : index + 1;
  }
  const found = derived.map(({ kind, ref }) => ({ kind, column: columns.findIndex(({ op }) => op === ref) }));
  // Two that fill the same member in would have to agree.
  const isSound =
    found.every(({ column }) => column >= 0) && new Set(derived.map(({ ref }) => ref)).size === found.length;
  return isSound ? found : undefined;
}

/** Bytes that a column without a guard fills whole. */
function filledBytes(columns: readonly Column[], ops: readonly Op[]): { start: number; end: number }[] {
  return columns.flatMap(({ kind, op, repeat, step, start, run, guard, shared }) => {
    const { offset, bytes, width } = ops[op] as Op;
    if (guard !== undefined || shared || kind === 'list' || run !== repeat) return [];
    const at = start + offset;
    if (kind === 'bytes') return [{ start: at, end: at + repeat }];
    const isWhole = step === bytes && width === bytes * 8;
    return isWhole ? [{ start: at, end: at + repeat * step }] : [];
  });
}

function guardDepth({ guard }: Column, ops: readonly Op[]): number {
  let depth = 0;
  // W_GUARD_UNION is a union's `shift`.
  for (let union = guard?.union ?? -1; union >= 0; depth++) union = (ops[union] as Op).shift;
  return depth;
}

const SHAPES: readonly [shape: number, sizes: readonly number[]][] = [
  [K.SHAPE_QUADS, [4, 4, 4, 4]],
  [K.SHAPE_PAIR_WIDE, [4, 4, 8]],
  [K.SHAPE_WIDE_PAIR, [8, 4, 4]],
  [K.SHAPE_WIDES, [8, 8]],
  [K.SHAPE_TRIPLE, [4, 4, 4]],
  [K.SHAPE_PAIR, [4, 4]],
  [K.SHAPE_WIDE, [8]],
  [K.SHAPE_SINGLE, [4]],
  [K.SHAPE_HALF, [2]],
  [K.SHAPE_BYTE, [1]],
];

/** Lanes that lie one after the other, as many at a time as there is a shape for. */
function zipsOf(lanes: readonly (WrittenLane | BlankBytes)[]): number[][] {
  const zips: number[][] = [];
  for (let index = 0; index < lanes.length;) {
    const first = lanes[index] as WrittenLane | BlankBytes;
    if ('blankBytes' in first) {
      zips.push(zipWords(K.SHAPE_BLANK, first.offset, first.blankBytes, []));
      index++;
      continue;
    }
    const run = adjoining(lanes.slice(index));
    const [shape, sizes] = SHAPES.find(([, wanted]) =>
      wanted.every((bytes, at) => run[at]?.bytes === bytes),
    ) as (typeof SHAPES)[number];
    const taken = run.slice(0, sizes.length);
    const merges = taken.flatMap((lane) =>
      lane.fields.map((field) => mergeWords(field, lane, lane.offset - first.offset)),
    );
    zips.push(zipWords(shape, first.offset, 0, merges));
    index += taken.length;
  }
  return zips;
}

function adjoining(lanes: readonly (WrittenLane | BlankBytes)[]): WrittenLane[] {
  const run: WrittenLane[] = [];
  for (const lane of lanes) {
    const last = run.at(-1);
    if ('blankBytes' in lane || (last !== undefined && last.offset + last.bytes !== lane.offset)) break;
    run.push(lane);
  }
  return run;
}

function zipWords(shape: number, offset: number, bytes: number, merges: readonly number[][]): number[] {
  const words: number[] = [];
  words[K.ZIP_SHAPE] = shape;
  words[K.ZIP_OFFSET] = offset;
  words[K.ZIP_BYTES] = bytes;
  words[K.ZIP_MERGES] = merges.length;
  return [...words, ...merges.flat()];
}

function mergeWords({ column, kind, op }: WrittenField, lane: WrittenLane, byte: number): number[] {
  const computedBytes = lane.bytes === 8 ? 8 : 4;
  const reversed = isReversed(op);
  const before = reversed ? lane.offset + computedBytes - op.offset - op.bytes : op.offset - lane.offset;
  const isAsItIs = (op.flags & K.F_COPIED) !== 0 && op.bytes === lane.bytes;
  const isWhole = isAsItIs && lane.bytes >= 4 && lane.fields.length === 1;
  const words: number[] = [];
  words[K.MERGE_KIND] = mergeKind(kind, op, computedBytes);
  words[K.MERGE_LANE] = reversed ? byte + 16 : byte;
  words[K.MERGE_COLUMN] = column;
  words[K.MERGE_SHIFT] = before * 8 + op.shift;
  words[K.MERGE_WIDTH] = op.width;
  words[K.MERGE_FLAGS] = (op.flags & (K.F_SIGNED | K.F_BOOL)) | (isWhole ? K.MERGE_WHOLE : 0);
  return words;
}

function mergeKind(kind: Column['kind'], op: Op, laneBytes: 4 | 8): number {
  const bytes = kindBytes(kind) as 1 | 2 | 4 | 8;
  if (laneBytes === 4) return { 1: K.MERGE_1_TO_4, 2: K.MERGE_2_TO_4, 4: K.MERGE_4_TO_4, 8: -1 }[bytes];
  const isFloat = kind === 'f64' && (op.flags & K.F_FLOAT) === 0;
  const wide = isFloat ? K.MERGE_FLOAT_TO_8 : K.MERGE_8_TO_8;
  return { 1: K.MERGE_1_TO_8, 2: K.MERGE_2_TO_8, 4: K.MERGE_4_TO_8, 8: wide }[bytes];
}
