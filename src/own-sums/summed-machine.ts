import { CastbufError } from '../errors/index.js';
import type { Op, SummedBytes } from '../cursor/index.js';
import type { Machine } from '../message/index.js';
import type { Outcome, Program } from '../program/index.js';
import { computedSum, NoSum } from './computed-sum.js';
import { functionsOf, wrongSumOf } from './wrong-sum.js';

/** A machine whose program has checksums by functions. */
export class SummedMachine implements Machine {
  readonly outcome: Outcome;

  constructor(
    readonly program: Program,
    readonly inner: Machine,
  ) {
    this.outcome = inner.outcome;
  }

  check(bytes: Uint8Array): boolean {
    const { program, inner, outcome } = this;
    if (!inner.check(bytes)) return false;
    // A function may make calls of its own, on the same machine.
    const good = { ...outcome };
    const wrong = wrongSumOf({ program, bytes, record: 0, end: good.length });
    Object.assign(outcome, wrong ?? good);
    return wrong === undefined;
  }

  sum(op: number, summed: SummedBytes): number | bigint {
    const { program, inner } = this;
    const found = functionsOf(program).find(({ op: { index } }) => index === op);
    if (found === undefined) return inner.sum(op, summed);
    const sum = computedSum(found.sum, found.op.ref as Op, summed);
    if (!(sum instanceof NoSum)) return sum;
    throw new CastbufError('ERR_CHECKSUM', sum.why, { path: program.paths[op] });
  }

  of(program: Program): Machine {
    return this.inner.of(program);
  }
}
