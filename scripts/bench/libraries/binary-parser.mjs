import { CAR, CARS, HEADER, WHEEL_COUNT, WHEELS } from '../racing-packets.mjs';
import { MEMBERS } from './halves.mjs';
import { imported } from './imported.mjs';

export { completed } from './halves.mjs';

const METHODS = {
  u8: 'uint8',
  i8: 'int8',
  u16: 'uint16le',
  u32: 'uint32le',
  u64: 'uint64le',
  f32: 'floatle',
  f64: 'doublele',
};

function add(/** @type {any} */ parser, /** @type {string} */ member, /** @type {string} */ kind) {
  parser[/** @type {any} */ (METHODS)[kind]](member);
}

export async function reader(/** @type {'W1' | 'W1b'} */ name, /** @type {Uint8Array} */ input) {
  const { Parser } = await imported('binary-parser');
  const record = new Parser();
  for (const [member = '', kind = ''] of MEMBERS[name]) {
    if (/^(Padding|Reserved)/.test(member)) record.seek(kind === 'u64' ? 8 : 4);
    else add(record, member, kind);
  }
  if (name === 'W1') record.buffer('PrivateDriverData', { length: 'PrivateDriverDataSize' });
  return streamReader(Parser, record, input);
}

/** Answers what reads all racing packets of a stream. */
export async function racingStreamReader(/** @type {Uint8Array} */ input) {
  const { Parser } = await imported('binary-parser');
  return streamReader(Parser, racingParser(Parser), input);
}

/** Answers what reads one racing packet. */
export async function racingPacketReader() {
  const { Parser } = await imported('binary-parser');
  const packet = racingParser(Parser);
  return (/** @type {Uint8Array} */ bytes) => packet.parse(bytes);
}

function racingParser(/** @type {any} */ Parser) {
  const car = new Parser();
  for (const [member, kind] of Object.entries(CAR)) add(car, member, kind);
  for (const member of WHEELS) car.array(member, { type: 'uint8', length: WHEEL_COUNT });
  const packet = new Parser();
  for (const [member, kind] of Object.entries(HEADER)) add(packet, member, kind);
  return packet.array('Cars', { type: car, length: CARS });
}

function streamReader(/** @type {any} */ Parser, /** @type {any} */ record, /** @type {Uint8Array} */ input) {
  const stream = new Parser().array('records', { type: record, readUntil: 'eof' });
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  return () => stream.parse(bytes).records;
}
