import * as K from '../../assembly/core/layout.js';
import {
  amplificationHint,
  bytesText,
  capacityHint,
  CastbufError,
  checksumHint,
  countLimitHint,
  hexText,
  integerText,
  magicHint,
  messageLimitHint,
  negativeCountHint,
  offsetLimitHint,
  outsideHint,
  overrunHint,
  rangeHint,
  shortDistanceHint,
  shortLengthHint,
  truncatedHint,
  unevenCountHint,
  unsaidHint,
  unknownTagHint,
  unknownValueHint,
  UNTERMINATED_HINT,
  type ErrorCode,
} from '../errors/index.js';
import type { ScalarNode } from '../schema/index.js';
import { packedInputHint, packedLengthHint } from './packed-hint.js';
import { isReversed, type Op } from './ops.js';
import type { Outcome, Program } from './program.js';

type Status = keyof typeof CODES;

/** Each status of the engines, as the error that a user gets. */
const CODES = {
  [K.TRUNCATED_HEADER]: 'ERR_TRUNCATED_HEADER',
  [K.DATA_OVERRUN]: 'ERR_DATA_OVERRUN',
  [K.LENGTH_FIELD]: 'ERR_LENGTH_FIELD',
  [K.COUNT_OVER_CAPACITY]: 'ERR_COUNT_OVER_CAPACITY',
  [K.OFFSET_OUTSIDE]: 'ERR_OFFSET_OUTSIDE',
  [K.WRONG_MAGIC]: 'ERR_MAGIC',
  [K.WRONG_CHECKSUM]: 'ERR_CHECKSUM',
  [K.WRONG_WIDE_CHECKSUM]: 'ERR_CHECKSUM',
  [K.NO_SUM]: 'ERR_CHECKSUM',
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
  [K.NO_MEASURE]: 'ERR_LENGTH',
} as const satisfies Record<number, ErrorCode>;

/** What is known when an error is told. */
interface Told extends Outcome {
  readonly program: Program;
  /** Of the op that failed, where it is a number. */
  readonly scalar: ScalarNode | undefined;
  /** Bytes of all input, where it is records of this type and nothing else. */
  readonly inputBytes: number | undefined;
}

const HINTS: Record<(typeof CODES)[Status], (told: Told) => string> = {
  ERR_TRUNCATED_HEADER: ({ want, have, program, inputBytes }) =>
    truncatedHint(want, have) + (inputBytes === undefined ? '' : packedInputHint(program.layout, inputBytes)),
  ERR_DATA_OVERRUN: ({ want, have }) => overrunHint(want, have),
  ERR_LENGTH_FIELD: lengthHint,
  ERR_LENGTH: ({ want, have }) => unsaidHint(want, have),
  ERR_COUNT_OVER_CAPACITY: ({ want, have }) => capacityHint(want, have),
  ERR_OFFSET_OUTSIDE: ({ want, have }) => outsideHint(want, have),
  ERR_MAGIC: ({ want, have, scalar, program, op }) =>
    magicHint(want, have, scalar?.bytes || 8, isReversed(program.ops[op] as Op)),
  ERR_CHECKSUM: ({ want, have }) => checksumHint(want, have),
  ERR_OUT_OF_RANGE: valueHint,
  ERR_UNKNOWN_ENUM: ({ have }) => unknownValueHint(have),
  ERR_UNKNOWN_TAG: ({ have }) => unknownTagHint(have),
  ERR_TARGET_TOO_SMALL: ({ want, have }) => `${bytesText(want)} needed, the buffer has ${have}`,
  ERR_UNKNOWN_MESSAGE: ({ have }) => `${integerText(have)} is the value of no message in this set`,
  ERR_UNTERMINATED: () => UNTERMINATED_HINT,
  ERR_DISAGREE: ({ want, have }) =>
    want === have
      ? 'members over the same bytes differ; give one of them'
      : `${integerText(have)} is given where ${integerText(want)} follows from the other members; leave one of them out`,
  ERR_LIMIT_MESSAGE_BYTES: ({ want, have }) => messageLimitHint(want, have),
  ERR_LIMIT_COUNT: ({ want, have }) => countLimitHint(want, have),
  ERR_LIMIT_AMPLIFICATION: ({ want, have }) => amplificationHint(want, have),
  ERR_LIMIT_OFFSET: ({ want, have }) => offsetLimitHint(want, have),
};

/** A length of the record, a distance to the next one, or a count of bytes that are no whole elements. */
function lengthHint({ program, op, want, have }: Told): string {
  const { words, layout, paths } = program;
  if (op !== words[K.P_RULE_OP]) return want === 0 ? negativeCountHint(have) : unevenCountHint(want, have);
  if (words[K.P_RULE] === K.RULE_NEXT) return shortDistanceHint(want, have);
  return shortLengthHint(want, have) + packedLengthHint(layout, paths[op] ?? '', Number(have));
}

/** A value outside its range, or one that its bits cannot hold: `want` is then the most they hold, or 0. */
function valueHint({ scalar, want, have }: Told): string {
  if (scalar?.check?.kind === 'range') {
    const { min, max } = scalar.check;
    return rangeHint(min, max, have, scalar.format === 'float');
  }
  const shown = integerText(have);
  return want === 0 ? `${shown} does not fit` : `it holds ${integerText(want)} at most, not ${shown}`;
}

/** The code of the error that an outcome stands for; undefined when all went well, ERR_KERNEL for what no input can cause. */
export function codeOf({ status }: Outcome): ErrorCode | undefined {
  return status === K.OK ? undefined : (CODES[status as keyof typeof CODES] ?? 'ERR_KERNEL');
}

/**
 * The error that an engine's outcome stands for; undefined when all went well.
 * @param inputBytes bytes of all input, where it is records of this type and nothing else
 */
export function failureOf(program: Program, outcome: Outcome, inputBytes?: number): CastbufError | undefined {
  const { status, op, recordOffset: offset, fieldOffset, have } = outcome;
  if (status === K.OK) return undefined;
  const code = CODES[status as keyof typeof CODES];
  if (code === undefined) return new CastbufError('ERR_KERNEL', `status ${status}; this is a bug in castbuf`);
  if (status === K.NO_SUM) return program.own?.sums.failureOf(program, outcome);
  if (op >= program.ops.length) return program.lists?.failureOf(outcome);
  const scalar = op < 0 ? undefined : program.scalars[op];
  const want = exactWant(scalar, outcome.want);
  const hint = HINTS[code]({ ...outcome, want, program, scalar, inputBytes });
  return new CastbufError(code, hint, { offset, fieldOffset, path: pathOf(program, outcome), want, have });
}

/** The magic value, or the bound, that the engine's double stands for. */
export function exactWant(scalar: ScalarNode | undefined, want: number | bigint): number | bigint {
  const { check } = scalar ?? {};
  if (check === undefined || check.kind === 'strict' || Number.isSafeInteger(want)) return want;
  const bounds = check.kind === 'magic' ? [check.value] : [check.min, check.max];
  return bounds.find((bound) => Number(bound) === want) ?? want;
}

/** The failing op's path with the array indices that led to it. */
function pathOf(program: Program, { op, indices }: Pick<Outcome, 'op' | 'indices'>): string | undefined {
  return op < 0 ? undefined : withIndices(program.paths[op] ?? '', indices.toReversed());
}

/** Fills the `[]` of a path from the outermost on. */
export function withIndices(path: string, indices: readonly number[]): string {
  let next = 0;
  return path.replaceAll('[]', () => `[${indices[next++] ?? ''}]`);
}

/** The bits of an integer, also of a negative one. */
export function hexOf(value: number | bigint, scalar?: ScalarNode): string {
  return hexText(value, scalar?.bytes || 8);
}
