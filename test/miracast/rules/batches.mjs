const OWNED = '../codec/owned-batches.test.ts';
const VALUES = '../codec/owned-values.test.ts';
const INTO = `${OWNED} > rows into an earlier batch: its arrays show the new rows, and it is stale`;
const NO_BATCH = `${OWNED} > into with what is no batch of the codec that owns its columns is ERR_USAGE`;
const OTHER_ENTRY =
  '../entries/other-engine.test.ts > are refused by the functions of the other entry, before and after';

/**
 * Whose memory the columns of a batch are, and which codecs the functions beside them take.
 *
 * @type {import('./rule.js').Rule[]}
 */
export const batchRules = [
  {
    rule: 'a batch owns its columns unless it was asked to borrow',
    tests: [`${OWNED} > 100 rows, all: columns that were kept`, `${OWNED} > 10000 rows, where: columns that were kept`],
    file: '../columns/decode-batch.ts',
    find: 'const store = borrow ? undefined : this.storeOf(into);',
    put: 'const store = into === undefined ? undefined : this.storeOf(into);',
  },
  {
    rule: 'a batch of several types owns its columns unless it was asked to borrow',
    tests: [`${OWNED} > 100 rows of two types: columns that were kept`],
    file: '../record-sets/set-codec.ts',
    find: 'borrow ? undefined : this.storeOf(into, newStore)',
    put: 'into === undefined ? undefined : this.storeOf(into, newStore)',
  },
  {
    rule: 'what inputOf gave is copied for a batch that owns its columns',
    tests: [`${OWNED} > 100 rows: bytes of inputOf that are decoded without borrow are kept too`],
    file: '../columns/batch-read.ts',
    find: '(isInput ? new Uint8Array(given) : given)',
    put: '(given)',
  },
  {
    rule: 'what inputOf a set codec gave is copied for a batch that owns its columns, or does not fit',
    tests: [
      `${OWNED} > 100 rows of several types: bytes of inputOf are decoded where they lie, and kept where the batch is`,
    ],
    file: '../record-sets/kernel-records.ts',
    find: '(isInput ? new Uint8Array(bytes) : bytes)',
    put: '(bytes)',
  },
  {
    rule: 'a batch that borrows is stale after the next one',
    tests: [
      `${OWNED} > a batch that borrows is stale after the next call`,
      `${OWNED} > a borrowed batch of a stream is good until the next one is asked for`,
    ],
    file: '../columns/batch-read.ts',
    find: '  arena.epoch++;\n',
    put: '',
  },
  {
    rule: 'into makes the earlier batch stale',
    tests: [INTO],
    file: '../columns/batch-store.ts',
    find: '    this.epoch++;\n    this.rows = 0;\n    this.capacity = 0;',
    put: '    this.rows = 0;\n    this.capacity = 0;',
  },
  {
    rule: 'into makes the earlier batch of several types stale',
    tests: [`${OWNED} > batches of streams take rows too, and those of several types`],
    file: '../record-sets/record-set-program.ts',
    find: 'begin(bytes: Uint8Array): this {\n    this.epoch++;',
    put: 'begin(bytes: Uint8Array): this {',
  },
  {
    rule: 'offsets do not follow from an array that was given away',
    tests: [
      `${OWNED} > what follows from an array that was given away is ERR_STALE_BATCH, unless it was asked for before`,
    ],
    file: '../columns/batch-store.ts',
    find: 'starts.length === rows && areInOrder',
    put: 'rows >= 0 && areInOrder',
  },
  {
    rule: 'the order of records does not follow from an array that was given away',
    tests: [
      `${OWNED} > what follows from an array that was given away is ERR_STALE_BATCH, unless it was asked for before`,
    ],
    file: '../record-sets/routed-places.ts',
    find: 'if (index.length === type.rows && areInOrder(index, 0, 1, records - 1)) return index;',
    put: 'if (areInOrder(index, 0, 1, records - 1)) return index;',
  },
  {
    rule: 'a stride is rounded up to the alignment of records',
    tests: [`${OWNED} > records of one length begin at multiples of it and of their alignment`],
    file: '../columns/offset-source.ts',
    find: '{ stride: alignUp(words[K.P_FIXED_BYTES] as number, words[K.P_START_ALIGN] as number) }',
    put: '{ stride: words[K.P_FIXED_BYTES] as number }',
  },
  {
    rule: 'into fills the arrays that are there, where they are long enough',
    tests: [INTO, `${OWNED} > fewer rows have the same arrays, more rows have larger ones`],
    file: '../columns/batch-store.ts',
    find: 'if (array !== undefined && array.length >= length) {',
    put: 'if (array !== undefined && at > 0 && array.length >= length) {',
  },
  {
    rule: 'into leaves arrays alone that were given away',
    tests: [`${OWNED} > arrays that were given away are not filled, but made anew`],
    file: '../columns/batch-store.ts',
    find: 'if (more.length > 0) (array as Uint8Array)',
    put: '(array as Uint8Array)',
  },
  {
    rule: 'into takes no batch that was asked to borrow, whether or not there was memory to lend',
    tests: [NO_BATCH],
    file: '../columns/decode-batch.ts',
    find: 'if (isBorrowed || ',
    put: 'if (',
  },
  {
    rule: 'into takes no part of a batch of several types, which has one column more',
    tests: [`${OWNED} > a type’s part of a set’s batch has other arrays`],
    file: '../columns/decode-batch.ts',
    find: '!owner.isOf(this.program)',
    put: 'batchPartsOf(into).program !== this.program',
  },
  {
    rule: 'into takes no stale batch: another one has its arrays',
    tests: [`${OWNED} > a stale batch is no batch to put rows into`],
    file: '../columns/decode-batch.ts',
    find: '    freshData(data);\n    return owner;',
    put: '    return owner;',
  },
  {
    rule: 'a batch borrows, or is put into another one, not both',
    tests: [NO_BATCH],
    file: '../columns/decode-batch.ts',
    find: 'if (options.borrow === true && options.into !== undefined)',
    put: 'if (options === undefined)',
  },
  {
    rule: 'decodeBatch, stream, inputOf and summarize refuse codecs of the other entry, whatever was called first',
    tests: [OTHER_ENTRY],
    file: '../columns/decode-batch.ts',
    find: 'if (open !== this.open) open(this.record.machine);',
    put: '',
  },
  {
    rule: 'encodeBatch, encodeBatchInto and outputOf refuse codecs of the other entry, whatever was called first',
    tests: [OTHER_ENTRY],
    file: '../rows-out/encode-batch.ts',
    find: 'if (open !== this.open) open(this.record.machine);',
    put: '',
  },
  {
    rule: 'functions refuse codecs of several types of the other entry',
    tests: [OTHER_ENTRY],
    file: '../record-sets/set-codec.ts',
    find: '    open(recordOf(featuresOf(codec)).machine);\n',
    put: '',
  },
  {
    rule: 'packed and texts of castbuf/js refuse batches of castbuf',
    tests: [OTHER_ENTRY],
    file: '../oracle/pack.ts',
    find: "if ('arena' in source) throw otherEngine('this batch is');",
    put: '',
  },
  {
    rule: 'no byte of a block is given to two values',
    tests: [`${VALUES} > bytes of an array`],
    file: '../message/payloads.ts',
    find: '(bytes + ALIGN - 1) & -ALIGN',
    put: 'bytes & -ALIGN',
  },
  {
    rule: 'bytes that are sliced have a buffer of their own',
    tests: [`${VALUES} > bytes of an array`],
    file: '../message/payloads.ts',
    find: 'if (this.isSliced || bytes',
    put: 'if (bytes',
  },
  {
    rule: 'a value of a stale batch is refused',
    tests: [`${VALUES} > options that are not known, and what comes before them`],
    file: '../columns/row-values.ts',
    find: 'this.epoch !== this.owner.epoch || ',
    put: '',
  },
  {
    rule: 'a value of bytes that are gone is refused',
    tests: [`${VALUES} > input that is gone is ERR_STALE_BATCH`],
    file: '../columns/row-values.ts',
    find: ' || this.bytes.length < consumed',
    put: '',
  },
  {
    rule: 'a value shows no bytes of the next record, whatever its count says now',
    tests: [`${VALUES} > a count that was overwritten shows no neighbour`],
    file: '../cursor/cursor-frame.ts',
    find: 'Math.max(0, Math.min(counted(view, at), end - first))',
    put: 'counted(view, at)',
  },
];
