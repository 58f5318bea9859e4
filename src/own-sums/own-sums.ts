import { CastbufError } from '../errors/index.js';
import type { Machine } from '../message/index.js';
import type { Outcome, OwnSums, Program } from '../program/index.js';
import type { RowWriter } from '../rows-out/index.js';
import { SummedMachine } from './summed-machine.js';
import { SummedRows } from './summed-rows.js';
import { allWrong, firstWrong, type UnsummedOutcome } from './wrong-sum.js';

/** What every `sumBy` brings along. */
export const OWN_SUMS: OwnSums = {
  machineOf: <M>(program: Program, machine: M) => new SummedMachine(program, machine as Machine) as M,
  writerOf: <W>(program: Program, writer: W) => new SummedRows(program, writer as RowWriter) as W,
  firstWrong,
  allWrong,
  hints: {
    place:
      'a checksum by a function stands in the message itself, or in a struct that is always there, not in an element, an arm or a part elsewhere',
    order: 'it sums the bytes of a checksum by a function, which is known last; end it before that with from and to',
  },
  failureOf,
};

function failureOf({ paths }: Program, outcome: Outcome): CastbufError {
  const { op, recordOffset: offset, fieldOffset } = outcome;
  const { why = '' } = outcome as UnsummedOutcome;
  return new CastbufError('ERR_CHECKSUM', why, { offset, fieldOffset, path: paths[op] });
}
