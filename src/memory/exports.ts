/*
 * What the modules of the kernel export: assembly/NAME/index.ts. Every export returns a status; the rest is in the control block.
 */

/** Linear memory, as the core exports it. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Single messages, and the memory of all modules. */
export interface CoreExports {
  readonly memory: KernelMemory;
  abiVersion(): number;
  readMessage(program: number, input: number, bytes: number, data: number): number;
  sumBytes(program: number, op: number, at: number, bytes: number, own: number): number;
}

/** Records to columns. */
export interface ColumnsExports {
  columnsAbiVersion(): number;
  readBatch(
    program: number,
    input: number,
    start: number,
    bytes: number,
    data: number,
    origin: number,
    offsets: number,
    lengths: number,
    maxRows: number,
    firstRow: number,
  ): number;
}

/** Records that a filter selects. */
export interface QueryExports {
  queryAbiVersion(): number;
  readQuery(
    query: number,
    input: number,
    start: number,
    bytes: number,
    data: number,
    origin: number,
    offsets: number,
    lengths: number,
    numbers: number,
    maxRows: number,
    firstRow: number,
  ): number;
  summarize(query: number, input: number, start: number, bytes: number, data: number, firstRow: number): number;
}

/** Records of several types. */
export interface RecordSetsExports {
  recordSetsAbiVersion(): number;
  readRecords(
    set: number,
    input: number,
    start: number,
    bytes: number,
    data: number,
    origin: number,
    maxRows: number,
    firstRow: number,
  ): number;
}

/** Columns to records. */
export interface RowsExports {
  rowsAbiVersion(): number;
  writeBatch(
    program: number,
    rows: number,
    data: number,
    dataBytes: number,
    dataFrom: number,
    output: number,
    room: number,
    isLast: number,
  ): number;
  measureLists(program: number, rows: number): number;
}

/** Ranges of bytes to contiguous data. */
export interface PackingExports {
  packingAbiVersion(): number;
  packRows(
    conversion: number,
    trimUnit: number,
    source: number,
    sourceBytes: number,
    offsets: number,
    lengths: number,
    rows: number,
    target: number,
    room: number,
  ): number;
}

/** Message sets. */
export interface MessagesExports {
  messagesAbiVersion(): number;
  openMessages(set: number): number;
  beginMessage(input: number, bytes: number, output: number, room: number): number;
  finishMessage(message: number, output: number, reach: number): number;
}

/** The whole kernel in one module: build/kernel.wasm. */
export interface KernelExports
  extends CoreExports, ColumnsExports, QueryExports, RecordSetsExports, RowsExports, PackingExports, MessagesExports {}
