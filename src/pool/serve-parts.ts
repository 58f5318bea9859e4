import type { KernelSelects } from '../columns/kernel.js';
import {
  putTogether,
  recordBatchesOf,
  SELECT,
  takenApart,
  type OpenColumns,
  type RecordBatches,
  type TakenBatch,
} from '../columns/index.js';
import { unshared } from '../bytes/index.js';
import type { AnyFeatured } from '../message/index.js';
import type { Limits } from '../program/index.js';
import type { Abi, AnyType, ColumnArray } from '../schema/index.js';
import { onMessage, type MessagePortLike } from '../worker-port/index.js';
import { readSchema } from '../written-schema/index.js';
import type { FileRange, PartOptions, PartOrder, WorkerMessage, WrittenCodec } from './protocol.js';
import { sentError } from './sent-error.js';

/** What a worker decodes with. */
export interface WorkerEngine {
  createCodec(type: AnyType, options: { readonly abi: Abi; readonly limits: Limits }): AnyFeatured;
  readonly open: OpenColumns;
  readonly selects: KernelSelects;
  /** Undefined: where the worker runs there are no files. */
  readonly readFile: ((range: FileRange) => Uint8Array<ArrayBuffer>) | undefined;
}

/** Codecs that a worker keeps. */
const MOST_CODECS = 32;
const NO_COLUMNS: readonly string[] = [];
const NO_BYTES = /* @__PURE__ */ new Uint8Array(0);

/** On a worker: decodes the parts that a pool sends. */
export function servePartsWith(engine: WorkerEngine, port: MessagePortLike): void {
  const codecs = new Codecs(engine);
  const send = (message: WorkerMessage, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  onMessage(port, (given) => {
    const order = given as PartOrder;
    const { job } = order;
    try {
      servePart(engine, codecs.batchesOf(order.codec), order, send);
    } catch (error) {
      send({ kind: 'failed', job, error: sentError(error) });
    }
  });
}

/** The codecs of the last streams. */
class Codecs {
  private readonly known = new Map<number, RecordBatches>();

  constructor(private readonly engine: WorkerEngine) {}

  batchesOf({ id, schema, limits }: WrittenCodec): RecordBatches {
    const { known, engine } = this;
    const batches = known.get(id) ?? recordBatchesOf(engine.open, engine.createCodec(...codecOf(schema, limits)));
    known.delete(id);
    known.set(id, batches);
    if (known.size > MOST_CODECS) known.delete(known.keys().next().value as number);
    return batches;
  }
}

function codecOf(schema: unknown, limits: Limits): [AnyType, { abi: Abi; limits: Limits }] {
  const { type, abi } = readSchema(schema);
  return [type, { abi, limits }];
}

function servePart(
  engine: WorkerEngine,
  batches: RecordBatches,
  { job, input, options, spare, wantsEnd }: PartOrder,
  send: (message: WorkerMessage, transfer?: ArrayBuffer[]) => void,
): void {
  const bytes = bytesOf(engine, input);
  const { onBadRecord } = options;
  if (wantsEnd) {
    const framing = { columns: NO_COLUMNS, onBadRecord, borrow: true };
    const { consumedBytes: consumed, error } = batches.decode(bytes, 0, framing, true);
    if (error === undefined && consumed > 0) send({ kind: 'end', job, consumed });
  }
  const into = spare && putTogether(batches, NO_BYTES, emptyBatch(spare, options), options.columns);
  const batch = batches.decode(bytes, 0, { ...decodeOptions(engine, options), into }, true);
  const taken = takenApart(batch);
  const message = {
    kind: 'done',
    job,
    batch: taken,
    isWrong: batch.error !== undefined,
    need: batches.need(),
    bytes,
  } as const;
  const buffers = [bytes, ...taken.arrays].map(({ buffer }) => buffer);
  send(
    message,
    [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer),
  );
}

/** No rows, in arrays that have room for some. */
function emptyBatch(arrays: readonly ColumnArray[], { plan, onBadRecord }: PartOptions): TakenBatch {
  const gaps = onBadRecord === 'skip' ? [] : undefined;
  return { rows: 0, records: 0, consumed: 0, isFiltered: plan !== undefined, arrays, gaps };
}

function decodeOptions({ selects }: WorkerEngine, { columns, plan, onBadRecord }: PartOptions): object {
  const where = plan && { [SELECT]: () => ({ plan, reads: selects }) };
  return { columns, where, onBadRecord };
}

function bytesOf({ readFile }: WorkerEngine, input: Uint8Array | FileRange): Uint8Array {
  // The batch shows them: nobody else may write what was checked.
  if (input instanceof Uint8Array) return unshared(input);
  if (readFile === undefined) throw new Error('a worker of a browser reads no files');
  return readFile(input);
}
