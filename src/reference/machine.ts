import * as K from '../../assembly/core/layout.js';
import type { Machine, Program, SlotWriter } from '../plan/index.js';
import { Code } from './code.js';
import { MessageReader } from './message-reader.js';
import { MessageWriter } from './message-writer.js';
import { Verdict } from './verdict.js';

/** One program on the reference engine. */
export class ReferenceMachine implements Machine {
  readonly outcome = new Verdict();
  readonly code: Code;
  readonly reader: MessageReader;
  private readonly writer: MessageWriter;

  constructor(readonly program: Program) {
    this.code = new Code(program.words);
    this.reader = new MessageReader(this.code, this.outcome);
    this.writer = new MessageWriter(this.code, this.outcome);
  }

  check(bytes: Uint8Array): boolean {
    return this.outcome.of(() => {
      this.reader.attach(bytes);
      this.reader.read(0, bytes.length);
    });
  }

  write(slots: SlotWriter): Uint8Array | undefined {
    const { outcome, writer } = this;
    const isGood = outcome.of(() => {
      const bytes = writer.write(slots.bytes);
      if (this.code.word(K.P_HAS_CHECKS) !== 0) {
        this.reader.attach(writer.output.bytes);
        this.reader.read(0, bytes);
      }
      outcome.length = bytes;
    });
    return isGood ? writer.output.bytes.subarray(0, outcome.length) : undefined;
  }
}
