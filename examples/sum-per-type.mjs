// The journal of a till has records of three types: what do those of each type come to? Run: node sum-per-type.mjs
import { createSetCodec, decodeBatch, encodeBatch, recordSet, struct, u16, u32 } from 'castbuf';

const Header = { Type: u16, Bytes: u16 };
const Sale = struct('SALE', { ...Header, Article: u32, Pieces: u32, Cents: u32 }, { length: 'Bytes' });
const Refund = struct('REFUND', { ...Header, Receipt: u32, Cents: u32 }, { length: 'Bytes' });
const Tip = struct('TIP', { ...Header, Cents: u32 }, { length: 'Bytes' });

// The member Type says which of the three a record is.
const codec = createSetCodec(recordSet('Type', { Sale: [1, Sale], Refund: [2, Refund], Tip: [3, Tip] }));

/** @param {Uint8Array} journal */
export function centsPerType(journal) {
  // The columns are summed up at once, so the library may lend them instead of making new ones.
  const { Sale, Refund, Tip } = decodeBatch(codec, journal, { borrow: true }).of;
  return { sales: sum(Sale.columns.Cents), refunds: sum(Refund.columns.Cents), tips: sum(Tip.columns.Cents) };
}

/** @param {Uint32Array} column */
function sum(column) {
  let total = 0;
  for (let row = 0; row < column.length; row++) total += column[row];
  return total;
}

const journal = encodeBatch(codec, [
  { type: 'Sale', value: { Type: 1, Article: 4711, Pieces: 2, Cents: 1250 } },
  { type: 'Tip', value: { Type: 3, Cents: 150 } },
  { type: 'Sale', value: { Type: 1, Article: 4712, Pieces: 1, Cents: 800 } },
  { type: 'Refund', value: { Type: 2, Receipt: 1, Cents: 1250 } },
]);
console.log(centsPerType(journal));
