/**
 * What stands in the way of programs that are slower than the same by hand, and what was tried, by example. Times are nanoseconds a record of 4 MB, most of them
 * measured beside other work: take them as ratios. `npm run bench:practice` shows what is here of the programs that are slower when it runs.
 */

/** @type {Record<string, { text: string, tried: [what: string, result: string][] }>} */
export const PRACTICE_REASONS = {
  'edit-column.mjs': {
    text: `By hand it is one loop of 1.4 that reads and writes the bytes in place, and is bound by the conversion from f32 to f64 and back. The program's own loop over its Float32Array takes the same 1.4 by itself;
gathering the column, the first touch of new memory (1.6 of 3.1) and writing it back come on top.`,
    tried: [
      ['all columns decoded, all records written anew (the first version)', '10.6'],
      ['columns over records that are there, place by a product, byte order by a variable', '9.2: the writing 4.2'],
      ['the same with a place that is added up, the byte order a constant: as it is', '7.2: the writing 1.9'],
      ['no column, `sample.Celsius -= degrees` over the rows of a batch', '1.1 to decode, 4.7 for the rows'],
      ['by itself: gathering and writing back by JavaScript in pieces of 1,024 to 16,384 rows', '4.6 to 5.1'],
      [
        'by itself: a function of the old value that the library calls for each record',
        '2.0 to 4.3, by how values are checked',
      ],
      ['by itself: an object with get(row) and set(row, value) over the bytes', '2.4 in the cache, by hand 1.1'],
    ],
  },
  'csv.mjs': {
    text: `Decoding one string for all texts is slow as soon as one of them is not all ASCII (by Latin-1 it would be a fifth), where by hand three texts of four are. A text takes 70 to be packed,
78 to be decoded and 26 to be cut out.`,
    tried: [
      ['one text added to the next in a loop, instead of a list that is joined', '0.92 to 0.94 of the time'],
      ['batches of 64 KiB instead of 256', '0.88'],
      ['rows instead of columns', '2.4'],
      ['texts beyond ASCII taken out and decoded by themselves, the rest masked to ASCII', '275 a text instead of 219'],
    ],
  },
  'filter-export.mjs': {
    text: `Half of the time by hand is the lines of JSON. One loop reads 12 bytes where they lie; castbuf takes them into linear memory, notes where each record lies, gathers two columns and joins two masks: 4.2 without the
lines, where by hand all of it is 7.0.`,
    tried: [
      ['the selected rows borrowed', '1.19 of by hand, 1.22 as it is in the same run'],
      ['one condition in the filter, the other in the loop', '1.17'],
      ['rows instead of columns', '1.46'],
      ['no filter, all columns', '2.1'],
    ],
  },
  'join.mjs': {
    text: `Most of it is the same Map. What is left is the first touch of new columns: about 1,600 a page.`,
    tried: [
      ['no offsets and lengths beside the columns that are wanted', '1.06 to 1.08: the same'],
      ['the answers without their status, which nobody reads', '1.01, 1.04'],
    ],
  },
  'replay.mjs': {
    text: `Half of the time is garbage collection, in both. castbuf takes all payloads into linear memory to find where records begin, by hand only their headers are read.`,
    tried: [
      ['no lengths stored beside the offsets', '1.20: the same'],
      ["the buffer of a record's bytes asked for once", '0.93 of the time without garbage'],
      [
        'headers read from the own bytes by JavaScript, without a copy',
        '34 a record to frame instead of 20 to 24: each waits for the one before',
      ],
      ['columns instead of rows', '1.07 to 1.38 of by hand'],
      ['Array.from over the rows', '1.2 to 1.6 of the loop'],
    ],
  },
};
