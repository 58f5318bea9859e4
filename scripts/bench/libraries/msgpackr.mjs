import { imported } from './imported.mjs';

/** With the record extension, its fastest way: the names of the members are written once. */
export async function reader(
  /** @type {string} */ _name,
  /** @type {Uint8Array} */ _input,
  /** @type {any[]} */ objects,
) {
  const { Packr } = await imported('msgpackr');
  const packr = new Packr({ useRecords: true, int64AsType: 'bigint' });
  const bytes = packr.pack(objects);
  return () => packr.unpack(bytes);
}

export function completed(/** @type {any} */ object) {
  if (object.Stamp === undefined) return object;
  return { ...object, Stamp: BigInt(object.Stamp), Total: BigInt(object.Total) };
}
