import type { ScratchPlan } from './set-scratch.js';

/** Records of a block are listed by their types, then taken to columns. */
const BLOCK_ROWS = 256;
/** A kernel's scratch stays in a first-level cache. */
const MOST_LIST_BYTES = 24 * 1024;
/** What a list may still have of the block before, and what is read and written after the last entry. */
const MORE_ROWS = 8;

/*
 * Of each type a list: the address and number of each record, 8 bytes, and a list of their lengths where those are asked for. Up to three entries stay
 * for the next block, so that only the last block has rows that no four fill.
 */
export interface SetLists {
  readonly blockRows: number;
  /** Names of their places. */
  readonly counts: string;
  readonly entries: string;
  readonly lengths: string | undefined;
}

export function planLists(name: string, types: number, hasLengths: boolean, scratch: ScratchPlan): SetLists {
  let blockRows = BLOCK_ROWS;
  while (blockRows > 16 && types * blockRows * 8 > MOST_LIST_BYTES) blockRows /= 2;
  const rows = blockRows + MORE_ROWS;
  return {
    blockRows,
    counts: scratch.take(`COUNTS_${name}`, types * 4, 'Entries of each list.'),
    entries: scratch.take(`LISTS_${name}`, types * rows * 8, 'The lists: an address and a number each entry.'),
    lengths: hasLengths
      ? scratch.take(`LENGTHS_${name}`, types * rows * 4, 'Lengths of the records on the lists.')
      : undefined,
  };
}

/** Bytes from one list to the next. */
export function listBytesOf({ blockRows }: SetLists): number {
  return (blockRows + MORE_ROWS) * 8;
}
