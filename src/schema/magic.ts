import { decodeText, encodeGuid, encodeText, isBytes, textBytes, unitBytes } from '../bytes/index.js';
import { CastbufError, shownValue } from '../errors/index.js';
import { assertFits, integerNode, normalise, withCheck } from './checked-numbers.js';
import { partName } from './part-name.js';
import { schemaError } from './schema-error.js';
import { nodeOf, typeOf } from './type-of.js';
import type { AnyType, Fillable } from './infer.js';
import type { BytesNode, GuidNode, Node, TextNode } from './node.js';

type Range = BytesNode | TextNode | GuidNode;

/** What `magic` takes beside a type: what encode takes for it. */
export type MagicOf<T extends AnyType> = T['~out'] extends number | bigint
  ? number | bigint
  : T['~out'] extends string
    ? string
    : T['~out'] extends Uint8Array
      ? ArrayLike<number>
      : never;

/**
 * What every message must hold; encode fills it in. An integer, or a part of fixed size: `magic(u32, 0x4d43)`, `magic(text('ascii', 4), 'RIFF')`,
 * `magic(bytes(3), [0xff, 0xd8, 0xff])`, `magic(guid, '75b22630-668e-11cf-a6d9-00aa0062ce6c')`. A text that is shorter than its size is padded with NULs, as
 * encode pads it.
 * @throws CastbufError ERR_SCHEMA where the type cannot hold it
 */
export function magic<T extends AnyType>(base: T, value: MagicOf<T>): T & Fillable {
  const node = nodeOf(base);
  if (isRange(node)) return withBytes(node, magicBytes(node, value));
  if (node.kind === 'array' || node.kind === 'record')
    throw schemaError('', `magic takes an integer type, bytes, text or guid, not ${partName(node)}`);
  const number = integerNode(base, 'magic');
  const given = value as number | bigint;
  assertFits(number, given, 'the magic value');
  return withCheck<T & Fillable>(number, { kind: 'magic', value: normalise(number, given) });
}

/**
 * The integer that the bytes of a text are, most significant first.
 * @param node of a text of fixed size
 * @throws CastbufError ERR_SCHEMA where the member cannot hold the text
 */
export function textAsInteger(node: TextNode, value: string): bigint {
  const { magic: _, ...open } = node;
  return [...magicBytes(open, value)].reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** The same of any such part by its bytes, as they lie in a message. */
export function magicOfBytes<T extends AnyType>(base: T, given: readonly number[]): T & Fillable {
  const node = nodeOf(base);
  if (!isRange(node))
    throw schemaError('', `a magic value of bytes is for bytes, text and guid, not ${partName(node)}`);
  const bytes = takeBytes(given, roomFor(node));
  const isPadded = node.kind === 'text' && !node.exact;
  return withBytes(node, isPadded ? magicBytes(node, decodeText(bytes, node.encoding).replace(/\0+$/, '')) : bytes);
}

function isRange(node: Node): node is Range {
  return node.kind === 'bytes' || node.kind === 'text' || node.kind === 'guid';
}

function withBytes<T extends AnyType>(node: Range, bytes: Uint8Array): T & Fillable {
  return typeOf<T & Fillable>({ ...node, magic: Object.freeze([...bytes]) });
}

function magicBytes(node: Range, value: unknown): Uint8Array {
  const room = roomFor(node);
  if (node.kind === 'bytes') return takeBytes(value, room);
  if (typeof value !== 'string') throw schemaError('', `the magic value is a string, not ${shownValue(value)}`);
  try {
    if (node.kind === 'guid') encodeGuid(value, room, '');
    else takeText(node, value, room);
  } catch (error) {
    throw error instanceof CastbufError ? schemaError('', error.hint) : error;
  }
  return room;
}

function roomFor(node: Range): Uint8Array {
  if (node.magic !== undefined) throw schemaError('', `${partName(node)} has a magic value already; use one a member`);
  const room = new Uint8Array(roomOf(node));
  if (room.length > 0) return room;
  throw schemaError('', 'a magic value of no bytes marks nothing; leave it out');
}

/** Bytes of the part, which are the same in every message. */
function roomOf(node: Range): number {
  if (node.kind === 'guid') return 16;
  if (node.count.kind !== 'fixed')
    throw schemaError('', `magic takes ${partName(node)} of a fixed size, such as ${partName(node)}(…, 4)`);
  return node.count.count * (node.kind === 'text' ? unitBytes(node.encoding) : 1);
}

function takeText({ encoding, exact }: TextNode, value: string, room: Uint8Array): void {
  const have = textBytes(value, encoding);
  if (have > room.length || (exact && have < room.length))
    throw schemaError('', `the magic text has ${have} bytes, its member ${room.length}`);
  if (!exact && value.includes('\0'))
    throw schemaError('', 'a text ends at its first NUL; say { exact: true }, or use bytes');
  encodeText(value, encoding, room.subarray(0, have), '');
}

function takeBytes(value: unknown, room: Uint8Array): Uint8Array {
  const isList = isBytes(value) || (Array.isArray(value) && value.every(isByte));
  if (!isList) throw schemaError('', `the magic value is a Uint8Array or a list of bytes, not ${shownValue(value)}`);
  const { length } = value as ArrayLike<number>;
  if (length !== room.length) throw schemaError('', `the magic value has ${length} bytes, its member ${room.length}`);
  room.set(value as ArrayLike<number>);
  return room;
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 256;
}
