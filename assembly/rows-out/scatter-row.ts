import { isOpen } from '../core/arms';
import { isSelected } from '../columns/column-arms';
import { computeChecksum, sumBase } from '../core/checksum';
import * as K from '../columns/layout';
import {
  joinParts,
  loadBits,
  loadInteger,
  loadNumber,
  maskOf,
  roundFloat,
  storeBits,
  storeNumber,
  storeSingle,
} from '../core/leaf';
import { isHeld, leastHeld, loadMeasured, mostHeld, storeMeasured } from '../core/measure';
import { fail, opAt, word } from '../core/memory';
import { columnAt, elementBytes } from '../columns/column-table';
import { readRecord } from '../core/calls';

/*
 * One row of the columns -> its record, the slow way: it covers every program, and says exactly what is wrong with a row. When a block
 * of scatter.ts is in doubt, its rows are written here.
 */

/** Bytes from the output to the record that is written: what errors say. */
let written: usize = 0;

/** Bytes of that record. */
let recordBytes: usize = 0;

/** After writeRow: where the next row begins, from the output. */
export function rowEnd(): usize {
  return written;
}

/** 0: the program has none. */
export function listColumn(program: usize): usize {
  const count = word(program, K.P_COLUMN_COUNT);
  for (let i = 0; i < count; i++) {
    const column = columnAt(program, i);
    if (word(column, K.C_KIND) == K.COLUMN_LIST) return column;
  }
  return 0;
}

function failRow(status: i32, op: i32, at: usize, field: i32, want: f64, have: f64): i32 {
  return fail(status, op, <i32>at, field, want, have);
}

/** Writes one row to [output + at, output + room). `ends`: it ends the stream. */
export function writeRow(
  program: usize,
  row: i32,
  data: usize,
  output: usize,
  at: usize,
  room: usize,
  ends: bool,
): i32 {
  written = at;
  const list = listColumn(program);
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  const bytes = fixed + <usize>word(program, K.P_TRAILING_BYTES) + (list != 0 ? <usize>listBytes(list, row) : 0);
  recordBytes = bytes;
  if (bytes > <usize>word(program, K.P_MAX_MESSAGE)) {
    return failRow(K.LIMIT_MESSAGE_BYTES, -1, written, 0, <f64>bytes, <f64>word(program, K.P_MAX_MESSAGE));
  }
  const align = <usize>word(program, K.P_START_ALIGN);
  const whole = ends ? bytes : ((bytes + align - 1) / align) * align;
  if (whole > room - written) return failRow(K.OUTPUT_FULL, -1, written, 0, <f64>(written + whole), <f64>room);
  // Bounds: the row and its padding fit the output; every leaf lies in its fixed part, and the list after it.
  const record = output + written;
  memory.fill(record, 0, whole);
  let status = K.OK;
  for (let depth = 0; status == K.OK && hasDepth(program, depth); depth++) {
    status = writeColumns(program, row, record, depth, false);
    if (status == K.OK) status = writeColumns(program, row, record, depth, true);
  }
  if (status == K.OK && list != 0) status = writeList(program, list, row, data, record);
  if (status == K.OK) status = writeDerived(program, record, bytes, ends ? 0 : whole);
  if (status == K.OK) status = compareShared(program, row, record);
  if (status == K.OK && word(program, K.P_HAS_CHECKS)) status = checkRow(program, output, record, bytes, whole);
  written += whole;
  return status;
}

/** Validates a record that was written, as decoding does. */
export function checkRow(program: usize, output: usize, record: usize, bytes: usize, whole: usize): i32 {
  // The distance to the next record counts the padding between them.
  const end = record + (word(program, K.P_RULE) == K.RULE_NEXT ? whole : bytes);
  return readRecord(program, output, record, end, end);
}

/** Unions around a column. */
function depthOf(program: usize, column: usize): i32 {
  let depth = 0;
  for (let union = word(column, K.C_UNION); union >= 0; depth++) union = word(opAt(program, union), K.W_GUARD_UNION);
  return depth;
}

function hasDepth(program: usize, depth: i32): bool {
  if (depth == 0) return true;
  const count = word(program, K.P_COLUMN_COUNT);
  for (let i = 0; i < count; i++) {
    if (depthOf(program, columnAt(program, i)) >= depth) return true;
  }
  return false;
}

/**
 * Columns inside unions come after those that hold the unions' tags. Those whose values have many forms come last of all: they keep a form that others
 * have written, whatever their order in the record.
 */
function writeColumns(program: usize, row: i32, record: usize, depth: i32, ofForms: bool): i32 {
  const count = word(program, K.P_COLUMN_COUNT);
  for (let i = 0; i < count; i++) {
    const column = columnAt(program, i);
    if (word(column, K.C_PTR) == 0 || word(column, K.C_KIND) == K.COLUMN_LIST) continue;
    if (depthOf(program, column) != depth || hasForms(program, column) != ofForms) continue;
    if (!isSelected(program, column, record)) continue;
    const status = writeElements(program, column, row, record);
    if (status != K.OK) return status;
  }
  return K.OK;
}

export function writeElements(program: usize, column: usize, row: i32, record: usize): i32 {
  const index = word(column, K.C_OP);
  const op = opAt(program, index);
  const isBytes = word(column, K.C_KIND) == K.COLUMN_BYTES_FIXED;
  let at = record + startOf(column);
  // One number, as most columns are.
  if (word(column, K.C_REPEAT) == 1 && !isBytes) {
    if (writeElement(program, column, index, op, row, at)) return K.OK;
    return failElement(column, index, op, row, at - record);
  }
  const end = (row + 1) * word(column, K.C_REPEAT);
  const run = word(column, K.C_RUN);
  const step = <usize>word(column, K.C_STEP);
  for (let first = row * word(column, K.C_REPEAT); first < end; first += run, at += <usize>word(column, K.C_RUN_STEP)) {
    if (isBytes) {
      memory.copy(at + <usize>word(op, K.W_OFFSET), elementPtr(column, first), <usize>run);
      continue;
    }
    for (let i = 0; i < run; i++) {
      const base = at + <usize>i * step;
      if (writeElement(program, column, index, op, first + i, base)) continue;
      return failElement(column, index, op, first + i, base - record);
    }
  }
  return K.OK;
}

/** Bytes from the record to what the column's op counts from. */
function startOf(column: usize): usize {
  const start = <usize>word(column, K.C_START);
  return word(column, K.C_TRAILING) ? recordBytes + start : start;
}

/** `start`: bytes from the record to where the op counts from. */
function failElement(column: usize, index: i32, op: usize, element: i32, start: usize): i32 {
  const field = <i32>start + word(op, K.W_OFFSET);
  return failRow(K.OUT_OF_RANGE, index, written, field, 0, elementNumber(column, element));
}

/** False where the value does not fit the leaf. */
function writeElement(program: usize, column: usize, index: i32, op: usize, at: i32, base: usize): bool {
  const flags = word(op, K.W_FLAGS);
  if (word(op, K.W_KIND) != K.OP_SPLIT && flags & K.F_FLOAT) {
    if (word(column, K.C_KIND) == K.COLUMN_F32) return storeSingle(op, base, load<u32>(elementPtr(column, at)));
    if (!isSameNaN(column, at, op, base)) storeNumber(op, base, elementNumber(column, at));
    return true;
  }
  if (!isWhole(column, at)) return false;
  const value = elementInteger(column, at);
  const width = word(op, K.W_WIDTH);
  if (!fits(value, width, flags, word(column, K.C_KIND))) return false;
  if (word(op, K.W_KIND) == K.OP_SPLIT) splitValue(program, index, op, base, <u64>value);
  else if (flags & K.F_BOOL) storeBool(column, op, base, value != 0);
  else storeBits(op, base, <u64>value);
  return true;
}

/*
 * Any bool but 0 is true, and any NaN is NaN: a form that another column of an untagged union wrote may stay. Only there: the bytes of all other
 * columns are nobody's yet, and may be those of an earlier message.
 */

function storeBool(column: usize, op: usize, base: usize, value: bool): void {
  const isSame = isShared(column) && (loadBits(op, base) != 0) == value;
  if (!isSame) storeBits(op, base, value ? 1 : 0);
}

function isSameNaN(column: usize, at: i32, op: usize, base: usize): bool {
  return isShared(column) && isNaN<f64>(elementNumber(column, at)) && isNaN<f64>(loadNumber(op, base));
}

function isShared(column: usize): bool {
  return word(column, K.C_SHARED) != 0;
}

/** A bool or a float beside other columns of the same bytes. */
function hasForms(program: usize, column: usize): bool {
  return isShared(column) && (word(opAt(program, word(column, K.C_OP)), K.W_FLAGS) & (K.F_BOOL | K.F_FLOAT)) != 0;
}

function splitValue(program: usize, index: i32, op: usize, base: usize, value: u64): void {
  for (let part = word(op, K.W_END) - 1; part > index; part--) {
    const leaf = opAt(program, part);
    storeBits(leaf, base, value);
    value >>= <u64>word(leaf, K.W_WIDTH);
  }
}

function fits(value: i64, width: i32, flags: i32, kind: i32): bool {
  if (width >= 64 || flags & K.F_BOOL) return true;
  if (kind == K.COLUMN_U64) return <u64>value <= maskOf(width);
  if (flags & K.F_SIGNED) {
    const most = <i64>maskOf(width - 1) + 1;
    return value >= -most && value < most;
  }
  return value >= 0 && <u64>value <= maskOf(width);
}

function isWhole(column: usize, at: i32): bool {
  if (word(column, K.C_KIND) != K.COLUMN_F64) return true;
  const value = elementNumber(column, at);
  return Math.abs(value) <= 9007199254740992.0 && nearest<f64>(value) == value;
}

function elementPtr(column: usize, at: i32): usize {
  return <usize>word(column, K.C_PTR) + <usize>at * elementBytes(word(column, K.C_KIND));
}

export function elementInteger(column: usize, at: i32): i64 {
  const from = elementPtr(column, at);
  switch (word(column, K.C_KIND)) {
    case K.COLUMN_U8:
      return <i64>load<u8>(from);
    case K.COLUMN_I8:
      return <i64>load<i8>(from);
    case K.COLUMN_U16:
      return <i64>load<u16>(from);
    case K.COLUMN_I16:
      return <i64>load<i16>(from);
    case K.COLUMN_U32:
      return <i64>load<u32>(from);
    case K.COLUMN_I32:
      return <i64>load<i32>(from);
    case K.COLUMN_F64:
      return <i64>load<f64>(from);
  }
  return load<i64>(from);
}

function elementNumber(column: usize, at: i32): f64 {
  const from = elementPtr(column, at);
  switch (word(column, K.C_KIND)) {
    case K.COLUMN_F32:
      return <f64>load<f32>(from);
    case K.COLUMN_F64:
      return load<f64>(from);
    case K.COLUMN_U64:
      return <f64>load<u64>(from);
  }
  return <f64>elementInteger(column, at);
}

function listBytes(column: usize, row: i32): u32 {
  return load<u32>(<usize>word(column, K.C_PTR) + <usize>word(column, K.C_STEP) + ((<usize>row) << 2));
}

function writeList(program: usize, column: usize, row: i32, data: usize, record: usize): i32 {
  const index = word(column, K.C_OP);
  const op = opAt(program, index);
  const bytes = listBytes(column, row);
  const unit = <u32>word(op, K.W_BYTES);
  const at = word(op, K.W_OFFSET);
  if (bytes % unit != 0) return failRow(K.LENGTH_FIELD, index, written, at, <f64>unit, <f64>bytes);
  const from = data + <usize>load<u32>(<usize>word(column, K.C_PTR) + ((<usize>row) << 2));
  // What is empty may lie anywhere.
  if (bytes != 0) memory.copy(record + <usize>at, from, <usize>bytes);
  const flags = word(op, K.W_FLAGS);
  if ((flags & K.F_COUNTED) == 0) return K.OK;
  return fill(program, word(op, K.W_REF), record, record, <u64>bytes / (flags & K.F_COUNTS_BYTES ? 1 : <u64>unit));
}

/** Stores a derived leaf, or compares it with the column that gave it. `base`: what its offset counts from. */
function fill(program: usize, index: i32, record: usize, base: usize, value: u64): i32 {
  const op = opAt(program, index);
  const field = <i32>(base - record) + word(op, K.W_OFFSET);
  const isMeasure = word(op, K.W_KIND) == K.OP_MEASURE;
  if (isGiven(program, isMeasure ? word(op, K.W_REF) : index)) {
    const have = loadMeasured(op, base);
    if (<u64>have == value) return K.OK;
    const shown = isMeasure ? <f64>have : numberIn(index, op, base);
    return failRow(K.DISAGREE, index, written, field, <f64>value, shown);
  }
  const most = mostHeld(op);
  if (value > most) return failRow(K.OUT_OF_RANGE, index, written, field, <f64>most, <f64>value);
  if (!isHeld(op, value)) return failRow(K.NO_MEASURE, index, written, field, leastHeld(op, value), <f64>value);
  storeMeasured(op, base, value);
  return K.OK;
}

function isGiven(program: usize, op: i32): bool {
  const count = word(program, K.P_COLUMN_COUNT);
  for (let i = 0; i < count; i++) {
    const column = columnAt(program, i);
    if (word(column, K.C_OP) == op) return word(column, K.C_PTR) != 0;
  }
  return false;
}

/** Lengths, then checksums: they stand at the end of a program, in this order. */
export function writeDerived(program: usize, record: usize, bytes: usize, toNext: usize): i32 {
  const count = word(program, K.P_OP_COUNT);
  // A record of a chain reaches to the next one, padding and all.
  const isChain = word(program, K.P_RULE) == K.RULE_NEXT;
  let next = 0;
  for (let index = 0; index < count; index = next) {
    const op = opAt(program, index);
    const kind = word(op, K.W_KIND);
    // What array elements and parts elsewhere hold came with their bytes.
    next = kind == K.OP_ARRAY || kind == K.OP_POINTED ? word(op, K.W_END) : index + 1;
    let value: u64 = 0;
    if (kind == K.OP_LENGTH) value = word(op, K.W_FLAGS) & K.F_NEXT ? <u64>toNext : <u64>bytes;
    else if (kind == K.OP_CHECKSUM && isOpen(program, op, record))
      value = computeChecksum(program, op, record, record + (toNext != 0 && isChain ? toNext : bytes));
    else continue;
    const base = kind == K.OP_CHECKSUM ? sumBase(op, record, record + bytes) : record;
    const status = fill(program, word(op, K.W_REF), record, base, value);
    if (status != K.OK) return status;
  }
  return K.OK;
}

/** Arms of an untagged union share bytes: the columns of all of them must agree about these. */
function compareShared(program: usize, row: i32, record: usize): i32 {
  const count = word(program, K.P_COLUMN_COUNT);
  for (let i = 0; i < count; i++) {
    const column = columnAt(program, i);
    if (word(column, K.C_SHARED) == 0 || word(column, K.C_PTR) == 0) continue;
    if (word(column, K.C_KIND) == K.COLUMN_LIST || !isSelected(program, column, record)) continue;
    const status = compareElements(program, column, row, record);
    if (status != K.OK) return status;
  }
  return K.OK;
}

export function compareElements(program: usize, column: usize, row: i32, record: usize): i32 {
  const index = word(column, K.C_OP);
  const op = opAt(program, index);
  const offset = word(op, K.W_OFFSET);
  const end = (row + 1) * word(column, K.C_REPEAT);
  const run = word(column, K.C_RUN);
  const step = <usize>word(column, K.C_STEP);
  const isBytes = word(column, K.C_KIND) == K.COLUMN_BYTES_FIXED;
  let at = record + <usize>word(column, K.C_START);
  for (let first = row * word(column, K.C_REPEAT); first < end; first += run, at += <usize>word(column, K.C_RUN_STEP)) {
    if (isBytes) {
      if (memory.compare(at + <usize>offset, elementPtr(column, first), <usize>run) == 0) continue;
      return failRow(K.DISAGREE, index, written, word(column, K.C_START) + offset, 0, 0);
    }
    for (let i = 0; i < run; i++) {
      const base = at + <usize>i * step;
      if (isSameElement(column, index, op, first + i, base)) continue;
      const given = elementNumber(column, first + i);
      return failRow(K.DISAGREE, index, written, <i32>(base - record) + offset, numberIn(index, op, base), given);
    }
  }
  return K.OK;
}

function numberIn(index: i32, op: usize, base: usize): f64 {
  if (word(op, K.W_FLAGS) & K.F_UNSIGNED_WIDE) return <f64>(<u64>loadInteger(op, base));
  return word(op, K.W_KIND) == K.OP_SPLIT ? joinParts(index, op, base) : loadNumber(op, base);
}

function isSameElement(column: usize, index: i32, op: usize, at: i32, base: usize): bool {
  if (word(op, K.W_KIND) == K.OP_SPLIT) return joinParts(index, op, base) == elementNumber(column, at);
  if (word(op, K.W_FLAGS) & K.F_FLOAT) {
    const given = roundFloat(op, elementNumber(column, at));
    const held = loadNumber(op, base);
    return given == held || (isNaN<f64>(given) && isNaN<f64>(held));
  }
  if (word(op, K.W_FLAGS) & K.F_BOOL) return (elementInteger(column, at) != 0) == (loadBits(op, base) != 0);
  return loadInteger(op, base) == elementInteger(column, at);
}
