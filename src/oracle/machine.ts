import type { Machine } from '../message/index.js';
import type { Program } from '../program/index.js';
import { checksumOf } from './checksum.js';
import { codeOf, type Code, type Op, type SummedBytes } from '../cursor/index.js';
import { MessageReader } from './message-reader.js';
import { Verdict } from './verdict.js';

/** One program on the reference engine. */
export class ReferenceMachine implements Machine {
  readonly outcome = new Verdict();
  readonly code: Code;
  readonly reader: MessageReader;

  constructor(readonly program: Program) {
    this.code = codeOf(program);
    this.reader = new MessageReader(this.code, this.outcome);
  }

  check(bytes: Uint8Array): boolean {
    return this.outcome.of(() => {
      this.reader.attach(bytes);
      this.reader.read(0, bytes.length);
    });
  }

  sum(op: number, summed: SummedBytes): number | bigint {
    return checksumOf(this.code, this.code.ops[op] as Op, summed);
  }

  of(program: Program): ReferenceMachine {
    return new ReferenceMachine(program);
  }
}
