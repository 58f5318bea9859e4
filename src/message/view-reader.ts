import { shownMembers, UNKNOWN_GAPS, type Program, type Shape } from '../program/index.js';
import type { RecordFrame } from '../cursor/index.js';
import type { ArrayView, UnknownGap } from '../schema/index.js';
import { recordMaker, type MadeMember } from './record-maker.js';
import { numberReader, placedNumber } from './value-notation.js';

/** What a cursor over a checked record shows -> a value that stands by itself. */
export type ViewReader = (view: object) => object;

/** Of a member; undefined: it is a value as it is shown. */
type Reader = ((shown: never) => unknown) | undefined;

interface ReadMember {
  readonly name: string;
  readonly read: Reader;
}

/** Where a reader stands: the indices of the array elements around it, outermost first, and how many there are. */
interface Place {
  readonly program: Program;
  readonly indices: number[];
  readonly depth: number;
}

/** Every batch of a codec has the same program. */
const READERS = new WeakMap<Program, ViewReader>();

export function viewReader(program: Program): ViewReader {
  const known = READERS.get(program);
  if (known !== undefined) return known;
  const place: Place = { program, indices: [], depth: 0 };
  const read = recordReader(membersOf(program.shape, place));
  const made = program.notation === undefined ? read : placedReader(read, place);
  READERS.set(program, made);
  return made;
}

/** Numbers that cannot be shown say where they are. */
function placedReader(read: ViewReader, { program, indices }: Place): ViewReader {
  return (view) => {
    try {
      return read(view);
    } catch (error) {
      const { record } = (view as { readonly '~frame': RecordFrame })['~frame'];
      throw placedNumber(program, error, indices, record);
    }
  };
}

function readerOf(shape: Shape, place: Place): Reader {
  switch (shape.kind) {
    case 'leaf':
      return numberReader(place.program, shape);
    case 'split':
    case 'text':
    case 'guid':
      return undefined;
    case 'bytes':
      return copied;
    case 'array': {
      const read = readerOf(shape.element, { ...place, depth: place.depth + 1 });
      return place.program.notation === undefined || read === undefined
        ? arrayReader(read)
        : indexedReader(read, place);
    }
    default:
      return recordReader(membersOf(shape, place));
  }
}

function arrayReader(read: Reader): (array: ArrayView<unknown>) => unknown[] {
  return (array) => {
    const { length } = array;
    const values: unknown[] = [];
    for (let index = 0; index < length; index++) {
      const shown = array.at(index);
      values.push(read === undefined ? shown : read(shown as never));
    }
    return values;
  };
}

/** The same, noting which element is read. */
function indexedReader(read: NonNullable<Reader>, { indices, depth }: Place): (array: ArrayView<unknown>) => unknown[] {
  return (array) => {
    const { length } = array;
    const values: unknown[] = [];
    for (let index = 0; index < length; index++) {
      indices[depth] = index;
      values.push(read(array.at(index) as never));
    }
    return values;
  };
}

function recordReader(members: readonly ReadMember[]): ViewReader {
  // Calling a cursor's getters takes half the time of looking them up by name for every record.
  let make: ViewReader | undefined;
  return (view) => (make ??= recordMaker(gettersOf(view, members)))(view);
}

/** Cursors of one shape have getters that do the same, whatever class they are of. */
function gettersOf(view: object, members: readonly ReadMember[]): MadeMember[] {
  const prototype: unknown = Object.getPrototypeOf(view);
  return members.map(({ name, read }) => {
    const get = Object.getOwnPropertyDescriptor(prototype, name)?.get as MadeMember['get'];
    return { name, get: read === undefined ? get : readGetter(get, read) };
  });
}

function readGetter(get: MadeMember['get'], read: NonNullable<Reader>): MadeMember['get'] {
  return function () {
    const shown = get.call(this);
    return shown === undefined ? undefined : read(shown as never);
  };
}

function membersOf(shape: Shape, place: Place): ReadMember[] {
  return shownMembers(shape).map(({ name, shape: member }) => {
    const isGaps = name === UNKNOWN_GAPS && member.op < 0;
    return { name, read: isGaps ? copiedGaps : readerOf(member, place) };
  });
}

/** Bytes of the message become the value's own. */
function copied(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function copiedGaps(gaps: readonly UnknownGap[]): UnknownGap[] {
  return gaps.map(({ offset, bytes }) => ({ offset, bytes: copied(bytes) }));
}
