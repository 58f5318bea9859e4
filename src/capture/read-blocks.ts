import { CastbufError } from '../errors/index.js';
import {
  BLOCK_FRAME_BYTES,
  BLOCK_HEADER_BYTES,
  BlockType,
  BYTE_ORDER_MAGIC,
  type CaptureBlock,
  type CaptureOption,
  type CustomBlock,
  type InterfaceBlock,
  type NameRecord,
  type NamesBlock,
  type PacketBlock,
  type SecretsBlock,
  type SectionBlock,
  type StatisticsBlock,
} from './blocks.js';
import { Body, paddedTo4, textOf } from './body.js';
import { IF_DESCRIPTION, IF_NAME, IF_TSOFFSET, IF_TSRESOL } from './option-kinds.js';
import { commentsOf, optionOf, readOptions } from './read-options.js';
import { DEFAULT_RESOLUTION, nanosecondsOf, ticksPerSecond } from './timestamps.js';

const SECTION_BYTES = 28;

/** The only version of the format. */
const MAJOR = 1;

/** Types of addresses, and the bytes that they have. */
const ADDRESS_BYTES: Readonly<Record<number, number>> = { 1: 4, 2: 16, 3: 6, 4: 8 };

/** How errors call blocks. */
const NAMES: Readonly<Record<number, string>> = {
  [BlockType.SECTION]: 'section header',
  [BlockType.INTERFACE]: 'interface description',
  [BlockType.PACKET]: 'packet',
  [BlockType.SIMPLE_PACKET]: 'simple packet',
  [BlockType.NAMES]: 'name resolution',
  [BlockType.STATISTICS]: 'interface statistics',
  [BlockType.ENHANCED_PACKET]: 'enhanced packet',
  [BlockType.SECRETS]: 'decryption secrets',
  [BlockType.CUSTOM]: 'custom block',
  [BlockType.CUSTOM_PRIVATE]: 'custom block',
};

/** Blocks of a pcapng file, one after the other. */
export class BlockReader {
  private isLittle = true;
  private interfaces: InterfaceBlock[] = [];

  /** A section says its byte order after its length. */
  headBytes(head: Uint8Array): number {
    const isSection = new DataView(head.buffer, head.byteOffset).getUint32(0, true) === BlockType.SECTION;
    return isSection ? BLOCK_FRAME_BYTES : BLOCK_HEADER_BYTES;
  }

  /**
   * How long the block is that begins so.
   * @throws CastbufError ERR_MAGIC, ERR_LENGTH_FIELD
   */
  lengthOf(head: Uint8Array, offset: number): number {
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const isSection = view.getUint32(0, true) === BlockType.SECTION;
    if (isSection) this.isLittle = isLittleSection(view, offset);
    const type = view.getUint32(0, this.isLittle);
    const length = view.getUint32(4, this.isLittle);
    const least = isSection ? SECTION_BYTES : BLOCK_FRAME_BYTES;
    if (length >= least && length % 4 === 0) return length;
    const rule = length < least ? `a block of this type has at least ${least}` : 'lengths are multiples of 4';
    throw new CastbufError('ERR_LENGTH_FIELD', `its length is ${length}, and ${rule}`, {
      offset,
      fieldOffset: 4,
      path: nameOf(type),
      want: least,
      have: length,
    });
  }

  /** @throws CastbufError ERR_LENGTH_FIELD where the length after the body is another than that before it */
  assertFrame(bytes: Uint8Array, offset: number): void {
    const body = this.bodyOf(bytes, offset);
    const after = body.u32(body.end);
    if (after === bytes.length) return;
    const hint = `its length is ${bytes.length} before the body, and ${after} after it`;
    throw body.error('ERR_LENGTH_FIELD', body.end, hint, { want: bytes.length, have: after });
  }

  /** @throws CastbufError with the offset of the block */
  read(bytes: Uint8Array, offset: number): CaptureBlock {
    const body = this.bodyOf(bytes, offset);
    const type = body.u32(0);
    switch (type) {
      case BlockType.SECTION:
        return this.section(body);
      case BlockType.INTERFACE:
        return this.interface(body);
      case BlockType.ENHANCED_PACKET:
      case BlockType.PACKET:
        return this.packet(body, type);
      case BlockType.SIMPLE_PACKET:
        return this.simplePacket(body);
      case BlockType.NAMES:
        return names(body);
      case BlockType.STATISTICS:
        return this.statistics(body);
      case BlockType.SECRETS:
        return secrets(body);
      case BlockType.CUSTOM:
      case BlockType.CUSTOM_PRIVATE:
        return custom(body, type);
    }
    return { kind: 'unknown', type, offset, bytes, body: body.slice(BLOCK_HEADER_BYTES, body.end) };
  }

  private bodyOf(bytes: Uint8Array, offset: number): Body {
    const body = new Body(bytes, offset, this.isLittle, '', bytes.length - 4);
    return new Body(bytes, offset, this.isLittle, nameOf(body.u32(0)), body.end);
  }

  private section(body: Body): SectionBlock {
    const { bytes, offset, isLittle } = body;
    const [major, minor] = [body.u16(12), body.u16(14)];
    if (major !== MAJOR)
      throw body.error('ERR_OUT_OF_RANGE', 12, `its version is ${major}.${minor}, and only ${MAJOR}.x is known`);
    const length = body.i64(16);
    this.interfaces = [];
    return {
      kind: 'section',
      type: BlockType.SECTION,
      offset,
      bytes,
      format: 'pcapng',
      endian: isLittle ? 'little' : 'big',
      major,
      minor,
      length: length === -1n ? undefined : length,
      options: readOptions(body, 24, BlockType.SECTION),
    };
  }

  private interface(body: Body): InterfaceBlock {
    body.need(16);
    const options = readOptions(body, 16, BlockType.INTERFACE);
    const text = (code: number): string | undefined => optionOf(options, code)?.value as string | undefined;
    const block: InterfaceBlock = {
      kind: 'interface',
      type: BlockType.INTERFACE,
      offset: body.offset,
      bytes: body.bytes,
      id: this.interfaces.length,
      linkType: body.u16(8),
      snapLength: body.u32(12),
      name: text(IF_NAME),
      description: text(IF_DESCRIPTION),
      ticksPerSecond: ticksPerSecond(numberOf(body, options, IF_TSRESOL, DEFAULT_RESOLUTION)),
      timeOffset: numberOf(body, options, IF_TSOFFSET, 0n),
      options,
    };
    this.interfaces.push(block);
    return block;
  }

  /** Enhanced, or obsolete: that one has a number of lost packets in the place of half of the interface's. */
  private packet(body: Body, type: typeof BlockType.ENHANCED_PACKET | typeof BlockType.PACKET): PacketBlock {
    body.need(28);
    const from = this.interfaceOf(body, type === BlockType.PACKET ? body.u16(8) : body.u32(8));
    const captured = body.u32(20);
    body.needData(28, captured, 20, 'captured length');
    const options = readOptions(body, 28 + paddedTo4(captured), type);
    const ticks = body.ticks(12);
    return {
      kind: 'packet',
      type,
      offset: body.offset,
      bytes: body.bytes,
      interface: from,
      timestamp: nanosecondsOf(ticks, from.ticksPerSecond, from.timeOffset),
      ticks,
      data: body.slice(28, 28 + captured),
      dataOffset: body.offset + 28,
      originalLength: body.u32(24),
      comments: commentsOf(options),
      options,
    };
  }

  private simplePacket(body: Body): PacketBlock {
    body.need(12);
    const from = this.interfaceOf(body, 0);
    const originalLength = body.u32(8);
    const captured = from.snapLength === 0 ? originalLength : Math.min(originalLength, from.snapLength);
    body.needData(12, captured, 8, 'original length');
    return {
      kind: 'packet',
      type: BlockType.SIMPLE_PACKET,
      offset: body.offset,
      bytes: body.bytes,
      interface: from,
      timestamp: undefined,
      ticks: undefined,
      data: body.slice(12, 12 + captured),
      dataOffset: body.offset + 12,
      originalLength,
      comments: [],
      options: [],
    };
  }

  private statistics(body: Body): StatisticsBlock {
    body.need(20);
    const from = this.interfaceOf(body, body.u32(8));
    const ticks = body.ticks(12);
    return {
      kind: 'statistics',
      type: BlockType.STATISTICS,
      offset: body.offset,
      bytes: body.bytes,
      interface: from,
      timestamp: nanosecondsOf(ticks, from.ticksPerSecond, from.timeOffset),
      ticks,
      options: readOptions(body, 20, BlockType.STATISTICS),
    };
  }

  private interfaceOf(body: Body, id: number): InterfaceBlock {
    const found = this.interfaces[id];
    if (found !== undefined) return found;
    const hint = `it is of interface ${id}, and the section has described ${this.interfaces.length} so far`;
    throw body.error('ERR_OUT_OF_RANGE', 8, hint);
  }
}

/** @throws CastbufError ERR_MAGIC */
function isLittleSection(view: DataView, offset: number): boolean {
  const order = view.getUint32(8, true);
  if (order === BYTE_ORDER_MAGIC) return true;
  if (view.getUint32(8, false) === BYTE_ORDER_MAGIC) return false;
  const hint = `its byte order is said by ${hex(BYTE_ORDER_MAGIC)}, in either order, not by ${hex(order)}`;
  throw new CastbufError('ERR_MAGIC', hint, {
    offset,
    fieldOffset: 8,
    path: nameOf(BlockType.SECTION),
    want: BYTE_ORDER_MAGIC,
    have: order,
  });
}

export function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, '0')}`;
}

function nameOf(type: number): string {
  return NAMES[type] ?? `block of type ${hex(type)}`;
}

/** @throws CastbufError ERR_LENGTH_FIELD where an option has not the bytes of its number: times would be wrong without it */
function numberOf<T extends number | bigint>(
  body: Body,
  options: readonly CaptureOption[],
  code: number,
  otherwise: T,
): T {
  const option = optionOf(options, code);
  if (option === undefined) return otherwise;
  if (typeof option.value === typeof otherwise) return option.value as T;
  const { length } = option.value as Uint8Array;
  throw body.error('ERR_LENGTH_FIELD', 16, `its option ${option.name} has ${length} bytes`);
}

function names(body: Body): NamesBlock {
  const records: NameRecord[] = [];
  let at = BLOCK_HEADER_BYTES;
  for (;;) {
    body.needData(at, 4, at, 'list of records, which ends with one of type 0,');
    const [type, length] = [body.u16(at), body.u16(at + 2)];
    at += 4;
    if (type === 0) break;
    body.needData(at, length, at - 2, `record ${records.length}`);
    records.push(nameRecord(type, body.slice(at, at + length)));
    at += paddedTo4(length);
  }
  return {
    kind: 'names',
    type: BlockType.NAMES,
    offset: body.offset,
    bytes: body.bytes,
    records,
    options: readOptions(body, at, BlockType.NAMES),
  };
}

function nameRecord(type: number, value: Uint8Array): NameRecord {
  const bytes = ADDRESS_BYTES[type];
  if (bytes === undefined || bytes > value.length) return { type, address: undefined, names: [], value };
  const names = textOf(value.subarray(bytes)).split('\0').filter(Boolean);
  return { type, address: value.subarray(0, bytes), names, value };
}

function secrets(body: Body): SecretsBlock {
  body.need(16);
  const length = body.u32(12);
  body.needData(16, length, 12, 'length of secrets');
  return {
    kind: 'secrets',
    type: BlockType.SECRETS,
    offset: body.offset,
    bytes: body.bytes,
    secretsType: body.u32(8),
    data: body.slice(16, 16 + length),
    options: readOptions(body, 16 + paddedTo4(length), BlockType.SECRETS),
  };
}

function custom(body: Body, type: number): CustomBlock {
  body.need(12);
  return {
    kind: 'custom',
    type,
    offset: body.offset,
    bytes: body.bytes,
    pen: body.u32(8),
    data: body.slice(12, body.end),
    isCopied: type === BlockType.CUSTOM,
  };
}
