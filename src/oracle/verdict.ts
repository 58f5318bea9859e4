import * as K from '../../assembly/core/layout.js';
import type { Outcome } from '../program/index.js';

/** Thrown to leave a walk; the verdict says why. One object for all, because its stack would cost more than the walk. */
export const STOPPED = /* @__PURE__ */ new Error('an engine stopped; its outcome says why');

/** The outcome of an engine's call while it is found. */
export class Verdict implements Outcome {
  status = K.OK;
  op = -1;
  recordOffset = 0;
  fieldOffset = 0;
  want: number | bigint = 0;
  have: number | bigint = 0;
  need = 0;
  length = 0;
  readonly indices: number[] = [];

  clear(): void {
    this.status = K.OK;
    this.op = -1;
    this.recordOffset = 0;
    this.fieldOffset = 0;
    this.want = 0;
    this.have = 0;
    this.need = 0;
    this.length = 0;
    this.indices.length = 0;
  }

  /** Something is wrong with the record at `recordOffset`. `op` is -1 and `fieldOffset` 0 where no member is at fault. */
  stop(status: number, op: number, fieldOffset: number, want: number | bigint, have: number | bigint): never {
    this.status = status;
    this.op = op;
    this.fieldOffset = fieldOffset;
    this.want = want;
    this.have = have;
    this.length = 0;
    throw STOPPED;
  }

  /** The walk stops inside an element of an array; called from the innermost array outwards. */
  addIndex(index: number): void {
    if (this.indices.length < K.MAX_INDICES) this.indices.push(index);
  }

  /** Whether a step does not stop; where it does, the verdict forgets why. */
  holds(step: () => void): boolean {
    try {
      step();
      return true;
    } catch (thrown) {
      if (thrown !== STOPPED) throw thrown;
      this.clear();
      return false;
    }
  }

  /** Runs a call; false when it stopped. */
  of(call: () => void): boolean {
    this.clear();
    try {
      call();
      this.recordOffset = 0;
      return true;
    } catch (thrown) {
      if (thrown === STOPPED) return false;
      throw thrown;
    }
  }
}
