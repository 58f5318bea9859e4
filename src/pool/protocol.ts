import type { OnBadRecord, TakenBatch } from '../columns/index.js';
import type { ErrorCode, ErrorPlace } from '../errors/index.js';
import type { ColumnArray } from '../schema/index.js';
import type { Limits } from '../program/index.js';
import type { WrittenSchema } from '../written-schema/index.js';

/*
 * What a pool and its workers send each other: plain data. Bytes and columns are transferred.
 */

/** A codec, as it reaches a worker. */
export interface WrittenCodec {
  /** The same number is the same codec. */
  readonly id: number;
  readonly schema: WrittenSchema;
  readonly limits: Limits;
}

/** Bytes of a file, which the worker reads itself. */
export interface FileRange {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** To read into, where it is large enough. */
  readonly buffer: ArrayBuffer | undefined;
}

/** What becomes of records, the same for all parts of a stream. */
export interface PartOptions {
  readonly columns: readonly string[] | undefined;
  /** Of a filter: what its engine reads by. */
  readonly plan: object | undefined;
  readonly onBadRecord: OnBadRecord | undefined;
}

/** Decode one part. */
export interface PartOrder {
  readonly kind: 'part';
  readonly job: number;
  readonly codec: WrittenCodec;
  readonly input: Uint8Array | FileRange;
  readonly options: PartOptions;
  /** Arrays of an earlier batch of the stream, to be filled again. */
  readonly spare: readonly ColumnArray[] | undefined;
  /** The pool does not know where the next part begins: say so as soon as it is known. */
  readonly wantsEnd: boolean;
}

/** Where the last whole record of a part ends, from its start on. The columns come later. */
export interface EndMessage {
  readonly kind: 'end';
  readonly job: number;
  readonly consumed: number;
}

/** A part is decoded. */
export interface DoneMessage {
  readonly kind: 'done';
  readonly job: number;
  readonly batch: TakenBatch;
  /** The record after the last whole one is wrong, whatever comes after it. */
  readonly isWrong: boolean;
  /** Bytes that this record needs; 0: it does not wait for any. */
  readonly need: number;
  /** The part's bytes. */
  readonly bytes: Uint8Array;
}

/** An error of the worker, as what it was. */
export interface SentError {
  readonly message: string;
  /** Of an error of castbuf; undefined: another one. */
  readonly castbuf: { readonly code: ErrorCode; readonly hint: string; readonly place: ErrorPlace } | undefined;
  /** The operating system's code. */
  readonly system: string | undefined;
}

/** A part cannot be decoded. */
export interface FailedMessage {
  readonly kind: 'failed';
  readonly job: number;
  readonly error: SentError;
}

export type WorkerMessage = EndMessage | DoneMessage | FailedMessage;
