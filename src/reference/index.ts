import type { Engine, MessageEngine } from '../plan/index.js';
import { ReferenceMachine } from './machine.js';
import { ReferenceMessages } from './messages.js';

/**
 * The engine in plain TypeScript, without WebAssembly or `eval`: what the tests compare the kernel with, and what runs
 * where a content security policy forbids WebAssembly.
 */
export function createReferenceEngine(): Engine {
  return { name: 'reference', load: (program) => new ReferenceMachine(program) };
}

/** The same with message sets. */
export function createReferenceMessageEngine(): MessageEngine {
  return { ...createReferenceEngine(), loadMessages: (set, bytes) => new ReferenceMessages(set, bytes) };
}

export { openReferenceColumns } from './batch-reader.js';
export { openReferenceRows } from './rows.js';
export { REFERENCE_SELECTS } from './select.js';
export { ReferenceMachine } from './machine.js';
export { summarizeOnReference } from './summary.js';
export { packOnReference } from './pack.js';
export { armReader } from './arm-reader.js';
export { readTag, recordTypeReader } from './record-type.js';
export { ReferenceRecords } from './records.js';
export { exactOutcome } from './exact-outcome.js';
export { readLeaf, readWideLeaf, writeLeaf, writeWideLeaf } from './leaf.js';
export type { LeafBits } from './leaf.js';
export { cursorFactory, type CursorFactory, type FramedCursor, type FramedOptions } from './cursor.js';
export { assertReadableCursor, moverOf } from './cursor-printing.js';
export type { RecordFrame, RowMover } from './cursor-frame.js';
export { startOfTail } from './cursor-unknown.js';
export { unpack } from './unpack.js';
export { decodeGuid, decodeText, encodeGuid, encodeText, textBytes } from './text.js';
export { RecordWriter } from './record-writer.js';
