import { putTogether, released, type Batch, type RecordBatches } from '../columns/index.js';
import { movedBy } from '../errors/index.js';
import type { AnyType, ColumnArray } from '../schema/index.js';
import type { PartInput } from './part-input.js';
import type { DoneMessage, PartOptions, WrittenCodec } from './protocol.js';
import type { Job, Threads } from './threads.js';

/** What a stream decodes, and how. */
export interface PartPlan {
  readonly batches: RecordBatches;
  readonly codec: WrittenCodec;
  readonly input: PartInput;
  readonly options: PartOptions;
  readonly partBytes: number;
  /** A batch is good until the next one is asked for: its arrays are filled again. */
  readonly borrow: boolean;
  /** Bytes from each record to the next; undefined: the records say so. */
  readonly stride: number | undefined;
}

/** A part that is decoded, or will be. */
interface Part {
  readonly start: number;
  /** Where the next part begins is known. */
  isEndKnown: boolean;
  done: Promise<DoneMessage>;
}

/** Nobody wants the part any more. */
const UNWANTED = Symbol('unwanted');

/**
 * The parts of one stream. Workers decode them as they come; they are taken out in their order. Where a part begins is known when the one before it has
 * been framed, which its worker tells before it makes the columns: those of several parts are made at the same time.
 */
export class PartStream {
  /** In the order of the stream; those that were not taken out. */
  private readonly parts: Part[] = [];
  private readonly jobs = new Set<Job>();
  /** Where the next part begins; undefined: the last one has not told yet. */
  private next: number | undefined = 0;
  private isOver = false;
  /** The batch that was taken out last, and its bytes. */
  private last: { readonly batch: Batch<AnyType>; readonly bytes: Uint8Array } | undefined;
  private readonly spare: (readonly ColumnArray[])[] = [];

  constructor(
    private readonly plan: PartPlan,
    private readonly threads: Threads,
  ) {
    this.fill();
  }

  /** The next batch; undefined: there is none. An error ends the stream, and so does what this throws. */
  async take(): Promise<Batch<AnyType> | undefined> {
    const part = this.parts[0];
    this.free();
    if (part === undefined) return undefined;
    const done = await part.done;
    this.parts.shift();
    const batch = this.batchOf(part, done);
    this.last = { batch, bytes: done.bytes };
    if (batch.error !== undefined) this.isOver = true;
    this.fill();
    return batch;
  }

  /** What the last batch has, where it was lent, is filled again. */
  private free(): void {
    const { last, plan } = this;
    this.last = undefined;
    if (!plan.borrow || last === undefined) return;
    this.spare.push(released(last.batch));
    plan.input.free(last.bytes);
  }

  /** Ends the stream: no worker has a part of it any more when the promise is resolved. */
  async close(): Promise<void> {
    this.isOver = true;
    this.threads.drop(this.jobs, UNWANTED);
    await Promise.allSettled(this.parts.map(({ done }) => done));
  }

  /** Has so many parts in the works that each worker finds one when it is done. */
  private fill(): void {
    const { parts, plan, threads } = this;
    while (!this.isOver && this.next !== undefined && parts.length <= threads.count) {
      if (this.next >= plan.input.byteLength) return;
      this.begin(this.next);
    }
  }

  private begin(start: number): void {
    const { partBytes, stride, input, batches } = this.plan;
    const records = stride === undefined ? 1 : Math.max(1, Math.floor(partBytes / stride));
    const bytes = batches.program.takesRest ? Infinity : stride === undefined ? partBytes : records * stride;
    const end = Math.min(start + bytes, input.byteLength);
    const isEndKnown = stride !== undefined || end === input.byteLength;
    this.next = isEndKnown ? end : undefined;
    const part: Part = { start, isEndKnown, done: undefined as never };
    this.parts.push(part);
    part.done = this.decoded(part, end);
    part.done.catch(() => undefined); // who takes the part out hears of it
  }

  /** A record that does not fit a part gets a larger one. */
  private async decoded(part: Part, end: number): Promise<DoneMessage> {
    const { start } = part;
    const { byteLength } = this.plan.input;
    for (let most = end; ;) {
      const done = await this.decodedOnce(part, most);
      const { batch, isWrong, need } = done;
      if (batch.consumed > 0 || isWrong || most === byteLength) {
        if (!isWrong) this.endKnown(part, most === byteLength ? byteLength : start + batch.consumed);
        return done;
      }
      if (this.isOver) throw UNWANTED;
      most = Math.min(start + Math.max(2 * (most - start), need), byteLength);
    }
  }

  private decodedOnce(part: Part, end: number): Promise<DoneMessage> {
    const { codec, input, options } = this.plan;
    const { start } = part;
    const wantsEnd = !part.isEndKnown && end < input.byteLength;
    return new Promise<DoneMessage>((resolve, reject) => {
      const job: Job = {
        start,
        end,
        order: { codec, options, wantsEnd },
        send: () => input.send(start, end),
        spare: () => this.spare.pop(),
        ended: (consumed) => this.endKnown(part, start + consumed),
        resolve: (done) => (this.jobs.delete(job), resolve(done)),
        reject: (error) => (this.jobs.delete(job), reject(error as Error)),
      };
      this.jobs.add(job);
      this.threads.give(job);
    });
  }

  /** Two workers may tell it of one part: the second after the first was lost. */
  private endKnown(part: Part, end: number): void {
    if (part.isEndKnown) return;
    part.isEndKnown = true;
    const { startAlign } = this.plan.batches.program.layout.root.node.options;
    this.next = Math.ceil(end / startAlign) * startAlign;
    this.fill();
  }

  private batchOf({ start }: Part, { batch, bytes, isWrong }: DoneMessage): Batch<AnyType> {
    const { batches, input, options } = this.plan;
    const shown = input.shown(start, bytes);
    const made = putTogether(batches, shown, batch, options.columns);
    const { byteLength } = input;
    const isLast = start + bytes.length === byteLength;
    const hasRest = batch.consumed < bytes.length;
    if (!isWrong && !(isLast && hasRest)) return made.at(start, undefined);
    return made.at(start, this.errorAfter(start, batch.consumed, input.rest(start, bytes)));
  }

  /** The error that one thread would have there: made of the same bytes, by the same code. */
  private errorAfter(start: number, consumed: number, rest: Uint8Array): Batch<AnyType>['error'] {
    const { batches, options } = this.plan;
    const { startAlign } = batches.program.layout.root.node.options;
    const from = Math.ceil(consumed / startAlign) * startAlign;
    const { columns, onBadRecord } = options;
    const { error } = batches.decode(rest.subarray(from), start + from, { columns, onBadRecord }, false);
    return error && movedBy(error, start + from);
  }
}
