import * as K from '../../assembly/core/layout.js';
import { codeOf, heldInteger, opOf, summedBytes, type Op, type Summed } from '../cursor/index.js';
import { emptyOutcome, type FoundRecords, type Outcome, type Program, type WrongSum } from '../program/index.js';
import type { SumFunction } from '../schema/index.js';
import { computedSum, NoSum } from './computed-sum.js';

/** An outcome that says what a function did in place of a sum. */
export interface UnsummedOutcome extends Outcome {
  readonly why?: string;
}

/** A record in the bytes, which are all that is there. */
export interface PlacedRecord {
  readonly program: Program;
  readonly bytes: Uint8Array;
  readonly record: number;
  readonly end: number;
}

export interface OpFunction {
  readonly op: Op;
  readonly sum: SumFunction;
}

/** The checksums by functions of a program, in the order in which they are computed. */
export function functionsOf(program: Program): readonly OpFunction[] {
  return (program.own?.ops ?? []).map(({ op, own: { sum } }) => ({ op: opOf(program, op), sum }));
}

/** Whether a record ends before the leaf, as a versioned one may. */
export function isCut({ flags, align }: Op, recordBytes: number): boolean {
  return (flags & K.F_VERSIONED) !== 0 && align > recordBytes;
}

/** What an engine would say about the first checksum that is wrong; undefined: none is. */
export function wrongSumOf(placed: PlacedRecord): UnsummedOutcome | undefined {
  const { program, bytes, record, end } = placed;
  for (const { op, sum } of functionsOf(program)) {
    const leaf = op.ref as Op;
    if (isCut(leaf, end - record)) continue;
    const summed = summedBytes(op, bytes, record, end);
    const held = heldInteger(viewOf(bytes), summed.leafBase, leaf);
    const computed = computedSum(sum, leaf, summed);
    if (computed !== held) return outcomeOf(placed, leaf, summed, computed, held);
  }
  return undefined;
}

function outcomeOf(
  placed: PlacedRecord,
  leaf: Op,
  { leafAt }: Summed,
  computed: number | bigint | NoSum,
  have: number | bigint,
): UnsummedOutcome {
  const { record, end } = placed;
  const place = { op: leaf.index, recordOffset: record, fieldOffset: leafAt - record };
  const need = tookRest(placed) ? end - record + 1 : 0;
  const said =
    computed instanceof NoSum
      ? { status: K.NO_SUM, why: computed.why }
      : { status: leaf.kind === K.OP_WIDE ? K.WRONG_WIDE_CHECKSUM : K.WRONG_CHECKSUM, want: computed, have };
  return { ...emptyOutcome(), ...place, need, length: end - record, ...said };
}

/** Whether more input would make another record of this one. */
function tookRest({ program, bytes, record, end }: PlacedRecord): boolean {
  if (!program.takesRest || end !== bytes.length) return false;
  const { words } = program;
  if (words[K.P_RULE] !== K.RULE_NEXT) return true;
  return Number(heldInteger(viewOf(bytes), record, codeOf(program).ruleOp)) === 0;
}

/** Of records that each have their type, the first whose checksum is wrong. */
export function firstWrong(types: readonly FoundRecords[]): WrongSum | undefined {
  for (const { type, place } of inOrder(types)) {
    const outcome = wrongSumOf(place);
    if (outcome !== undefined) return { type, outcome };
  }
  return undefined;
}

/** Where all of them lie, each with its end, until `most` others were found. */
export function allWrong(types: readonly FoundRecords[], most: number): number[] {
  const places: number[] = [];
  let good = 0;
  for (const { place } of inOrder(types)) {
    if (good === most) break;
    if (wrongSumOf(place) === undefined) good++;
    else places.push(place.record, place.end);
  }
  return places;
}

interface TypedRecord {
  readonly type: number;
  readonly place: PlacedRecord;
}

/** Records of all types that have such checksums, as they lie in the input. */
function* inOrder(types: readonly FoundRecords[]): Generator<TypedRecord> {
  const rows = types.map(() => 0);
  for (let type = nextOf(types, rows); type >= 0; type = nextOf(types, rows)) {
    const { program, bytes, offsets, lengths } = types[type] as FoundRecords;
    const row = rows[type] as number;
    rows[type] = row + 1;
    const record = offsets[row] as number;
    yield { type, place: { program, bytes, record, end: record + (lengths[row] as number) } };
  }
}

/** The type whose next record comes first; -1: there are no more. */
function nextOf(types: readonly FoundRecords[], rows: readonly number[]): number {
  let first = Infinity;
  let found = -1;
  types.forEach(({ program, offsets }, type) => {
    const offset = offsets[rows[type] as number] ?? Infinity;
    if (program.own === undefined || offset >= first) return;
    first = offset;
    found = type;
  });
  return found;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
