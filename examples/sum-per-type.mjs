// The journal of a till has records of three types: what do those of each type come to? Run: node sum-per-type.mjs
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createSetCodec, encodeBatch, recordSet, stream, struct, u16, u32 } from 'castbuf';

const Header = { Type: u16, Bytes: u16 };
const Sale = struct('SALE', { ...Header, Article: u32, Pieces: u32, Cents: u32 }, { length: 'Bytes' });
const Refund = struct('REFUND', { ...Header, Receipt: u32, Cents: u32 }, { length: 'Bytes' });
const Tip = struct('TIP', { ...Header, Cents: u32 }, { length: 'Bytes' });

// The member Type says which of the three a record is.
const codec = createSetCodec(recordSet('Type', { Sale: [1, Sale], Refund: [2, Refund], Tip: [3, Tip] }));

/** @param {AsyncIterable<Uint8Array>} journal */
export async function centsPerType(journal) {
  const cents = { sales: 0, refunds: 0, tips: 0 };
  // Each batch is done with before the next one comes, so the library may use its memory again.
  for await (const { of, error } of stream(codec, journal, { borrow: true })) {
    cents.sales += sum(of.Sale.columns.Cents);
    cents.refunds += sum(of.Refund.columns.Cents);
    cents.tips += sum(of.Tip.columns.Cents);
    if (error !== undefined) throw error;
  }
  return cents;
}

/** @param {Uint32Array} column */
function sum(column) {
  let total = 0;
  for (let row = 0; row < column.length; row++) total += column[row];
  return total;
}

const records = encodeBatch(codec, [
  { type: 'Sale', value: { Type: 1, Article: 4711, Pieces: 2, Cents: 1250 } },
  { type: 'Tip', value: { Type: 3, Cents: 150 } },
  { type: 'Sale', value: { Type: 1, Article: 4712, Pieces: 1, Cents: 800 } },
  { type: 'Refund', value: { Type: 2, Receipt: 1, Cents: 1250 } },
]);
await writeFile('journal.bin', records);
console.log(await centsPerType(createReadStream('journal.bin')));
await rm('journal.bin');
