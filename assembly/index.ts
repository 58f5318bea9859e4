import { checksum } from './checksum';
import * as K from './layout';
import { readSelected, selectedBytes, selectedRows } from './filter';
import { frame, framedBytes, framedRows } from './frame';
import { gatherAll, needsLengths } from './gather';
import { begin, columnAt, elementBytes, fail, isInMemory, word } from './memory';
import { isQuery } from './query-door';
import { summarizeAll, summarizedBytes, summarizedRows } from './summary';
import { readRecord, recordLength } from './message-read';
import * as Messages from './message-set';
import { route, routedBytes, routedRows } from './route';
import { packAll, packedBytes, unitBytes } from './pack';
import { scatter, scatteredBytes, scatteredRows } from './scatter';
import { spanEnd, spanLists, spanStart } from './scatter-places';
import { listColumn } from './scatter-row';

/*
 * The kernel's ABI: numbers in, a status out, everything else in the control block. Each export checks every pointer and
 * size once, here at the door; behind it nothing checks them again.
 */

export function abiVersion(): i32 {
  return K.ABI_VERSION;
}

/** Parts of readBatch and writeBatch; see window-kernels.ts for why they are exports. */
export * from './arm-kernels';
export * from './window-kernels';
export * from './window-merges';
export * from './window-picks';
export * from './filter-kernels';
export * from './summary-kernels';
export { evenOffsets, frameBytes, lengthsOf, sameLengths } from './frame';
export * from './window-zips';
export { copyRanges, copyRangesOf } from './scatter-loops';
export { placeAlignedParts, placeParts, placeStrided, spanLists } from './scatter-places';
export { routeByLength, routeByType, touch, verify } from './route';

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
 * Checks the message at `input`, of which `bytes` are in memory and `data` there: at least so much is in memory as a message may
 * have. Status and length are in the control block.
 */
export function readMessage(program: usize, input: usize, bytes: usize, data: usize): i32 {
  begin();
  if (!isProgram(program) || !isInput(input, bytes, data)) return badCall();
  const status = readRecord(program, input, input, input + bytes, input + data);
  store<i32>(K.CONTROL_LENGTH, <i32>recordLength());
  return status;
}

/** The checksum of [at, at + bytes) in which the `ownBytes` bytes at `own` count as 0, to CONTROL_HAVE. */
export function sumBytes(algorithm: i32, at: usize, bytes: usize, own: usize, ownBytes: usize): i32 {
  begin();
  if (!isRegion(at, bytes)) return badCall();
  store<f64>(K.CONTROL_HAVE, <f64>checksum(algorithm, at, at + bytes, own, ownBytes));
  return K.OK;
}

/** Opens the message set at `set` for beginMessage and finishMessage, and checks every address in it. */
export function openMessages(set: usize): i32 {
  begin();
  if (!isMessageSet(set)) return badCall();
  Messages.open(set);
  return K.OK;
}

function isMessageSet(set: usize): bool {
  if ((set & 7) != 0 || !isRegion(set, (<usize>K.MESSAGE_SET_WORDS) << 2)) return false;
  const count = word(set, K.M_COUNT);
  const more = word(set, K.M_MORE_COUNT);
  if (count < 1 || count > MAX_ROWS || !isRegion(set, Messages.messageAt(0, count))) return false;
  if (more < 0 || more > MAX_ROWS || !areTagWindows(set, more)) return false;
  for (let i = 0; i < count; i++) {
    const message = Messages.messageAt(set, i);
    const reply = <usize>word(message, K.MESSAGE_OUTPUT);
    if (!isProgram(<usize>word(message, K.MESSAGE_INPUT)) || (reply != 0 && !isProgram(reply))) return false;
    if (more != 0 && !isRegion(<usize>word(message, K.MESSAGE_MORE_TAGS), (<usize>more) << 3)) return false;
    if (i > 0 && !Messages.isAscending(Messages.messageAt(set, i - 1), message, more)) return false;
  }
  return true;
}

/** Each begins in the bytes that every message has; where those are none, the only one takes nothing. */
function areTagWindows(set: usize, more: i32): bool {
  const least = <u32>word(set, K.M_LEAST_BYTES);
  const offset = <u32>word(set, K.M_WINDOW_OFFSET);
  if (least > <u32>MAX_INPUT || (offset >= least && offset + least != 0)) return false;
  const windows = <usize>word(set, K.M_MORE);
  if (more != 0 && !isRegion(windows, (<usize>(more * K.MORE_WORDS)) << 2)) return false;
  for (let i = 0; i < more; i++) {
    if (<u32>word(windows, i * K.MORE_WORDS + K.MORE_OFFSET) >= least) return false;
  }
  return true;
}

/** Before a handler: identifies and checks [input, input + bytes), blanks the reply. The number of the message, or -1. */
export function beginMessage(input: usize, bytes: usize, output: usize, room: usize): i32 {
  if (!Messages.isOpen() || bytes > MAX_INPUT || !isRegion(input, bytes + K.MESSAGE_SLACK) || !isRegion(output, room)) {
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
 * `offsets` and `lengths` are u32 columns of `maxRows`, `lengths` 0 where it is not wanted; the columns' own addresses are in the program. Rows before `firstRow` are
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
  if (!isRegion(offsets, rowBytes) || (lengths != 0 && !isRegion(lengths, rowBytes))) return badCall();
  if (!columnsAreInMemory(program, maxRows)) return badCall();
  const blockRows = word(program, K.P_BLOCK_ROWS);
  if (blockRows < 1 || blockRows > K.BLOCK_ROWS) return badCall();
  let rows = firstRow;
  let at = start;
  let status = K.OK;
  let more = true;
  const listsNeedLengths = needsLengths(program);
  while (more && rows < maxRows) {
    const block = (<usize>rows) << 2;
    const wanted = min<i32>(blockRows, maxRows - rows);
    // Lengths that only lists need are those of this block.
    const blockLengths = lengths != 0 ? lengths + block : listsNeedLengths ? K.LENGTHS_PTR : 0;
    status = frame(program, input, at, bytes, data, offsets + block, blockLengths, wanted, rows);
    const framed = framedRows();
    at = framedBytes();
    gatherAll(program, input, offsets, blockLengths - block, rows, framed);
    rows += framed;
    more = status == K.OK && framed == wanted;
  }
  store<i32>(K.CONTROL_ROWS, rows);
  store<i32>(K.CONTROL_CONSUMED, <i32>at);
  return status;
}

/**
 * The same for the records that the query's filter selects. `numbers` is a u32 column, as `offsets` is: which of all records each row is.
 * Q_RECORDS counts the records that were looked at. Stops right after the row that fills the columns.
 */
export function readQuery(
  query: usize,
  input: usize,
  start: usize,
  bytes: usize,
  data: usize,
  offsets: usize,
  lengths: usize,
  numbers: usize,
  maxRows: i32,
  firstRow: i32,
): i32 {
  begin();
  if (firstRow < 0 || maxRows < firstRow || maxRows > MAX_ROWS) return badCall();
  const rowBytes = (<usize>maxRows) << 2;
  if (!isWholeQuery(query, maxRows) || start > bytes || !isInput(input, bytes, data)) return badCall();
  if (word(query, K.Q_STEP_COUNT) == 0 || word(query, K.Q_SUMMARY_COUNT) > 0) return badCall();
  if (!isRegion(offsets, rowBytes) || !isRegion(lengths, rowBytes) || !isRegion(numbers, rowBytes)) return badCall();
  const status = readSelected(query, input, start, bytes, data, offsets, lengths, numbers, maxRows, firstRow);
  store<i32>(K.CONTROL_ROWS, selectedRows());
  store<i32>(K.CONTROL_CONSUMED, <i32>selectedBytes());
  return status;
}

/**
 * Folds the records of [input + start, input + bytes) that the query's filter selects into the states of its summaries. CONTROL_ROWS rows
 * were selected, the `firstRow` before the call among them.
 */
export function summarize(query: usize, input: usize, start: usize, bytes: usize, data: usize, firstRow: i32): i32 {
  begin();
  if (!isWholeQuery(query, K.BLOCK_ROWS) || start > bytes || !isInput(input, bytes, data)) return badCall();
  const status = summarizeAll(query, input, start, bytes, data, firstRow);
  store<i32>(K.CONTROL_ROWS, summarizedRows());
  store<i32>(K.CONTROL_CONSUMED, <i32>summarizedBytes());
  return status;
}

/** `rows`: what the columns have that are gathered. */
function isWholeQuery(query: usize, rows: i32): bool {
  if ((query & 7) != 0 || !isRegion(query, (<usize>K.QUERY_WORDS) << 2)) return false;
  const size = <usize>word(query, K.Q_BYTES);
  if (!isRegion(query, size)) return false;
  const frames = <usize>word(query, K.Q_FRAMES);
  const gathers = <usize>word(query, K.Q_GATHERS);
  if (frames > size || gathers > size || !isProgram(query + frames) || !isProgram(query + gathers)) return false;
  const blockRows = word(query + gathers, K.P_BLOCK_ROWS);
  if (blockRows < 1 || blockRows > K.BLOCK_ROWS || word(query + frames, K.P_BLOCK_ROWS) != blockRows) return false;
  if (!columnsAreInMemory(query + frames, K.BLOCK_ROWS) || !columnsAreInMemory(query + gathers, rows)) return false;
  return isQuery(query, size);
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

function columnsAreInMemory(program: usize, rows: i32): bool {
  const count = word(program, K.P_COLUMN_COUNT);
  for (let i = 0; i < count; i++) {
    const column = columnAt(program, i);
    const at = <usize>word(column, K.C_PTR);
    if (at == 0) continue;
    const isList = word(column, K.C_KIND) == K.COLUMN_LIST;
    // A list's lengths may lie before its offsets: their address wraps.
    if (isList && !isRegion(at + <usize>word(column, K.C_STEP), (<usize>rows) << 2)) return false;
    const elements = isList ? 1 : <u64>(<u32>word(column, K.C_REPEAT));
    const bytes = <u64>rows * elements * <u64>elementBytes(word(column, K.C_KIND));
    if ((at & 7) != 0 || bytes > <u64>MAX_DATA || !isRegion(at, <usize>bytes)) return false;
  }
  return true;
}

/**
 * Writes rows [0, rows) of the program's columns to [output, output + room) as records. Of a list's data the `dataBytes` bytes from `dataFrom` on are at
 * `data`: DATA_OVERRUN where one lies elsewhere. CONTROL_ROWS rows and CONTROL_LENGTH bytes are whole when OUTPUT_FULL is returned.
 */
export function writeBatch(
  program: usize,
  rows: i32,
  data: usize,
  dataBytes: usize,
  dataFrom: usize,
  output: usize,
  room: usize,
  isLast: bool,
): i32 {
  begin();
  if (!isProgram(program) || rows < 0 || rows > MAX_ROWS || !isRegion(data, dataBytes) || !isRegion(output, room))
    return badCall();
  if (!columnsAreInMemory(program, rows)) return badCall();
  if (!listsAreInside(program, rows, dataFrom, dataBytes)) return fail(K.DATA_OVERRUN, -1, 0, 0, 0, 0);
  // Bounds: addresses wrap; lists lie in the data, so what is added to them leads back there.
  const status = scatter(program, rows, data - dataFrom, data + dataBytes, output, room, isLast);
  store<i32>(K.CONTROL_ROWS, scatteredRows());
  store<i32>(K.CONTROL_LENGTH, <i32>scatteredBytes());
  return status;
}

/** CONTROL_WANT and CONTROL_HAVE: the first byte of their data that the lists of rows [0, rows) have, and the byte behind their last. DATA_OVERRUN: a list reaches behind 4 GiB. */
export function measureLists(program: usize, rows: i32): i32 {
  begin();
  if (!isProgram(program) || rows < 0 || rows > MAX_ROWS || !columnsAreInMemory(program, rows)) return badCall();
  const list = listColumn(program);
  const hasSpan = list == 0 || spanLists(list, <usize>rows);
  store<f64>(K.CONTROL_WANT, list == 0 ? 0 : <f64>spanStart());
  store<f64>(K.CONTROL_HAVE, list == 0 ? 0 : <f64>spanEnd());
  return hasSpan ? K.OK : K.DATA_OVERRUN;
}

function listsAreInside(program: usize, rows: i32, from: usize, bytes: usize): bool {
  const list = listColumn(program);
  if (list == 0 || rows == 0) return true;
  if (word(list, K.C_PTR) == 0 || !spanLists(list, <usize>rows)) return false;
  return spanEnd() == 0 || (<usize>spanStart() >= from && <usize>spanEnd() - from <= bytes);
}

/**
 * Packs the ranges [offsets[row], + lengths[row]) of `source` as contiguous bytes at `target`, converted (one of PACK_…), and
 * replaces each offset by the end of its row there. CONTROL_LENGTH is the bytes of all. `trimUnit` is 0, or the bytes of the NUL
 * that ends a text.
 */
export function packRows(
  conversion: i32,
  trimUnit: i32,
  source: usize,
  sourceBytes: usize,
  offsets: usize,
  lengths: usize,
  rows: i32,
  target: usize,
  room: usize,
): i32 {
  begin();
  if (!isConversion(conversion) || <u32>trimUnit > 2) return badCall();
  if (rows < 0 || rows > MAX_ROWS || sourceBytes > MAX_INPUT || room > MAX_DATA) return badCall();
  const rowBytes = (<usize>rows) << 2;
  if (!isRegion(offsets, rowBytes) || !isRegion(lengths, rowBytes) || !isRegion(target, room)) return badCall();
  if (!isRegion(source, sourceBytes + K.PACK_SLACK)) return badCall();
  if (!rangesFit(conversion, sourceBytes, offsets, lengths, rows, room)) return badCall();
  const end = packAll(conversion, <usize>trimUnit, source, offsets, lengths, rows, target);
  store<i32>(K.CONTROL_LENGTH, <i32>(end - target));
  return K.OK;
}

/** One of PACK_…; PACK_NUMBERS with 1 to 8 bytes and the flags that say how a number is read. */
function isConversion(conversion: i32): bool {
  const kind = conversion & K.PACK_KIND_MASK;
  if (kind != K.PACK_NUMBERS) return conversion == kind && kind < K.PACK_NUMBERS;
  const bytes = (conversion >> K.PACK_BYTES_SHIFT) & 15;
  return bytes >= 1 && bytes <= 8 && conversion >> K.PACK_FLAGS_SHIFT == ((conversion >> K.PACK_FLAGS_SHIFT) & 15);
}

/** Whether all ranges lie inside the source, are whole elements, and their bytes inside the room whatever they hold. */
function rangesFit(conversion: i32, sourceBytes: usize, offsets: usize, lengths: usize, rows: i32, room: usize): bool {
  const unit = unitBytes(conversion);
  let total: u64 = 0;
  for (let row: usize = 0; row < <usize>rows; row++) {
    const at = <usize>load<u32>(offsets + (row << 2));
    const bytes = <usize>load<u32>(lengths + (row << 2));
    if (at > sourceBytes || bytes > sourceBytes - at || bytes % unit != 0) return false;
    total += <u64>bytes;
  }
  return (total / <u64>unit) * <u64>packedBytes(conversion) + <u64>K.PACK_SLACK <= <u64>room;
}
