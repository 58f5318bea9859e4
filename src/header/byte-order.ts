import { be, byteOrderOf, le, type AnyType, type Endian, type NamedAbi } from '../schema/index.js';
import type { AnnotationSource } from './annotations.js';
import { canonical, nameOf, type CType, type Field, type RecordType } from './c-type.js';
import { refuse } from './problems.js';

/** `__be16`, `le32_t`, `ovs_be64`, `sle64`: Linux and whoever follows it. */
const ORDER_FIRST = /^(?:\w*_)?[us]?(be|le)(16|32|64)(?:_t)?$/;
/** `uint16_be`, `u32le_t`, `UINT64_BE`. */
const ORDER_LAST = /^(?:u|s|i|int|uint)(16|32|64)_?(be|le)(?:_t)?$/;
/** `big_uint32_t`, `little_int16_at` of Boost. */
const ORDER_SPELLED = /^(big|little)_u?int(16|32|64)_(?:buf_)?a?t$/;

/** The byte order and the bits that the name of an integer type says. */
function orderInName(name: string): readonly [order: Endian, bits: number] | undefined {
  const spelled = ORDER_SPELLED.exec(name);
  if (spelled !== null) return [spelled[1] as Endian, Number(spelled[2])];
  const lower = name.toLowerCase();
  const last = ORDER_LAST.exec(lower);
  const [, order, bits] = last === null ? (ORDER_FIRST.exec(lower) ?? []) : [lower, last[2], last[1]];
  return order === undefined ? undefined : [order === 'be' ? 'big' : 'little', Number(bits)];
}

/** The byte order that a typedef's name says, of an integer of as many bits, or of an array of such. */
export function orderOfName(type: CType): Endian | undefined {
  for (let found = type; found.kind === 'alias' || found.kind === 'array';) {
    if (found.kind === 'array') {
      found = found.element;
      continue;
    }
    const said = orderInName(found.name);
    if (said !== undefined && bitsOf(found) === said[1]) return said[0];
    found = found.type;
  }
  return undefined;
}

function bitsOf(type: CType): number {
  const found = canonical(type);
  return found.kind === 'number' ? (found.integer?.bytes ?? 0) * 8 : 0;
}

/** The byte orders of records and of their members, as names, notes and flags say them. */
export class ByteOrders {
  /** Of records without a name, what those around them have. */
  private readonly around = new Map<RecordType, Endian>();

  constructor(
    private readonly abi: NamedAbi,
    private readonly annotations: AnnotationSource,
    /** What is said of the whole header. */
    private readonly given: Endian | undefined,
  ) {}

  /** What notes and flags say of the numbers of a record; undefined where it is the ABI's. */
  ofRecord(record: RecordType): Endian | undefined {
    return this.annotations.ofRecord(record).endian ?? this.around.get(record) ?? this.given;
  }

  /** Tells all records inside that have no name, before they are imported. */
  enter(record: RecordType): void {
    const order = this.ofRecord(record);
    if (order === undefined) return;
    for (const field of record.fields ?? []) {
      const type = elementOf(field.type);
      if (type.kind !== 'record' || nameOf(type) !== undefined) continue;
      this.around.set(type, order);
      this.enter(type);
    }
  }

  /**
   * The member's type in its byte order. A note of the member goes first. Then comes the attribute of the record, which swaps what C would read; then the name of
   * the member's type, though not of bit-fields, whose bits C counts in its own order; then what notes and flags say of the record.
   * @throws Refusal where the schema has no type of that order for it
   */
  ofMember(record: RecordType, field: Field, made: AnyType, note: Endian | undefined): AnyType {
    if (note !== undefined) return noted(note, field, made);
    const { byteOrder } = record;
    if (byteOrder !== undefined && byteOrder !== byteOrderOf(this.abi)) return inByteOrder(byteOrder, field, made);
    const named = field.bits === undefined ? orderOfName(field.type) : undefined;
    const order = named ?? (byteOrder === undefined ? this.ofRecord(record) : undefined);
    return order === undefined || saysOrder(made) ? made : inByteOrder(order, field, made);
  }
}

function elementOf(type: CType): ReturnType<typeof canonical> {
  let found = canonical(type);
  while (found.kind === 'array') found = canonical(found.element);
  return found;
}

function noted(order: Endian, field: Field, made: AnyType): AnyType {
  if (partOf(made) === 'number') return inOrder(order, made);
  throw refuse(`endian=${order} is of numbers and arrays of them, or stands before a record`, field.token);
}

/**
 * A member of a record whose numbers have another order than the ABI's. It is about numbers and arrays of numbers: pointers, vectors and
 * what records inside have are left alone.
 */
function inByteOrder(order: Endian, field: Field, made: AnyType): AnyType {
  const type = elementOf(field.type);
  if (type.kind === 'pointer' || type.kind === 'record') return made;
  const name = type.kind === 'number' ? type.name : type.kind;
  if (name.startsWith('vector ')) return made;
  switch (partOf(made)) {
    case 'number':
      return inOrder(order, made);
    case 'bytes':
      return made;
    case undefined:
      throw refuse(`castbuf has no ${order}-endian ${name}`, field.token);
  }
}

/** The type in that byte order. */
export function inOrder(order: Endian, made: AnyType): AnyType {
  return order === 'big' ? be(made) : le(made);
}

/** What a member is made of. The encoding of a text says its byte order. */
function partOf(made: AnyType): 'number' | 'bytes' | undefined {
  const node = innermost(made);
  if (node.kind === 'scalar' || node.kind === 'bit') return 'number';
  return node.kind === 'bytes' || node.kind === 'guid' || node.kind === 'text' ? 'bytes' : undefined;
}

function innermost(made: AnyType): AnyType['~node'] {
  let node = made['~node'];
  while (node.kind === 'aligned' || node.kind === 'array') node = node.kind === 'array' ? node.element : node.node;
  return node;
}

/** A type that users gave may say its own. */
function saysOrder(made: AnyType): boolean {
  const node = innermost(made);
  const scalar = node.kind === 'bit' ? node.base : node;
  return scalar.kind === 'scalar' && scalar.endian !== undefined;
}
