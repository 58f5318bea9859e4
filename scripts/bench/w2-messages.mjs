/** W2: messages of eight types in one stream, each with a header of Type and Size, as drivers send them; every type has its own columns. */
import { generator } from './random.mjs';

const HEADER = { Type: 'u32', Size: 'u32' };

/** Members after the header. `u40` and `u24` share a unit of 64 bits; `bytes` are `Count` bytes and end the message. */
/** @type {Record<string, { value: number, bytes: number, members: Record<string, string> }>} */
export const MESSAGES = {
  Power: { value: 1, bytes: 12, members: { State: 'u32' } },
  BitRate: { value: 2, bytes: 24, members: { Before: 'u32', After: 'u32', Stamp: 'u64' } },
  Frame: {
    value: 3,
    bytes: 24,
    members: { FrameNumber: 'u40', PartNumber: 'u24', Width: 'u16', Height: 'u16', Flags: 'u32' },
  },
  Sample: { value: 4, bytes: 24, members: { Level: 'f64', Id: 'u32', Channel: 'u16', Mode: 'u16' } },
  Chunk: {
    value: 5,
    bytes: 24,
    members: { ChunkType: 'u32', Time: 'u32', Rate: 'u32', Count: 'u32', Payload: 'bytes' },
  },
  Cursor: { value: 6, bytes: 16, members: { X: 'i32', Y: 'i32' } },
  Fault: { value: 7, bytes: 32, members: { Status: 'u32', Line: 'u32', Stamp: 'u64', Extra: 'u32' } },
  Statistics: {
    value: 8,
    bytes: 40,
    members: { Sent: 'u64', Lost: 'u32', Retried: 'u32', Level: 'f64', Quality: 'u8', Rate: 'u32' },
  },
};

const ARRAYS = {
  u8: Uint8Array,
  u16: Uint16Array,
  u24: Uint32Array,
  u32: Uint32Array,
  i32: Int32Array,
  u40: Float64Array,
  u64: BigUint64Array,
  f64: Float64Array,
  bytes: Uint32Array,
};

const MOST_PAYLOAD_BYTES = 64;
const TYPES = Object.values(MESSAGES);

/** castbuf's types, by name. */
export function typesOf(/** @type {any} */ castbuf) {
  const { struct, bits, bytes, u64 } = castbuf;
  return Object.fromEntries(
    Object.entries(MESSAGES).map(([name, { members }]) => {
      const fields = Object.entries({ ...HEADER, ...members }).map(([member, kind]) => {
        if (kind === 'u40' || kind === 'u24') return [member, bits(u64, Number(kind.slice(1)))];
        return [member, kind === 'bytes' ? bytes('Count') : castbuf[kind]];
      });
      return [name, struct(name.toUpperCase(), Object.fromEntries(fields), { length: 'Size' })];
    }),
  );
}

/** Whole messages in at most `bytes`, and how many there are of each type. `next` goes on where a stream before has ended. */
export function messagesOf(/** @type {number} */ bytes, next = generator()) {
  const input = new Uint8Array(bytes);
  const view = new DataView(input.buffer);
  const counts = TYPES.map(() => 0);
  let at = 0;
  for (;;) {
    const index = next() % TYPES.length;
    const { value, bytes: least, members } = /** @type {typeof TYPES[0]} */ (TYPES[index]);
    const payload = 'Payload' in members ? next() % (MOST_PAYLOAD_BYTES + 1) : 0;
    if (bytes - at < least + payload) break;
    view.setUint32(at, value, true);
    view.setUint32(at + 4, least + payload, true);
    // The high byte of a float stays below that of infinity; every other member may have any value.
    for (let word = 8; word < least; word += 4) view.setUint32(at + word, next() & 0x7fefffff, true);
    if ('Payload' in members) view.setUint32(at + 20, payload, true);
    counts[index]++;
    at += least + payload;
  }
  return { input: input.subarray(0, at), counts, rows: counts.reduce((sum, count) => sum + count, 0) };
}

/** Members of a type that have columns: all but its Type, which is the same in every row. */
export function memberNames(/** @type {string} */ name) {
  return ['Size', ...Object.keys(/** @type {typeof TYPES[0]} */ (MESSAGES[name]).members)];
}

/** The columns of all types one after the other, in the order of the C addon's arguments: of each the message's place among all, then its members. */
export function columnsOf(/** @type {readonly number[]} */ counts) {
  return TYPES.flatMap(({ members }, index) => {
    const rows = counts[index] ?? 0;
    const kinds = ['u32', 'u32', ...Object.values(members)];
    return kinds.map((kind) => new /** @type {any} */ (ARRAYS)[kind](rows));
  });
}
