/**
 * Encode chunks: their ids, their order, their units. The simulated encoder and the sample driver keep these.
 *
 * @type {import('./rule.js').Rule[]}
 */
export const encoderRules = [
  {
    rule: 'a chunk id is (FrameNumber : 40 bits, PartNumber : 24 bits) in one 64-bit word',
    tests: ['vectors.test.ts > doc-table-2.chunks: every value, row by row and in columns'],
    file: 'structures.ts',
    find: 'FrameNumber: 40, PartNumber: 24',
    put: 'FrameNumber: 39, PartNumber: 25',
  },
  {
    rule: 'all chunks of one desktop update share the FrameNumber',
    tests: ['../cli/simulated-frames.test.ts > the chunks of documentation table 2'],
    file: '../cli/simulation/frames.ts',
    find: 'ChunkId: { FrameNumber, PartNumber },',
    put: 'ChunkId: { FrameNumber: FrameNumber + PartNumber, PartNumber },',
  },
  {
    rule: 'the last slice of a frame has PartNumber 0',
    tests: [
      '../cli/simulated-frames.test.ts > the chunks of documentation table 2: two slices, the last of them part 0',
      '../cli/simulated-frames.test.ts > slices are numbered from 1, the last is 0',
    ],
    file: '../cli/simulation/frames.ts',
    find: 'index === slices.length - 1 ? 0 : index + 1',
    put: 'index',
  },
  {
    rule: 'steps: FRAME_START, COLOR_CONVERT_COMPLETE (ProcessingTime), ENCODE_COMPLETE (ProcessingTime, EncodeRate)',
    tests: ['../cli/simulated-frames.test.ts > the chunks of documentation table 1: one slice'],
    file: '../cli/simulation/frames.ts',
    find: '    yield chunk(START);\n    yield chunk(COLOR_CONVERT, colorConvert);',
    put: '    yield chunk(COLOR_CONVERT, colorConvert);\n    yield chunk(START);',
  },
  {
    rule: 'steps: EncodeRate belongs to ENCODE_COMPLETE only',
    tests: ['../cli/simulated-frames.test.ts > the chunks of documentation table 1: one slice'],
    file: '../cli/simulation/frames.ts',
    find: 'EncodeRate: ChunkType === ENCODE ? EncodeRate : 0,',
    put: 'EncodeRate,',
  },
  {
    rule: 'steps: FRAME_DROPPED may end a frame that started, or one that never did',
    tests: ['../cli/simulated-frames.test.ts > FRAME_DROPPED ends a frame that started, or one that never did'],
    file: '../cli/simulation/frames.ts',
    find: "if (drop !== 'unstarted') {",
    put: 'if (drop === undefined) {',
  },
  {
    rule: 'steps: a re-encode repeats ENCODE_COMPLETE for the same id',
    tests: [
      '../cli/simulated-frames.test.ts > the chunks of documentation table 3: a re-encode repeats ENCODE_COMPLETE',
    ],
    file: '../cli/simulation/frames.ts',
    find: 'yield chunk(ENCODE, reEncode);',
    put: 'yield chunk(ENCODE, reEncode, 1);',
  },
  {
    rule: 'steps: sent is CHUNK_SENT, reported just before the network call',
    tests: ['rules-simulation.test.ts > CHUNK_SENT is reported just before the network call'],
    file: '../cli/simulation/send-chunks.ts',
    find: '    // Just before the network call, as the interface wants it.\n',
    put: '    await sink.send(PrivateDriverData);\n',
  },
  {
    rule: 'ProcessingTime is in microseconds',
    tests: ['rules-simulation.test.ts > ProcessingTime is in microseconds'],
    file: '../cli/simulation/encoder.ts',
    find: 'this.clock.sleep(chunk.ProcessingTime / 1000)',
    put: 'this.clock.sleep(chunk.ProcessingTime)',
  },
  {
    rule: 'EncodeRate is in kilobits per second, the rates of MIRACAST_DATARATE_STATS in bits per second',
    tests: ['rules-simulation.test.ts > EncodeRate is in kilobits per second, the rates of a notification in bits'],
    file: '../cli/simulation/driver.ts',
    find: '* 4n) / 5n / 1000n)',
    put: '* 4n) / 5n)',
  },
];
