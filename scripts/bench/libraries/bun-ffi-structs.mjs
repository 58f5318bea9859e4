import { MEMBERS } from './halves.mjs';
import { imported } from './imported.mjs';

export { completed } from './halves.mjs';

/** It has no records of varying length: a loop goes from one to the next and takes the payload. */
export async function reader(/** @type {'W1' | 'W1b'} */ name, /** @type {Uint8Array} */ input) {
  const { defineStruct } = await imported('bun-ffi-structs');
  const record = defineStruct(MEMBERS[name]);
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  return () => {
    const objects = [];
    for (let at = 0; view.byteLength - at >= record.size;) {
      /** @type {any} */
      const object = record.unpackInto(view, {}, at);
      at += record.size;
      if (name === 'W1') {
        const end = at + object.PrivateDriverDataSize;
        object.PrivateDriverData = input.subarray(at, end);
        at = end;
      }
      objects.push(object);
    }
    return objects;
  };
}
