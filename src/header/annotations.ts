import { TEXT_ENCODINGS, type TextEncoding } from '../bytes/index.js';
import { type AnyType, type Endian, type TimeOptions, type TimeUnit } from '../schema/index.js';
import { type Field, type RecordType, nameOf } from './c-type.js';
import { HeaderError, type HeaderPlace } from './header-error.js';
import { Refusal } from './problems.js';
import type { Note } from './token.js';

/** A number, or the name of an enumerator or of a macro that is one. */
export type ConstantOrName = number | bigint | string;

/** What C cannot say about a member. */
export interface MemberAnnotation {
  /** The sibling that counts the elements of this array; a dotted path leads into siblings that are records. */
  readonly count?: string;
  /** The sibling that counts its bytes. */
  readonly bytes?: string;
  /** The array takes all that is left of the message. */
  readonly rest?: boolean;
  /** An enum of the header (or a type of your own) that names the values of this integer. */
  readonly enum?: string | AnyType;
  /** The same, for an enum whose values are bits. */
  readonly flags?: string;
  /** The array is text. A fixed one ends at its first NUL. */
  readonly text?: TextEncoding;
  /** The type to read the member as: one of your own, the name of one of the header's, or bool8, bool32, guid, luid, filetime, ntstatus. */
  readonly type?: string | AnyType;
  /** The integer or double is a time. */
  readonly time?: TimeOptions;
  /** The byte order of this number, or of an array of them, where it is not the record's. */
  readonly endian?: Endian;
  /** On an arm of a union: the sibling of the union, and its values that select the arm. */
  readonly when?: Readonly<Record<string, ConstantOrName | readonly ConstantOrName[]>>;
  /** On an arm: only the bytes of the selected arm travel, and the message ends with them. */
  readonly sized?: boolean;
}

/** What C cannot say about a record. */
export interface RecordAnnotation {
  /** The member that holds the bytes of the whole message. */
  readonly length?: string;
  /** The member that holds the distance to the next record. */
  readonly next?: string;
  /** With `length`: shorter and longer records are good. */
  readonly versioned?: boolean;
  /** Records of a stream start at multiples of this. */
  readonly startAlign?: number;
  /**
   * The byte order of its numbers that do not say their own, those of unnamed records inside it included; other records have theirs. With `'big'` bit-fields begin
   * at the most significant bit, as the pictures of network headers have them.
   */
  readonly endian?: Endian;
  /** The record is a message: the value of the discriminator that means it. */
  readonly message?: ConstantOrName;
  /** The member that says which message it is; `header.messages` has it once. */
  readonly discriminator?: string;
  /** The record that answers the message. */
  readonly reply?: string;
  /** By member name; a dotted path leads to the arms of a union: `Data.Power`. Members of anonymous records have their own names. */
  readonly members?: Readonly<Record<string, MemberAnnotation>>;
}

/** Beside the header: what C cannot say, by the name of the record (its tag or a typedef). */
export interface Annotations {
  readonly records?: Readonly<Record<string, RecordAnnotation>>;
  /** Types to read members as, wherever the header names that typedef or record: `{ GUID: guid, BOOLEAN: bool8 }`. */
  readonly types?: Readonly<Record<string, AnyType>>;
  /** The member of all messages that says which one it is. */
  readonly discriminator?: string;
}

const ORDERS: readonly string[] = ['little', 'big'];
const ENCODINGS: readonly string[] = TEXT_ENCODINGS;

const NOTHING: MemberAnnotation & RecordAnnotation = {};

export const NO_NOTES: readonly Note[] = [];

/** Gives a member or a record the notes that stand before a token: those after something on their line, or the others. */
export function addNotes(
  to: { notes: readonly Note[] },
  notes: readonly Note[] | undefined,
  isTrailing: boolean,
): void {
  if (notes === undefined) return;
  to.notes = [...to.notes, ...notes.filter((note) => note.isTrailing === isTrailing && !to.notes.includes(note))];
}

/** Annotations of one header: from the object, and from comments, which the object overrules. */
export class AnnotationSource {
  private readonly used = new Set<string>();

  constructor(private readonly given: Annotations) {}

  ofRecord(record: RecordType): RecordAnnotation {
    const given = this.givenFor(record);
    if (record.notes.length === 0) return given ?? NOTHING;
    return { ...recordNotes(record), ...given };
  }

  /** `path` is the member's, from the record that the annotation object names. */
  ofMember(record: RecordType, field: Field, path: string): MemberAnnotation {
    const given = this.givenFor(record)?.members;
    if (given === undefined || !Object.hasOwn(given, path)) return memberNotes(field);
    this.used.add(`${nameOf(record)}.${path}`);
    return { ...memberNotes(field), ...given[path] };
  }

  ofType(name: string | undefined): AnyType | undefined {
    const { types } = this.given;
    return types !== undefined && name !== undefined && Object.hasOwn(types, name) ? types[name] : undefined;
  }

  /** Members that are annotated and do not exist. */
  unusedMembers(record: RecordType): string[] {
    const members = Object.keys(this.givenFor(record)?.members ?? {});
    return members.filter((path) => !this.used.has(`${nameOf(record)}.${path}`));
  }

  private givenFor(record: RecordType): RecordAnnotation | undefined {
    const { records } = this.given;
    if (records === undefined) return undefined;
    for (const name of [record.tag, ...record.typedefs]) {
      if (name !== undefined && Object.hasOwn(records, name)) return records[name];
    }
    return undefined;
  }
}

function memberNotes({ notes }: Field): MemberAnnotation {
  if (notes.length === 0) return NOTHING;
  const found: Record<string, unknown> = {};
  for (const { key, value, place } of wordsOf(notes)) {
    if (key === 'rest' || key === 'sized') found[key] = true;
    else if (key === 'when') found['when'] = whenOf(value, place);
    else if (key === 'time') found['time'] = timeOf(value);
    else if (key === 'text' && !ENCODINGS.includes(value))
      throw wrong(`text is ${ENCODINGS.join(', ')}, not ${value}`, place);
    else if (key === 'endian') found[key] = endianOf(value, place);
    else if (['count', 'bytes', 'enum', 'flags', 'text', 'type'].includes(key)) found[key] = value;
    else throw wrong(`a member has no annotation '${key}'`, place);
  }
  return found;
}

function recordNotes({ notes }: RecordType): RecordAnnotation {
  const found: Record<string, unknown> = {};
  for (const { key, value, place } of wordsOf(notes)) {
    if (key === 'versioned') found['versioned'] = true;
    else if (key === 'startAlign') found['startAlign'] = Number(value);
    else if (key === 'endian') found[key] = endianOf(value, place);
    else if (['length', 'next', 'message', 'discriminator', 'reply'].includes(key)) found[key] = value;
    else throw wrong(`a record has no annotation '${key}'`, place);
  }
  return found;
}

interface Word {
  readonly key: string;
  readonly value: string;
  readonly place: HeaderPlace;
}

/** `castbuf: count=Size rest when=Type:1,2`: words, each perhaps with a value. */
function wordsOf(notes: readonly { text: string; place: HeaderPlace }[]): Word[] {
  return notes.flatMap(({ text, place }) =>
    text
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => {
        const equals = word.indexOf('=');
        return equals < 0
          ? { key: word, value: '', place }
          : { key: word.slice(0, equals), value: word.slice(equals + 1), place };
      }),
  );
}

function endianOf(value: string, place: HeaderPlace): Endian {
  if (!ORDERS.includes(value)) throw wrong(`endian is ${ORDERS.join(' or ')}, not ${value}`, place);
  return value as Endian;
}

/** `time`, `time=ms`, `time=s:1904-01-01`. */
function timeOf(value: string): TimeOptions {
  const [unit = '', epoch] = value.split(':');
  return { ...(unit !== '' && { unit: unit as TimeUnit }), ...(epoch !== undefined && { epoch }) };
}

function whenOf(text: string, place: HeaderPlace): MemberAnnotation['when'] {
  const [field, values] = text.split(':');
  if (field === undefined || field === '' || values === undefined) throw wrong('when takes MEMBER:VALUE,VALUE', place);
  return { [field]: values.split(',') };
}

function wrong(what: string, place: HeaderPlace): Refusal {
  return new Refusal(new HeaderError('ERR_HEADER', what, place));
}
