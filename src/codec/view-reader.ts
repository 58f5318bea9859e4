import { shownMembers, UNKNOWN_GAPS, type RecordShape, type Shape } from '../plan/index.js';
import type { ArrayView, UnknownGap } from '../schema/index.js';
import { recordMaker, type MadeMember } from './record-maker.js';

/** What a cursor over a checked record shows -> a value that stands by itself. */
export type ViewReader = (view: object) => object;

/** Of a member; undefined: it is a value as it is shown. */
type Reader = ((shown: never) => unknown) | undefined;

interface ReadMember {
  readonly name: string;
  readonly read: Reader;
}

/** Every batch of a codec has the same shape. */
const READERS = new WeakMap<RecordShape, ViewReader>();

export function viewReader(shape: RecordShape): ViewReader {
  const known = READERS.get(shape);
  if (known !== undefined) return known;
  const made = recordReader(membersOf(shape));
  READERS.set(shape, made);
  return made;
}

function readerOf(shape: Shape): Reader {
  switch (shape.kind) {
    case 'leaf':
    case 'split':
    case 'text':
    case 'guid':
      return undefined;
    case 'bytes':
      return copied;
    case 'array':
      return arrayReader(readerOf(shape.element));
    default:
      return recordReader(membersOf(shape));
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

function membersOf(shape: Shape): ReadMember[] {
  return shownMembers(shape).map(({ name, shape: member }) => {
    const isGaps = name === UNKNOWN_GAPS && member.op < 0;
    return { name, read: isGaps ? copiedGaps : readerOf(member) };
  });
}

/** Bytes of the message become the value's own. */
function copied(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function copiedGaps(gaps: readonly UnknownGap[]): UnknownGap[] {
  return gaps.map(({ offset, bytes }) => ({ offset, bytes: copied(bytes) }));
}
