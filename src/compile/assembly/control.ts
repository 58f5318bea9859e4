/*
 * The first bytes of linear memory: what a call of a compiled kernel answers beside its number, and its scratch. `src/compiled/linear-memory.ts` reads the answers.
 *
 *   0        4          16        32         48     64
 *   | STATUS | CONSUMED | PLACES  | LENGTHS  | NEXT | COLUMNS ...
 */
/** What lies after it belongs to the kernel of a record set. */
export const CONTROL_BYTES = 64;

export const CONTROL = `/** Whether a record is wrong, or cut; it begins after CONSUMED bytes of the piece. */
const STATUS: usize = 0;
const CONSUMED: usize = 4;
/** Addresses and lengths of four records, and where the last one ends. */
const PLACES: usize = 16;
const LENGTHS: usize = 32;
const NEXT: usize = 48;
/** Addresses of the columns that are encoded; of a list its offsets, then its lengths. */
const COLUMNS: usize = 64;`;
