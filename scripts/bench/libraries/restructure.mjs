import { MEMBERS } from './halves.mjs';
import { imported } from './imported.mjs';

export { completed } from './halves.mjs';

export async function reader(/** @type {'W1' | 'W1b'} */ name, /** @type {Uint8Array} */ input) {
  const r = await imported('restructure');
  const kinds = { u8: r.uint8, u16: r.uint16le, u32: r.uint32le, f64: r.doublele };
  /** @type {Record<string, unknown>} */
  const fields = {};
  for (const [member = '', kind = ''] of MEMBERS[name]) {
    if (/^(Padding|Reserved)/.test(member)) {
      fields[member] = new r.Reserved(r.uint32le, kind === 'u64' ? 2 : 1);
    } else if (kind === 'u64') {
      // It has no 64-bit integers.
      fields[`${member}Low`] = r.uint32le;
      fields[`${member}High`] = r.uint32le;
    } else {
      fields[member] = /** @type {any} */ (kinds)[kind];
    }
  }
  if (name === 'W1') fields.PrivateDriverData = new r.Buffer('PrivateDriverDataSize');
  const stream = new r.Array(new r.Struct(fields));
  return () => stream.fromBuffer(input);
}
