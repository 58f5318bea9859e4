import * as K from '../../assembly/layout.js';
import { CastbufError, type ErrorCode } from '../errors/index.js';
import type { Outcome, Program } from './program.js';

type Status = Exclude<keyof typeof CODES, never>;

/** Each status of the engines, as the error that a user gets. */
const CODES = {
  [K.TRUNCATED_HEADER]: 'ERR_TRUNCATED_HEADER',
  [K.DATA_OVERRUN]: 'ERR_DATA_OVERRUN',
  [K.LENGTH_FIELD]: 'ERR_LENGTH_FIELD',
  [K.COUNT_OVER_CAPACITY]: 'ERR_COUNT_OVER_CAPACITY',
  [K.OFFSET_OUTSIDE]: 'ERR_OFFSET_OUTSIDE',
  [K.WRONG_MAGIC]: 'ERR_MAGIC',
  [K.WRONG_CHECKSUM]: 'ERR_CHECKSUM',
  [K.OUT_OF_RANGE]: 'ERR_OUT_OF_RANGE',
  [K.UNKNOWN_ENUM]: 'ERR_UNKNOWN_ENUM',
  [K.UNKNOWN_TAG]: 'ERR_UNKNOWN_TAG',
  [K.UNTERMINATED]: 'ERR_UNTERMINATED',
  [K.DISAGREE]: 'ERR_DISAGREE',
  [K.LIMIT_MESSAGE_BYTES]: 'ERR_LIMIT_MESSAGE_BYTES',
  [K.LIMIT_COUNT]: 'ERR_LIMIT_COUNT',
  [K.LIMIT_OFFSET]: 'ERR_LIMIT_OFFSET',
  [K.OUTPUT_FULL]: 'ERR_TARGET_TOO_SMALL',
  [K.UNKNOWN_MESSAGE]: 'ERR_UNKNOWN_MESSAGE',
  [K.LIMIT_AMPLIFICATION]: 'ERR_LIMIT_AMPLIFICATION',
} as const satisfies Record<number, ErrorCode>;

const HINTS: Record<(typeof CODES)[Status], (outcome: Outcome) => string> = {
  ERR_TRUNCATED_HEADER: ({ want, have }) =>
    `${bytesOf(want)} needed, ${have} there; pass whole records, or use codec.stream`,
  ERR_DATA_OVERRUN: ({ want, have }) =>
    `it claims ${bytesOf(want)}, ${have} are there; the length lies or the input is cut`,
  ERR_LENGTH_FIELD: ({ want, have }) => `the length field says ${have}, which does not fit ${bytesOf(want)}`,
  ERR_COUNT_OVER_CAPACITY: ({ want, have }) => `it counts ${want} elements, the array holds ${have}`,
  ERR_OFFSET_OUTSIDE: ({ want, have }) => `it points ${bytesOf(want)} on, ${have} are there`,
  ERR_MAGIC: ({ want, have }) => `it must be ${hex(want)} and is ${hex(have)}; is this another kind of message?`,
  ERR_CHECKSUM: ({ want, have }) => `the bytes sum to ${hex(want)}, the message says ${hex(have)}`,
  ERR_OUT_OF_RANGE: ({ want, have }) =>
    want === 0 ? `${have} does not fit` : `the bound is ${want}, the value ${have}`,
  ERR_UNKNOWN_ENUM: ({ have }) => `${have} is none of its values; leave out strict to let it pass`,
  ERR_UNKNOWN_TAG: ({ have }) => `tag ${have} selects no arm, so the record's length is not known`,
  ERR_TARGET_TOO_SMALL: ({ want, have }) => `${bytesOf(want)} needed, the buffer has ${have}`,
  ERR_UNKNOWN_MESSAGE: ({ have }) => `${have} is the value of no message in this set`,
  ERR_UNTERMINATED: () => 'no NUL before the end of the record',
  ERR_DISAGREE: ({ want, have }) =>
    want === have
      ? 'members over the same bytes differ; give one of them'
      : `${have} is given where ${want} follows from the other members; leave one of them out`,
  ERR_LIMIT_MESSAGE_BYTES: ({ want, have }) => `it has ${bytesOf(want)}, limits.messageBytes is ${have}`,
  ERR_LIMIT_COUNT: ({ want, have }) => `it counts ${want} elements, limits.count is ${have}`,
  ERR_LIMIT_AMPLIFICATION: ({ want, have }) =>
    `its parts have ${bytesOf(want)} together, shared ones each time, and limits.amplification allows ${have} for as long a message`,
  ERR_LIMIT_OFFSET: ({ want, have }) => `it points ${bytesOf(want)} on, limits.offset is ${have}`,
};

/** The code of the error that an outcome stands for; undefined when all went well, ERR_KERNEL for what no input can cause. */
export function codeOf({ status }: Outcome): ErrorCode | undefined {
  return status === K.OK ? undefined : (CODES[status as keyof typeof CODES] ?? 'ERR_KERNEL');
}

/** The error that an engine's outcome stands for; undefined when all went well. */
export function failureOf(program: Program, outcome: Outcome): CastbufError | undefined {
  if (outcome.status === K.OK) return undefined;
  const code = CODES[outcome.status as keyof typeof CODES];
  if (code === undefined) return new CastbufError('ERR_KERNEL', `status ${outcome.status}; this is a bug in castbuf`);
  const { recordOffset: offset, fieldOffset, want, have } = outcome;
  return new CastbufError(code, HINTS[code](outcome), {
    offset,
    fieldOffset,
    path: pathOf(program, outcome),
    want,
    have,
  });
}

/** The failing op's path with the array indices that led to it. */
function pathOf(program: Program, { op, indices }: Outcome): string | undefined {
  return op < 0 ? undefined : withIndices(program.paths[op] ?? '', indices.toReversed());
}

/** Fills the `[]` of a path from the outermost on. */
export function withIndices(path: string, indices: readonly number[]): string {
  let next = 0;
  return path.replaceAll('[]', () => `[${indices[next++] ?? ''}]`);
}

function bytesOf(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}

function hex(value: number): string {
  return Number.isSafeInteger(value) && value >= 0 ? `0x${value.toString(16)}` : String(value);
}
