/**
 * Why goals are missed, and what was tried, by the ids of the rows. docs/benchmarks.md has those of the goals that the last run has missed. Numbers without a unit
 * are ratios of medians, below 1 where the new way takes less time.
 */

/**
 * @typedef {object} Reason
 * @property {string} title
 * @property {string[]} rows
 * @property {string} text
 * @property {[what: string, result: string][]} tried two at least
 */

const LIBRARY_NAMES = ['binary-parser', 'bun-ffi-structs', 'restructure', 'protobuf', 'msgpackr', 'flatbuffers'];

/** @type {Reason[]} */
export const REASONS = [
  {
    title: 'W1 in linear memory, against C',
    rows: inSizes((size) => `w1/memory/${size}/castbuf/c`),
    text: `C is one loop of about 30 instructions a record, and mostly waits: where the next record begins is known when this one's length is loaded. castbuf needs 47 instructions, because it is
an interpreter of any schema: it stores offsets, transposes two windows of four records at a time, and makes a double of 40 bits. On a busy machine the other hardware thread of the core
takes the slots that C leaves idle, and castbuf leaves none.`,
    tried: [
      ['a loop a column', '3 of C'],
      ['windows, after the framing', '14 ns a record'],
      ['the first two windows taken in the loop that frames, cache lines asked for ahead', '6.5 ns in the same run'],
      [
        'no shift by 0, halves instead of shifts, no lengths that nobody asks for',
        '53 to 47 instructions, 0.90 to 0.95 of before',
      ],
      ['loops with one comparison less', '0.4 instructions a loop and record: left out'],
    ],
  },
  {
    title: "W1 from bytes of one's own, against JavaScript",
    rows: [
      'w1/given/524288/castbuf-borrow/javascript',
      'w1/given/60000000/castbuf-into/javascript',
      'w1/owned/60000000/castbuf-owned/javascript-owned',
    ],
    text: `The bytes go into linear memory in pieces of 256 KiB, which is 60 bytes a record, and the columns come out again, which is 32. At 60 MB a record takes 4 ns to come in and 3 to go out, at the
speed of memory, and 5 to 6 to decode in the cache, one after the other. JavaScript reads and writes as much memory, and computes while it waits: there is no way to ask for a cache line of the caller's from WebAssembly.
In the caches castbuf takes 0.7 of JavaScript. New columns cost page faults, whoever makes them: 5 to 25 ns a record.`,
    tried: [
      [
        'offsets that the kernel counts from the start of the stream, instead of moving them afterwards',
        '1.30 of JavaScript become 1.05',
      ],
      ['offsets of records that follow from a list, or from a stride, are not stored', '1.02 become 0.97'],
      ['pieces of 64 and 128 KiB; columns that leave after 384 or 768 KiB', 'the same within 0.03'],
      ['no loads of the cache lines ahead, as the piece lies in the cache', '1.12'],
      ['pieces that begin where the memory of the bytes and of the kernel are alike aligned', 'the same'],
      ['code made for this struct, columns in linear memory filled again', '0.62 to 0.66 of JavaScript'],
      ["code made for this struct, columns of one's own filled again", '0.70 to 0.77'],
    ],
  },
  {
    title: 'W1b in linear memory, against C',
    rows: inSizes((size) => `w1b/memory/${size}/castbuf/c`),
    text: `Four windows and seven picks a block, 55 instructions a record, where C has about 40 that wait for nothing. Each block has eleven loops, whose ends a processor most likely
mispredicts: 340 ns a block, 1.3 ns a record.`,
    tried: [
      ['doubles and high halves without shifts', '0.95 to 1.0'],
      ['blocks of 64 rows', '1.63 in 24 KiB, 1.42 in 512 KiB'],
      ['blocks of 128 rows', '1.33, 1.13'],
      ['blocks of 512 rows', '0.91, 1.03: they leave the first-level cache'],
    ],
  },
  {
    title: 'Columns, against libraries that make objects',
    rows: ['w1', 'w1b'].flatMap((module) =>
      LIBRARY_NAMES.map((name) => `${module}/objects/524288/castbuf-owned/${name}`),
    ),
    text: `The goal of a twentieth was set for columns that castbuf lends. These are owned, as a call without options makes them: most of their time goes into new arrays.`,
    tried: [
      ['borrowed columns, in W1', '0.06 of binary-parser, 0.07 of bun-ffi-structs'],
      ['borrowed columns, in W1b', '0.10 of binary-parser, 0.05 of bun-ffi-structs'],
    ],
  },
  {
    title: 'W2, messages of several types',
    rows: [
      ...inSizes((size) => `w2/given/${size}/castbuf-into/javascript`),
      'w2-in-turn/given/24576/castbuf-into/javascript',
      'w2/memory/524288/castbuf/c',
    ],
    text: `Messages are framed, routed to lists for each type, and then decoded a type at a time. From 512 KiB on that is 0.5 to 0.8 of JavaScript. In 24 KiB a type has some 90 messages, and a call copies 64
arrays out and shows as many views of them, at about 100 ns each: more than routing and decoding. The one stream of 24 KiB that comes again and again is learned by branch predictors: C and JavaScript then take half of what they take for 64 streams in turn, castbuf
takes the same.`,
    tried: [
      [
        'offsets and places counted by the kernel; order, lengths and offsets made when asked for',
        '24 KiB: 40 ns a message become 24; 60 MB: 0.74 of JavaScript become 0.5',
      ],
      ['short columns copied by a loop instead of a view and `set`', '117 ns instead of 125 for 90 numbers: left out'],
      ['discriminators and lengths that are words of their own without shift and mask', '0.95'],
      ['routing without a branch that depends on the type, by code made for these messages', '0.39 to 0.78 of C'],
      ["the same from bytes of one's own, columns of one's own filled again, 60 MB", '0.34 to 0.38 of JavaScript'],
    ],
  },
  {
    title: 'W3, one message',
    rows: ['w3/persistent+javascript/0/persistent/javascript', 'w3/own+javascript/0/own/javascript'],
    text: `A message takes about 650 instructions through the gate, the set of messages, the checks, two cursors and the reply. A good message whose checks are bits of words is judged in JavaScript, without
a call into the kernel; buffers of one's own are copied by words, 12 ns in and 7 out. Cursors straight over the caller's buffer are not built: a handler's writes would then be the caller's at once, also those of a reply that is refused, and a
caller could change a message after its checks.`,
    tried: [
      ['a walk over all members, two calls of the kernel', '57 + 19 ns in the kernel'],
      ['checks as branch-free guards, buffers that stay bound, one call', '18 of 41 ns'],
      [
        'checks left out altogether',
        '26 ns: what the call, the gate and six members through cursors take by themselves',
      ],
      [
        'class fields that are not undefined before they are set, so that V8 knows their types',
        '1.33 of by hand become 1.16',
      ],
      ['checks in JavaScript, as methods over an Int32Array', '1.20: no better than the call into the kernel'],
      ['the same in closures, whose array and limits V8 takes for constants; flags compared with `true`', '1.0'],
      [
        'memory that never grows: each access of it is without a look at whether it is still there',
        '0.94 (43 ns become 37)',
      ],
      ['own buffers: words in a loop instead of `set`', '2.5 become 2.2'],
      [
        'sixteen words written out, so long that V8 does not put them into the path instead of the cursors',
        '1.8; with memory that never grows 1.6',
      ],
    ],
  },
  {
    title: 'W4, encoding',
    rows: ['c', 'javascript'].flatMap((base) => inSizes((size) => `w4/memory/${size}/castbuf/${base}`)),
    text: `In 24 KiB about 4 microseconds of JavaScript a call, which look at columns and their memory, are half of the time; the kernel by itself takes 0.66 to 0.8 of C.`,
    tried: [
      ['a row at a time', '250 ns a record'],
      ['blocks of 128 rows: payload, then windows', '42'],
      ['pieces of 32, 64, 128, 256, 512 KiB', '256 is best'],
      ['columns read where they lie, to `outputOf`', '0.78 to 0.81 of C at 512 KiB, 0.85 to 0.9 at 60 MB'],
      ['the first merge of a double without looking at the lane', '0.95 of before'],
      ['whether columns and target overlap is asked once, of the regions', '0.8 of before in 24 KiB'],
      [
        '24 KiB, the kernel alone',
        '1.9 of C, whose copies of few bytes are predicted: the same rows come again and again',
      ],
    ],
  },
  {
    title: 'W5, a file to a sum',
    rows: ['w5/all/60000000/castbuf/javascript'],
    text: `Reading takes a third of the time, and the sum over two columns is the same loop in both. What is left is W1, above, in pieces of 256 KiB, and the move of the record that a piece cuts.`,
    tried: [
      ['a copy of each piece instead of `readSync` into a view of linear memory', '2.5 to 8 ns a record more'],
      ['pieces of 64, 128, 512 and 1,024 KiB instead of 256', "1.6, 1.2, 0.93 and 0.92 of castbuf's time"],
    ],
  },
  {
    title: 'The cursor over a batch',
    rows: ['rows/cursor/524288/castbuf/javascript'],
    text: `All getters are inlined with constant offsets, at seven instructions a member, as by hand; what is left is the iterator, a check whether the batch is still there, and map checks that V8 does not take
out of a loop. The one object below was tried outside of the library, for one type with members of one kind: all other cursors would read through two kinds of frames then. Who needs less reads \`batch.columns\`.`,
    tried: [
      ['before', '2.9 of by hand'],
      ['one way out of `next`, no variable for 2^32 in the getter', '1.9'],
      ['a shared result for the end', '2.9 to 3.1'],
      ['class fields that are not undefined before they are set', '1.62'],
      ['lengths when asked for, with a check that the batch is still there', '1.48'],
      ['what makes the cursor in the code of the loop, where that is called often: no place for the getters', '9'],
      [
        'by itself: iterator, result, cursor and frame as one object',
        '1.27; without the check for detached bytes 1.11',
      ],
    ],
  },
  {
    title: 'Objects',
    rows: [
      'rows/objects-W1/524288/castbuf/binary-parser',
      'rows/objects-W1b/524288/castbuf/binary-parser',
      'racing/messages/524288/castbuf/binary-parser',
      'racing/batch/524288/castbuf/binary-parser',
    ],
    text: `binary-parser makes code at run time, which a content security policy forbids, and hands out views of the message; the bytes of castbuf's values never change. About a quarter of the time is the copy of
each payload, and a quarter garbage collection. Numbers beside binary-parser stand alone.`,
    tried: [
      ['slots on a tape, walked for each value (the first version)', '2,340 ns'],
      ['getters of a cursor, called by name; by function', '1,300; 940'],
      ['a template, spread or assigned', 'slower than adding keys'],
      [
        'stores of their own for each member, by copies of one function',
        '0.45 to 0.52 of the last; 0.7 where the objects are kept: 2.0',
      ],
      ['a `switch` on the kind of each member instead of getters (W1b)', '2.4'],
      ['a closure a member, of the bytes and the place of the record (W1b)', '0.75'],
      ['the same with places for 16 members, and room for them in the object (W1b)', '0.50, as a literal'],
      ['payloads by `slice`, each of its own', '1.4 to 1.6'],
      ['payloads copied word by word to blocks that values share, as it is', '1.1 to 1.5'],
      [
        'the stream copied once, payloads views of it: values then are of different moments',
        'a payload takes as long as in a block',
      ],
      ['copies of 64 bytes whatever the length, so that nothing depends on it', 'the same'],
    ],
  },
  {
    title: 'Two threads',
    rows: ['threads/all/60000000/castbuf-two/castbuf-one/c-two/c-one'],
    text: `Two threads share the memory's bandwidth, and the core's caches with what else runs. castbuf moves each byte and each column once more than C does, and so likely meets
that limit first.`,
    tried: [
      ['threads that look for work 20,000 times before they sleep', '0.74 of one thread at 60 MB, instead of 0.71'],
      ['bytes copied to `inputOf` first, columns in linear memory', '0.62, and one thread takes half the time'],
    ],
  },
  {
    title: 'Compiled: columns in linear memory, against C',
    rows: [
      ...inSizes((size) => `w1/memory/${size}/compiled/c`),
      'w1b/memory/524288/compiled/c',
      'w1b/memory/60000000/compiled/c',
      'w2/memory/524288/compiled/c',
    ],
    text: `A call takes 0.35 microseconds beside its kernel: it asks for the input's memory, looks at the options and at the bytes, and makes a batch. C takes 1.5 for a stream of 24 KiB, and looks at nothing;
from 512 KiB on the call does not count. A set also says which of all records each row is.`,
    tried: [
      ['W1 in 24 KiB, the kernel by itself', '0.74 to 0.78 of C'],
      ['rules of the options made once, not for each call', 'W1 in 24 KiB: 1.9 to 2.2 of C become 1.0 to 1.1'],
      ['W2 in 512 KiB, the by-hand sample that the compiler began as', '0.39 of C'],
    ],
  },
  {
    title: "Compiled: columns from bytes of one's own, against JavaScript",
    rows: [
      'w1/given/60000000/compiled-into/javascript',
      ...inSizes((size) => `w2/given/${size}/compiled-into/javascript`),
      'w2-in-turn/given/24576/compiled-into/javascript',
    ],
    text: `Bytes go into linear memory and columns come out, at the speed of memory, as with the interpreter, while JavaScript computes as it reads. In W2 a call moves 46 columns
together and copies them at once: in 24 KiB that takes half as long as to decode them. JavaScript itself takes 21 or 31 ns a message of the same bytes, by how V8 has compiled it in that process.`,
    tried: [
      ['pieces of three sizes', 'no gain'],
      ['W2 in 24 KiB, columns that stay in linear memory', '0.6 of the time'],
      ['W2 in 24 KiB, each column copied to an array of its own', '1.9 of the time'],
      [
        "by-hand samples with columns of one's own filled again, 60 MB",
        'W1: 0.70 to 0.77 of JavaScript; W2: 0.34 to 0.38',
      ],
      ['the same with columns in linear memory filled again', '0.62 to 0.66; 0.29 to 0.34'],
    ],
  },
  {
    title: 'Compiled: one message',
    rows: [
      'w3/compiled-persistent+javascript/0/compiled-persistent/javascript',
      'w3/compiled-own+javascript/0/compiled-own/javascript',
    ],
    text: `V8 puts at most 920 bytecodes of other functions into one that it compiles. The gate, the set, the checks, two cursors and the reply are more, as they also know of messages that wait, that are
revoked, and of handlers that throw: some of them stay calls. Buffers of one's own are looked at and copied, besides.`,
    tried: [
      ['a sample by hand for these messages: cursors over one constant Int32Array', '0.35 to 0.38; own buffers 0.34'],
      ['checks in WebAssembly instead of emitted JavaScript', 'the same'],
      ['cursors as object literals with accessors of their own', '20 times as long'],
      ['one factory for several sets, instead of code of their own', '0.35 become 0.47'],
    ],
  },
  {
    title: 'Compiled: encoding',
    rows: ['w4/memory/524288/compiled/c', 'w4/memory/60000000/compiled/c'],
    text: `The kernel checks that each number fits its bits, and that each payload lies in its data, which C does not. Around it JavaScript looks at the columns and at where they lie.`,
    tried: [
      ['the kernel by itself, 512 KiB', '0.59 to 0.63 of C'],
      ['a sample by hand', '0.51 at 512 KiB, 0.84 to 0.99 at 60 MB'],
    ],
  },
  {
    title: 'Compiled: the cursor over a batch',
    rows: ['rows/cursor-compiled/524288/compiled/javascript'],
    text: `The cursor is its own iterator and result, and its getters have constant places. Each step asks whether the batch is still there, and each row's place is read from a column, where by hand it is in
a variable. A loop that is long when its function is called for the first time may stay in code that V8 made for that call alone: there the cursor takes 1.6 times as long, by hand 1.3 times.`,
    tried: [
      [
        'the check that the batch is there as a call',
        '1.74; 2.5 where only one of the two loops is in code for the first call',
      ],
      ['the check as the byte of the stream that the lease of its memory says', '1.17 to 1.25, as it is'],
      ['the same as two comparisons', '1.27'],
      ['what makes the cursor in the code of the loop, whose getters V8 then has no place for', '5.8'],
      ['without the check', '1.08 to 1.1'],
      ['the barest class: an iterator with five getters', '1.05 to 1.1'],
    ],
  },
  {
    title: 'Compiled: objects',
    rows: ['rows/objects-W1/524288/compiled/binary-parser', 'rows/objects-W1b/524288/compiled/binary-parser'],
    text: `A value is a literal with constant names, and its payload a view of a copy of up to 64 KiB. The columns of the batch are decoded first, each value asks whether the batch is still there, and garbage
collection takes more than a third of the time. binary-parser hands out views of the message.`,
    tried: [
      ['where the bytes lie is looked at once a batch, not for each value', '1.5 of binary-parser become 1.0 to 1.3'],
      ['a sample by hand that reads the bytes alone, payloads as views of one copy', 'W1: 0.61, W1b: 0.70'],
      ['the same with a `slice` a record', 'W1: 1.33'],
    ],
  },
  {
    title: 'First use',
    rows: ['first-use/index.js/0/all'],
    text: `Importing is V8's look at every character (52 ns a byte, 8.5 ms for the code, 2 for the kernel's text); a codec and its first message run 80 kB of code that was never compiled, and compile
the kernel. What is left goes with the size.`,
    tried: [
      ['the kernel as characters instead of base64', 'smaller after gzip, and decoded faster'],
      ["the kernel's bytes decoded in chunks, or by 32-bit words from `Buffer`", 'no better'],
      ['text of one byte a character', '1 ms less of 15'],
      ['no blanks and comments in the built library', 'import 0.83'],
      ['everything minified, as a bundler does it', 'import 0.65'],
    ],
  },
  {
    title: 'The size of the core',
    rows: ['core-size/all/0/all'],
    text: `20 kB after gzip were planned, for a core that knew less. Even a core for single messages and nothing else would not fit: layout, program and value writer are 19 kB of code by themselves,
cursors 7, and the smallest kernel 5.5. A program has only the modules of the kernel whose functions it imports.`,
    tried: [
      ['a kernel without queries, record sets, messages and packing', '17.5 kB instead of 23.8'],
      ['a kernel for single messages only', '5.5 kB'],
      [
        'names of internal properties shortened by the bundler',
        '58.0 kB of code instead of 56.3: gzip had done that already, and constants were folded no more',
      ],
      ['entries of their own for headers and NTSTATUS names', 'done: 0 bytes of them in the core'],
    ],
  },
];

/** @returns {Reason | undefined} */
export function reasonOf(/** @type {string} */ id) {
  return REASONS.find(({ rows }) => rows.includes(id));
}

function inSizes(/** @type {(size: number) => string} */ id) {
  return [24_576, 524_288, 60_000_000].map(id);
}
