import * as K from '../../assembly/layout.js';
import { SlotWriter, type Program, type SlotReader } from '../../src/plan/index.js';
import { Code, type Op } from '../../src/reference/code.js';

/** The slots that decoding gave as the slots that encoding takes: ranges are their bytes. `lateToo` keeps derived leaves. */
export function replay(program: Program, slots: SlotReader, { lateToo = true } = {}): SlotWriter {
  return new Replay(new Code(program.words), slots, lateToo).run();
}

class Replay {
  private readonly out = new SlotWriter();

  constructor(
    private readonly code: Code,
    private readonly slots: SlotReader,
    private readonly lateToo: boolean,
  ) {}

  run(): SlotWriter {
    this.walk(this.code.top);
    return this.out;
  }

  private walk(ops: readonly Op[]): void {
    for (const op of ops) this.step(op);
  }

  private step(op: Op): void {
    const { slots, out } = this;
    if (op.kind === K.OP_POINTED) return this.walk(op.below);
    if (op.kind === K.OP_OVERLAY) return this.overlay(op);
    if (op.kind === K.OP_LENGTH || op.kind === K.OP_CHECKSUM) return;
    const mayBeAbsent = (op.flags & K.F_VERSIONED) !== 0 && slots.isAbsent(slots.at);
    if (mayBeAbsent || ((op.flags & K.F_LATE) !== 0 && !this.lateToo)) {
      slots.at++;
      return out.absent();
    }
    switch (op.kind) {
      case K.OP_WIDE:
        return out.wide(slots.i64[slots.at++] as bigint);
      case K.OP_RANGE:
      case K.OP_UNKNOWN_TAIL:
        return this.range();
      case K.OP_ARRAY:
        for (let left = this.number(); left > 0; left--) this.walk(op.below);
        return;
      case K.OP_UNION: {
        const arm = op.below[this.number()];
        return arm === undefined ? this.range() : this.walk(arm.below);
      }
      default:
        this.number();
    }
  }

  private overlay(op: Op): void {
    for (const arm of op.below) {
      this.number();
      this.walk(arm.below);
    }
  }

  private number(): number {
    const value = this.slots.f64[this.slots.at++] as number;
    this.out.number(value);
    return value;
  }

  private range(): void {
    const { slots, out } = this;
    const offset = slots.i32[slots.at * 2] as number;
    const bytes = slots.i32[slots.at * 2 + 1] as number;
    slots.at++;
    out.range(bytes).set(slots.message.subarray(offset, offset + bytes));
  }
}
