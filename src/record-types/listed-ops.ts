import * as K from '../../assembly/core/layout.js';
import { CastbufError, listedEndHint, unknownTypeHint } from '../errors/index.js';
import {
  failureOf,
  leafOpOf,
  leafOfNumber,
  setWide,
  valueOf,
  withIndices,
  type Outcome,
  type ListedType,
  type ListPart,
  type PlacedLists,
  type Program,
} from '../program/index.js';
import type { RecordSetProgram } from './set-program.js';

/** The first of the numbers for the ops of one program, or the one that stands for a record as a whole. */
interface Numbers {
  readonly first: number;
  /** Path of a record, with `[]` for its index. */
  readonly path: string;
  readonly program: Program;
  readonly isRecord: boolean;
}

/** An op as the program has it that it belongs to, -1 for a record as a whole. */
interface OwnedOp {
  readonly program: Program;
  readonly op: number;
  /** Path of the record. */
  readonly path: string;
}

/** What is known of a part's set. */
export type SetOfList = Pick<RecordSetProgram, 'tag' | 'tags' | 'otherwise'> & { readonly tagPath: string };

/** Gives the ops of records inside lists numbers, after those of the program around them: one for a record, then those of each type, then the next list's. */
export function placeLists(
  parts: readonly ListPart[],
  ownOps: number,
  setOf: (part: ListPart) => SetOfList,
): PlacedLists {
  const all: Numbers[] = [];
  let end = ownOps;
  const add = (path: string, program: Program, isRecord: boolean): number => {
    const first = end;
    all.push({ first, path: `${path}[]`, program, isRecord });
    end += isRecord ? 1 : (program.lists?.end ?? program.ops.length);
    return first;
  };
  const sets = parts.map((part) => {
    const { path, list } = part;
    const record = add(path, (list.types[0] as ListedType).program, true);
    const firsts = list.types.map(({ program }) => add(path, program, false));
    return sectionOf(setOf(part), list.types, record, firsts);
  });
  const ownerOf = (number: number): OwnedOp => ownerIn(all, number);
  return {
    sets,
    end,
    failureOf: (outcome) => failureIn(ownerOf(outcome.op), outcome),
    leafOf(number) {
      const { program, op } = ownerOf(number);
      return leafOfNumber(program, op);
    },
  };
}

function ownerIn(all: readonly Numbers[], number: number): OwnedOp {
  const { first, path, program, isRecord } = all.findLast((one) => one.first <= number) as Numbers;
  return { program, op: isRecord ? -1 : number - first, path };
}

/** The failure as the record would tell it alone, with its place in the message. */
function failureIn(owner: OwnedOp, outcome: Outcome): CastbufError {
  const { program, op } = owner;
  const { status, recordOffset: offset, fieldOffset, indices } = outcome;
  const placed = ({ code, hint, path, want, have }: CastbufError): CastbufError => {
    const whole = path === undefined ? owner.path : `${owner.path}.${path}`;
    return new CastbufError(code, hint, {
      offset,
      fieldOffset,
      path: withIndices(whole, indices.toReversed()),
      want,
      have,
    });
  };
  // Without indices, a path keeps its brackets: those of all records around come first.
  const alone = failureOf(program, { ...outcome, op, indices: [] }) as CastbufError;
  const { code, want, have, path } = alone;
  if (op < 0 && status === K.TRUNCATED_HEADER)
    return placed(new CastbufError(code, listedEndHint(outcome.want, outcome.have), { want, have }));
  if (op < 0 || op >= program.ops.length || status !== K.UNKNOWN_MESSAGE) return placed(alone);
  const tag = valueOf(leafOfNumber(program, op), outcome.have);
  return placed(new CastbufError(code, unknownTypeHint(tag), { path, have: tag }));
}

/** | discriminator, entries | program of the first type | of the second | ... */
function sectionOf(
  { tag, tagPath, tags, otherwise }: SetOfList,
  types: readonly ListedType[],
  record: number,
  firsts: readonly number[],
): Int32Array {
  const tableWords = K.SET_ENTRIES + tags.length * K.SET_ENTRY_WORDS;
  let end = tableWords;
  const places = types.map(({ program: { words } }) => (end += words.length) - words.length);
  const section = new Int32Array(end);
  const [{ program: first }] = types as readonly [ListedType, ...ListedType[]];
  const tagOp = leafOpOf(first, tagPath);
  section[K.SET_TAG_OP] = (places[0] as number) * 4 + (first.words[K.P_OPS_OFFSET] as number) + tagOp * K.OP_BYTES;
  section[K.SET_TAG_END] = tag.offset + tag.bytes;
  section[K.SET_TAG_NUMBER] = (firsts[0] as number) + tagOp;
  section[K.SET_RECORD_NUMBER] = record;
  section[K.SET_TAG_COUNT] = tags.length;
  const setEntry = (at: number, type: number): void => {
    section[at + K.SET_PROGRAM] = type < 0 ? 0 : (places[type] as number) * 4;
    section[at + K.SET_FIRST_NUMBER] = type < 0 ? 0 : (firsts[type] as number);
  };
  setEntry(K.SET_OTHERWISE, otherwise);
  tags.forEach(([value, type], index) => {
    const at = K.SET_ENTRIES + index * K.SET_ENTRY_WORDS;
    setWide(section, at + K.SET_TAG, value);
    setEntry(at, type);
  });
  types.forEach(({ program: { words } }, type) => section.set(words, places[type] as number));
  return section;
}
