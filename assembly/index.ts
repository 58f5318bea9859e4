import * as K from './layout';
import { frame, framedBytes, framedRows } from './frame';
import { gatherAll } from './gather';
import { begin, fail, isInMemory, word } from './memory';
import { readRecord, recordLength } from './message-read';
import * as Messages from './message-set';
import { route, routedBytes, routedRows } from './route';
import { writeRecord, writtenBytes } from './message-write';
import { scatter, scatteredBytes, scatteredRows } from './scatter';

/*
 * The kernel's ABI: numbers in, a status out, everything else in the control block. Each export checks every pointer and
 * size once, here at the door; behind it nothing checks them again.
 */

export function abiVersion(): i32 {
  return K.ABI_VERSION;
}

/** Parts of readBatch; see window-kernels.ts for why they are exports. */
export * from './window-kernels';
export * from './window-picks';
export { routeByLength, routeByType, verify } from './route';
export { frameBytes, lengthsOf, touch } from './frame';

/** Most input of one call: lengths and offsets in the control block are signed 32-bit. */
const MAX_INPUT: usize = 0x40000000;
/** Most data that input may be a part of: an address behind it still fits 32 bits. */
const MAX_DATA: usize = 0x7fffffff;

/** Most rows of one call: no column of them passes 32 bits of bytes by itself. */
const MAX_ROWS: i32 = 0x01ffffff;

function badCall(): i32 {
  return fail(K.BAD_CALL, -1, 0, 0, 0, 0);
}

function isProgram(program: usize): bool {
  if ((program & 7) != 0 || program < K.PROGRAM_PTR) return false;
  if (!isInMemory(program, (<usize>K.PROGRAM_HEADER_WORDS) << 2)) return false;
  return isInMemory(program, <usize>word(program, K.P_BYTES));
}

/** `data` bytes there are, of which the first `bytes` are in memory. */
function isInput(input: usize, bytes: usize, data: usize): bool {
  return bytes <= MAX_INPUT && data >= bytes && data <= MAX_DATA && isRegion(input, bytes);
}

function isRegion(at: usize, bytes: usize): bool {
  return at >= K.PROGRAM_PTR && isInMemory(at, bytes);
}

/**
 * Reads the message at `input`, of which `bytes` are in memory and `data` there: at least so much is in memory as a message may
 * have. With a tape its slots go to [tape, tape + tapeBytes); tape 0 only checks it. Status and length are in the control
 * block.
 */
export function readMessage(
  program: usize,
  input: usize,
  bytes: usize,
  data: usize,
  tape: usize,
  tapeBytes: usize,
): i32 {
  begin();
  const hasTape = tape != 0;
  if (!isProgram(program) || !isInput(input, bytes, data)) return badCall();
  if (hasTape && ((tape & 7) != 0 || !isRegion(tape, tapeBytes))) return badCall();
  const status = readRecord(program, input, input, input + bytes, input + data, tape, tape + tapeBytes);
  store<i32>(K.CONTROL_LENGTH, <i32>recordLength());
  return status;
}

/** Writes the message whose slots are [tape, tape + tapeBytes) to [output, output + room). */
export function writeMessage(program: usize, tape: usize, tapeBytes: usize, output: usize, room: usize): i32 {
  begin();
  if (!isProgram(program) || (tape & 7) != 0 || !isRegion(tape, tapeBytes) || !isRegion(output, room)) return badCall();
  let status = writeRecord(program, tape, tape + tapeBytes, output, output + room);
  const length = writtenBytes();
  if (status == K.OK && word(program, K.P_HAS_CHECKS)) {
    status = readRecord(program, output, output, output + length, output + length, 0, 0);
  }
  store<i32>(K.CONTROL_LENGTH, <i32>length);
  return status;
}

/** Opens the message set at `set` for handleMessage and finishMessage, and checks every address in it. */
export function openMessages(set: usize): i32 {
  begin();
  if ((set & 7) != 0 || !isRegion(set, (<usize>K.MESSAGE_SET_WORDS) << 2)) return badCall();
  const count = word(set, K.M_COUNT);
  if (count < 0 || count > MAX_ROWS || !isRegion(set, Messages.messageAt(0, count))) return badCall();
  for (let i = 0; i < count; i++) {
    const message = Messages.messageAt(set, i);
    if (i > 0 && load<u64>(message) <= load<u64>(Messages.messageAt(set, i - 1))) return badCall();
    const reply = <usize>word(message, K.MESSAGE_OUTPUT);
    if (!isProgram(<usize>word(message, K.MESSAGE_INPUT)) || (reply != 0 && !isProgram(reply))) return badCall();
  }
  Messages.open(set);
  return K.OK;
}

/** Before a handler: identifies and checks [input, input + bytes), blanks the reply. The number of the message, or -1. */
export function beginMessage(input: usize, bytes: usize, output: usize, room: usize): i32 {
  if (!Messages.isOpen() || bytes > MAX_INPUT || !isRegion(input, bytes) || !isRegion(output, room)) {
    begin();
    badCall();
    return -1;
  }
  return Messages.begin(input, bytes, output, room);
}

/** Behind a handler: completes the reply in [output, output + reach). Its bytes, or -1. */
export function finishMessage(message: i32, output: usize, reach: usize): i32 {
  if (!Messages.isOpen() || <u32>message >= <u32>Messages.messageCount() || !isRegion(output, reach)) {
    begin();
    badCall();
    return -1;
  }
  return Messages.finish(message, output, reach);
}

/**
 * Frames [input + start, input + bytes), of `data` bytes that there are, and gathers every column, in blocks that stay in the first-level cache.
 * `offsets` and `lengths` are u32 columns of `maxRows`; the columns' own addresses are in the program. Rows before `firstRow` are
 * there already, from an earlier piece of the input. CONTROL_ROWS rows, those among them, and CONTROL_CONSUMED bytes are good even where the status is not OK.
 */
export function readBatch(
  program: usize,
  input: usize,
  start: usize,
  bytes: usize,
  data: usize,
  offsets: usize,
  lengths: usize,
  maxRows: i32,
  firstRow: i32,
): i32 {
  begin();
  if (firstRow < 0 || maxRows < firstRow || maxRows > MAX_ROWS) return badCall();
  const rowBytes = (<usize>maxRows) << 2;
  if (!isProgram(program) || start > bytes || !isInput(input, bytes, data)) return badCall();
  if (!isRegion(offsets, rowBytes) || !isRegion(lengths, rowBytes)) return badCall();
  if (!columnsAreInMemory(program, maxRows)) return badCall();
  let rows = firstRow;
  let at = start;
  let status = K.OK;
  let more = true;
  while (more && rows < maxRows) {
    const block = (<usize>rows) << 2;
    const wanted = min<i32>(K.BLOCK_ROWS, maxRows - rows);
    status = frame(program, input, at, bytes, data, offsets + block, lengths + block, wanted, rows);
    const framed = framedRows();
    at = framedBytes();
    gatherAll(program, input, offsets, lengths, rows, framed);
    rows += framed;
    more = status == K.OK && framed == wanted;
  }
  store<i32>(K.CONTROL_ROWS, rows);
  store<i32>(K.CONTROL_CONSUMED, <i32>at);
  return status;
}

/**
 * Routes records of [input + start, input + bytes), of `data` bytes that there are, to the columns of their types, which the entries of the
 * set tell; `order` has room for `maxRows` u16, the types of the records, of which the first `firstRow` are there already. WORK_FULL: the
 * columns of a type are full. CONTROL_ROWS records and CONTROL_CONSUMED bytes are good even where the status is not OK.
 */
export function readRecords(
  set: usize,
  input: usize,
  start: usize,
  bytes: usize,
  data: usize,
  order: usize,
  maxRows: i32,
  firstRow: i32,
): i32 {
  begin();
  if (firstRow < 0 || maxRows < firstRow || maxRows > MAX_ROWS) return badCall();
  if (!isRecordSet(set) || start > bytes || !isInput(input, bytes, data)) return badCall();
  if ((order & 1) != 0 || !isRegion(order, (<usize>maxRows) << 1)) return badCall();
  const status = route(set, input, start, bytes, data, order, maxRows, firstRow);
  store<i32>(K.CONTROL_ROWS, routedRows());
  store<i32>(K.CONTROL_CONSUMED, <i32>routedBytes());
  return status;
}

function isRecordSet(set: usize): bool {
  if ((set & 7) != 0 || !isRegion(set, (<usize>K.RECORD_SET_WORDS) << 2)) return false;
  const types = word(set, K.R_TYPE_COUNT);
  const entries = set + ((<usize>K.RECORD_SET_WORDS) << 2);
  if (types < 1 || types > MAX_TYPES || !isRegion(entries, <usize>((types + 1) * K.TYPE_BYTES))) return false;
  const rows = word(set, K.R_CAPACITY);
  if (rows < 0 || rows > MAX_ROWS) return false;
  for (let i = 0; i < types; i++) if (!isEntry(entries + <usize>(i * K.TYPE_BYTES), rows)) return false;
  const tags = word(set, K.R_TAG_COUNT);
  const small = word(set, K.R_TABLE_COUNT);
  if (<u32>tags > <u32>MAX_ROWS || <u32>small > <u32>MAX_ROWS) return false;
  if (!isRegion(<usize>word(set, K.R_TAGS), (<usize>tags) << 3)) return false;
  if (!isRegion(<usize>word(set, K.R_TAG_OP), K.OP_BYTES)) return false;
  const end = entries + <usize>(types * K.TYPE_BYTES);
  if (!areEntries(<usize>word(set, K.R_TAG_ENTRIES), tags, entries, end)) return false;
  if (!areEntries(set + ((<usize>K.R_OTHERWISE) << 2), 1, entries, end)) return false;
  const table = <usize>word(set, K.R_TABLE);
  return table == 0 || areEntries(table, small + 1, entries, end);
}

/** Most types of a set: their numbers are u16. */
const MAX_TYPES: i32 = 0xffff;

/** `count` words that are addresses of entries, the last of which may be the one that is no type. */
function areEntries(at: usize, count: i32, entries: usize, last: usize): bool {
  if (!isRegion(at, (<usize>count) << 2)) return false;
  for (let i: usize = 0; i < <usize>count; i++) {
    const entry = <usize>load<u32>(at + (i << 2));
    if (entry < entries || entry > last || (entry - entries) % <usize>K.TYPE_BYTES != 0) return false;
  }
  return true;
}

function isEntry(entry: usize, rows: i32): bool {
  const program = <usize>word(entry, K.T_PROGRAM);
  const gathered = word(entry, K.T_GATHERED);
  if (gathered < 0 || gathered > rows) return false;
  const offsets = <usize>word(entry, K.T_OFFSETS);
  if ((offsets & 3) != 0 || <usize>word(entry, K.T_NEXT) != offsets + ((<usize>gathered) << 2)) return false;
  return isRegion(offsets, <usize>rows * 12) && isProgram(program) && columnsAreInMemory(program, rows);
}

function columnAt(program: usize, index: i32): usize {
  return program + <usize>word(program, K.P_COLUMNS_OFFSET) + <usize>(index * K.COLUMN_BYTES);
}

function columnsAreInMemory(program: usize, rows: i32): bool {
  const count = word(program, K.P_COLUMN_COUNT);
  for (let i = 0; i < count; i++) {
    const column = columnAt(program, i);
    const at = <usize>word(column, K.C_PTR);
    if (at == 0) continue;
    const isList = word(column, K.C_KIND) == K.COLUMN_LIST;
    const bytes = isList ? <u64>word(column, K.C_STEP) + ((<u64>rows) << 2) : <u64>rows * <u64>elementBytes(column);
    if ((at & 7) != 0 || bytes > <u64>MAX_DATA || !isRegion(at, <usize>bytes)) return false;
  }
  return true;
}

function elementBytes(column: usize): usize {
  const repeat = <usize>word(column, K.C_REPEAT);
  switch (word(column, K.C_KIND)) {
    case K.COLUMN_U8:
    case K.COLUMN_I8:
    case K.COLUMN_BYTES_FIXED:
      return repeat;
    case K.COLUMN_U16:
    case K.COLUMN_I16:
      return repeat << 1;
    case K.COLUMN_U32:
    case K.COLUMN_I32:
    case K.COLUMN_F32:
      return repeat << 2;
  }
  return repeat << 3;
}

/**
 * Writes rows [0, rows) of the program's columns to [output, output + room) as records; a list's offsets count from `data`,
 * of which `dataBytes` are there. CONTROL_ROWS rows and CONTROL_LENGTH bytes are whole when OUTPUT_FULL is returned.
 */
export function writeBatch(
  program: usize,
  rows: i32,
  data: usize,
  dataBytes: usize,
  output: usize,
  room: usize,
  isLast: bool,
): i32 {
  begin();
  if (!isProgram(program) || rows < 0 || rows > MAX_ROWS || !isRegion(data, dataBytes) || !isRegion(output, room))
    return badCall();
  if (!columnsAreInMemory(program, rows) || !listsAreInside(program, rows, dataBytes)) return badCall();
  const status = scatter(program, rows, data, output, room, isLast);
  store<i32>(K.CONTROL_ROWS, scatteredRows());
  store<i32>(K.CONTROL_LENGTH, <i32>scatteredBytes());
  return status;
}

function listsAreInside(program: usize, rows: i32, dataBytes: usize): bool {
  const count = word(program, K.P_COLUMN_COUNT);
  for (let i = 0; i < count; i++) {
    const column = columnAt(program, i);
    if (word(column, K.C_KIND) != K.COLUMN_LIST || word(column, K.C_PTR) == 0) continue;
    const starts = <usize>word(column, K.C_PTR);
    const sizes = starts + <usize>word(column, K.C_STEP);
    for (let row: usize = 0; row < <usize>rows; row++) {
      const at = <usize>load<u32>(starts + (row << 2));
      if (at > dataBytes || <usize>load<u32>(sizes + (row << 2)) > dataBytes - at) return false;
    }
  }
  return true;
}
