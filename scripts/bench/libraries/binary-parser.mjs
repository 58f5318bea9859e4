import { MEMBERS } from './halves.mjs';
import { imported } from './imported.mjs';

export { completed } from './halves.mjs';

const METHODS = { u8: 'uint8', u16: 'uint16le', u32: 'uint32le', u64: 'uint64le', f64: 'doublele' };

export async function reader(/** @type {'W1' | 'W1b'} */ name, /** @type {Uint8Array} */ input) {
  const { Parser } = await imported('binary-parser');
  const record = new Parser();
  for (const [member = '', kind = ''] of MEMBERS[name]) {
    if (/^(Padding|Reserved)/.test(member)) record.seek(kind === 'u64' ? 8 : 4);
    else record[/** @type {any} */ (METHODS)[kind]](member);
  }
  if (name === 'W1') record.buffer('PrivateDriverData', { length: 'PrivateDriverDataSize' });
  const stream = new Parser().array('records', { type: record, readUntil: 'eof' });
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  return () => stream.parse(bytes).records;
}
