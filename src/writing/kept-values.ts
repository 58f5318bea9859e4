import * as K from '../../assembly/core/layout.js';
import { allocated } from '../bytes/index.js';
import { type Op, fillForm, heldNumber, holdsValue, storeValue } from '../cursor/index.js';
import type { Output } from './output.js';

export const VALUE = 0;
export const BYTES = 1;
/** Where a part was put, in the leaf that points to it. */
export const PLACE = 2;
export const CHECKSUM = 3;
export const LENGTH = 4;
/** The arms of a union were compared here. */
export const ARMS = 5;
/** Here an array's next element begins, or the array ends. */
export const ELEMENT = 6;

/** One thing that was given, and its place. All are of one class, because V8 is slow where they are of seven. */
interface Kept {
  readonly kind: number;
  /** Undefined where nothing is written. */
  readonly op: Op | undefined;
  /** Where the op's offset counts from; of bytes: where they begin; of arms: the first of them; of an element: its depth. */
  readonly at: number;
  /** A value, a place, a given checksum; of bytes: how many; of an element: its index, -1 where the array ends. */
  readonly value: number | bigint | undefined;
  /** Undefined while nothing lies over them: those of the output are as good. */
  bytes: Uint8Array | undefined;
  /** What is not written was only kept. */
  readonly isWritten: boolean;
}

/** Who wrote the values, and can do so again. */
interface Writer {
  readonly output: Output;
  readonly indices: number[];
  readonly isRefused: boolean;
  refuse(status: number, op: Op | undefined, fieldOffset: number, want: number | bigint, have: number | bigint): void;
  fillLength(): void;
  fillChecksum(op: Op, base: number, given: number | bigint | undefined): void;
}

/** Values of a record whose bytes others may write, too: when all are written, the bytes must say every one of them. */
export class KeptValues {
  /** Bytes are copied, because something lies over them. */
  copies = false;
  private readonly kept: Kept[] = [];

  constructor(private readonly writer: Writer) {}

  get count(): number {
    return this.kept.length;
  }

  /** Forgets what was kept from `first` on. */
  clear(first: number): void {
    if (first === 0) this.copies = false;
    if (this.kept.length > first) this.kept.length = first;
  }

  keep(kind: number, op: Op | undefined, at: number, value: Kept['value'], isWritten = true, bytes?: Uint8Array): void {
    this.kept.push({ kind, op, at, value, bytes, isWritten });
  }

  /** Bytes that are in the output. */
  written(op: Op, at: number, length: number): void {
    this.keep(BYTES, op, at, length, true, this.copies ? this.copyOf(at, length) : undefined);
  }

  /** Something is about to be written over what there is. */
  copy(): void {
    this.copies = true;
    for (const one of this.kept) if (one.kind === BYTES) one.bytes ??= this.copyOf(one.at, one.value as number);
  }

  private copyOf(at: number, length: number): Uint8Array {
    return allocated(length, () => this.writer.output.bytes.slice(at, at + length));
  }

  /**
   * The bytes must say everything in [first, end). A bool or NaN of which another member wrote some bytes may have to take another form: such
   * values are written with all bits set, everything else over them, and all is compared once more.
   */
  settle(first: number, end: number): void {
    if (this.agrees(first, end, false)) return;
    for (let at = first; at < end; at++) this.fill(this.kept[at] as Kept);
    for (let at = first; at < end; at++) this.writeAgain(this.kept[at] as Kept, at);
    if (!this.writer.isRefused) this.agrees(first, end, true);
  }

  /** `isLast`: the record is refused where they disagree. */
  private agrees(first: number, end: number, isLast: boolean): boolean {
    const { indices } = this.writer;
    const depth = indices.length;
    for (let at = first; at < end; at++) {
      const one = this.kept[at] as Kept;
      if (one.kind === ELEMENT) this.moveTo(one);
      else if (!this.isSaid(one)) {
        if (isLast) this.refuse(one);
        indices.length = depth;
        return false;
      }
    }
    return true;
  }

  private isSaid({ kind, op, at, value, bytes }: Kept): boolean {
    const { output } = this.writer;
    if (kind === VALUE) return holdsValue(output.view, at, op as Op, value as number);
    if (kind === PLACE) return heldNumber(output.view, at, op as Op) === value;
    return kind !== BYTES || bytes === undefined || bytes.every((byte, index) => output.bytes[at + index] === byte);
  }

  private refuse({ kind, op, at, value }: Kept): void {
    if (kind === BYTES) return this.writer.refuse(K.DISAGREE, op, at, 0, 0);
    const held = kind === VALUE ? heldNumber(this.writer.output.view, at, op as Op) : 0;
    this.writer.refuse(K.DISAGREE, op, at + (op as Op).offset, held, kind === VALUE ? Number(value) : 0);
  }

  private fill(one: Kept): void {
    if (one.kind === VALUE) fillForm(this.writer.output.view, one.at, one.op as Op, one.value as number);
    else this.step(one);
  }

  private writeAgain(one: Kept, index: number): void {
    const { writer } = this;
    if (writer.isRefused) return;
    const { kind, op, at, value, bytes, isWritten } = one;
    if (kind === VALUE) {
      if (isWritten) storeValue(writer.output.view, at, op as Op, value as number);
    } else if (kind === BYTES) {
      if (isWritten && bytes !== undefined) writer.output.bytes.set(bytes, at);
    } else if (kind === CHECKSUM) writer.fillChecksum(op as Op, at, value as number | bigint | undefined);
    else if (kind === LENGTH) writer.fillLength();
    else if (kind === ARMS) this.settle(at, index);
    else this.step(one);
  }

  /** On the way through elements and parts: a part may not be looked for where another one wrote over its place. */
  private step(one: Kept): void {
    if (one.kind === ELEMENT) this.moveTo(one);
    else if (one.kind === PLACE && !this.isSaid(one)) this.refuse(one);
  }

  private moveTo({ at: depth, value }: Kept): void {
    const { indices } = this.writer;
    if (value === -1) indices.length = depth;
    else indices[depth] = value as number;
  }
}
