import { RecordFrame } from '../cursor/index.js';
import type { Program } from '../program/index.js';
import { Payloads } from './payloads.js';
import type { ValueReader } from './reader.js';
import { valueReader } from './value-reader.js';

const NO_BYTES = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(0));
const NO_MESSAGE = /* @__PURE__ */ new Uint8Array(0);

/** Reads records of checked bytes as objects. */
export class RecordReader {
  private readonly frame = RecordFrame.over(NO_BYTES, false);
  private readonly payloads = new Payloads();
  private readonly read: ValueReader;

  constructor(program: Program) {
    this.read = valueReader(program);
    this.frame.memory.copier = this.payloads;
  }

  /** Records are those of `bytes` from now on. */
  open(bytes: Uint8Array): this {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.frame.view = view;
    this.payloads.readFrom(bytes, view);
    return this;
  }

  /** The bytes are not kept alive. */
  close(): void {
    this.frame.view = NO_BYTES;
    this.payloads.readFrom(NO_MESSAGE, NO_BYTES);
  }

  /** @param isSliced bytes that the value has are in memory of their own; else values share some: see Payloads */
  value(offset: number, length: number, isSliced: boolean): object {
    const { frame } = this;
    this.payloads.isSliced = isSliced;
    frame.move(offset, length);
    return this.read(frame.memory.view, offset, frame);
  }
}
