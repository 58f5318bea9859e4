/**
 * GetNextChunkData, row by row of its table, and the queue that it reads.
 *
 * @type {import('./rule.js').Rule[]}
 */
export const chunkRules = [
  {
    rule: 'GetNextChunkData: as many packets as fit',
    tests: ['callbacks-chunks.test.ts > as many packets as fit, back to back and unpadded'],
    file: 'chunk-queue.ts',
    find: '      this.count -= 1;\n    }',
    put: '      this.count -= 1;\n      break;\n    }',
  },
  {
    rule: 'GetNextChunkData: a packet is 28 + n bytes',
    tests: [
      'chunk-queue.test.ts > packets are 28 + n bytes, without padding, byte for byte those of the golden stream',
    ],
    file: 'chunk-queue.ts',
    find: 'this.packetBytes[slot] = bytes;',
    put: 'this.packetBytes[slot] = Math.max(bytes, 32);',
  },
  {
    rule: 'GetNextChunkData: packets are placed one behind the other without padding, at any byte',
    tests: ['callbacks-chunks.test.ts > as many packets as fit, back to back and unpadded'],
    file: 'chunk-queue.ts',
    find: 'end += bytes;',
    put: 'end += (bytes + 3) & ~3;',
  },
  {
    rule: 'GetNextChunkData: pSize in: what may be used of the buffer',
    tests: ['callbacks-chunks.test.ts > only the size that the driver gave is used, not all of its buffer'],
    file: 'chunk-reader.ts',
    find: 'Math.min(limit, pChunkDataBuffer.length)',
    put: 'pChunkDataBuffer.length',
  },
  {
    rule: 'GetNextChunkData: pOutstanding says how many packets are left',
    tests: ['callbacks-chunks.test.ts > pOutstandingChunksToProcess is what remains'],
    file: 'chunk-reader.ts',
    find: 'call.pOutstandingChunksToProcess[0] = this.queue.length;',
    put: 'call.pOutstandingChunksToProcess[0] = 0;',
  },
  {
    rule: 'GetNextChunkData: timeout 0 never blocks',
    tests: ['callbacks-chunks.test.ts > timeout 0 never blocks: STATUS_TIMEOUT with size 0'],
    file: 'chunk-reader.ts',
    find: 'return call.TimeoutInMilliseconds === 0 ?',
    put: 'return call.TimeoutInMilliseconds < 0 ?',
  },
  {
    rule: 'GetNextChunkData: INFINITE blocks until a chunk is there',
    tests: ['callbacks-chunks.test.ts > INFINITE blocks until a chunk is there'],
    file: 'chunk-reader.ts',
    find: 'if (TimeoutInMilliseconds !== INFINITE)',
    put: 'if (TimeoutInMilliseconds <= INFINITE)',
  },
  {
    rule: 'GetNextChunkData: one caller at a time',
    tests: ['callbacks-chunks.test.ts > one caller at a time: a second call gets STATUS_INVALID_DEVICE_STATE'],
    file: 'chunk-reader.ts',
    find: 'if (this.waiting !== undefined) return NtStatus.INVALID_DEVICE_STATE;',
    put: '',
  },
  {
    rule: 'GetNextChunkData: up to 4 wait events',
    tests: ['callbacks-chunks.test.ts > more than 4 wait events: STATUS_INVALID_PARAMETER'],
    file: 'chunk-reader.ts',
    find: 'MOST_WAIT_EVENTS = 4',
    put: 'MOST_WAIT_EVENTS = 5',
  },
  {
    rule: 'GetNextChunkData: wait events are optional',
    tests: ['callbacks-chunks.test.ts > pAdditionalWaitEvents is optional'],
    file: 'callbacks.ts',
    find: 'pAdditionalWaitEvents: pAdditionalWaitEvents ?? [],',
    put: 'pAdditionalWaitEvents: pAdditionalWaitEvents as readonly WaitEvent[],',
  },
  {
    rule: 'GetNextChunkData: STATUS_SUCCESS with the size of the chunks that were returned',
    tests: ['callbacks-chunks.test.ts > only the size that the driver gave is used, not all of its buffer'],
    file: 'chunk-reader.ts',
    find: 'this.succeed(call, NtStatus.SUCCESS, bytes)',
    put: 'this.succeed(call, NtStatus.SUCCESS, limit)',
  },
  {
    rule: 'GetNextChunkData: STATUS_SUCCESS: a chunk ends a wait',
    tests: ['callbacks-chunks.test.ts > a chunk ends a wait and takes back its timer and its listeners'],
    file: 'chunk-queue.ts',
    find: 'this.listener?.();',
    put: '',
  },
  {
    rule: 'GetNextChunkData: STATUS_WAIT_0 … 3: which event was signalled',
    tests: [0, 1, 2, 3]
      .slice(1)
      .map(
        (index) =>
          `callbacks-chunks.test.ts > STATUS_WAIT_${index} with size 0: that wait event is signalled during the wait`,
      ),
    file: 'chunk-reader.ts',
    find: 'this.endWith(waiting, NtStatus.WAIT_0 + index)',
    put: 'this.endWith(waiting, NtStatus.WAIT_0)',
  },
  {
    rule: 'GetNextChunkData: STATUS_WAIT_0 … 3: an event that is signalled already ends the call at once',
    tests: [0, 1, 2, 3].map(
      (index) => `callbacks-chunks.test.ts > STATUS_WAIT_${index} with size 0: that wait event is signalled already`,
    ),
    file: 'chunk-reader.ts',
    find: 'if (signalled >= 0) return',
    put: 'if (signalled >= 4) return',
  },
  {
    rule: 'GetNextChunkData: STATUS_WAIT_0 … 3: size 0, which tells STATUS_WAIT_0 from STATUS_SUCCESS',
    tests: [0, 1, 2, 3].map(
      (index) =>
        `callbacks-chunks.test.ts > STATUS_WAIT_${index} with size 0: that wait event is signalled during the wait`,
    ),
    file: 'chunk-reader.ts',
    find: 'this.end(this.succeed(waiting.call, status, 0))',
    put: 'this.end(this.succeed(waiting.call, status, waiting.limit))',
  },
  {
    rule: 'GetNextChunkData: STATUS_TIMEOUT: no chunk in time',
    tests: ['callbacks-chunks.test.ts > STATUS_TIMEOUT: no chunk in time, at the time and not before'],
    file: 'chunk-reader.ts',
    find: 'this.clock.after(TimeoutInMilliseconds, expire)',
    put: 'this.clock.after(TimeoutInMilliseconds - 1, expire)',
  },
  {
    rule: 'GetNextChunkData: STATUS_BUFFER_TOO_SMALL: a chunk is there, the buffer cannot hold it',
    tests: [
      'callbacks-chunks.test.ts > STATUS_BUFFER_TOO_SMALL: nothing is lost, and size and count are as the driver left them',
    ],
    file: 'chunk-reader.ts',
    find: 'return bytes === 0 ? NtStatus.BUFFER_TOO_SMALL :',
    put: 'return bytes === 0 ? this.succeed(call, NtStatus.TIMEOUT, 0) :',
  },
  {
    rule: 'GetNextChunkData: STATUS_CONNECTION_RESET: the system ran out of free chunks',
    tests: ['callbacks-chunks.test.ts > STATUS_CONNECTION_RESET exactly once'],
    file: 'chunk-reader.ts',
    find: 'if (this.queue.takeLoss()) return NtStatus.CONNECTION_RESET;',
    put: '',
  },
  {
    rule: 'GetNextChunkData: STATUS_CONNECTION_RESET once: later calls return chunks submitted after the reset',
    tests: [
      'callbacks-chunks.test.ts > STATUS_CONNECTION_RESET exactly once, then only chunks that were submitted after the reset',
    ],
    file: 'chunk-queue.ts',
    find: '    this.wasLost = false;\n    return wasLost;',
    put: '    return wasLost;',
  },
  {
    rule: 'GetNextChunkData: STATUS_CONNECTION_RESET: all outstanding chunks are lost',
    tests: [
      'chunk-queue.test.ts > STATUS_NO_MEMORY: all outstanding chunks are lost, and what is submitted afterwards is not',
      'callbacks-chunks.test.ts > STATUS_CONNECTION_RESET exactly once, then only chunks that were submitted after the reset',
    ],
    file: 'chunk-queue.ts',
    find: '      this.count = 0;\n      this.wasLost = true;',
    put: '      this.wasLost = true;',
  },
  {
    rule: 'GetNextChunkData: STATUS_CONNECTION_RESET: the driver has a new I-frame made',
    tests: ['rules-simulation.test.ts > STATUS_CONNECTION_RESET: the driver says so and asks for an I-frame'],
    file: '../cli/simulation/send-chunks.ts',
    find: 'if (status === NtStatus.CONNECTION_RESET) requestIFrame(context);',
    put: 'if (status === NtStatus.CONNECTION_RESET) continue;',
  },
  {
    rule: 'GetNextChunkData: STATUS_INSTANCE_NOT_AVAILABLE: there is no session',
    tests: ['callbacks-chunks.test.ts > STATUS_INSTANCE_NOT_AVAILABLE: no session yet, and after it was destroyed'],
    file: 'chunk-reader.ts',
    find: 'if (!this.isOpen) return NtStatus.INSTANCE_NOT_AVAILABLE;',
    put: '',
  },
  {
    rule: 'GetNextChunkData: STATUS_INSTANCE_NOT_AVAILABLE: the session is destroyed while a call waits',
    tests: [
      'callbacks-chunks.test.ts > STATUS_INSTANCE_NOT_AVAILABLE: a call that waits when endSession is called',
      'callbacks-chunks.test.ts > STATUS_INSTANCE_NOT_AVAILABLE: a call that waits when destroy is called',
    ],
    file: 'chunk-reader.ts',
    find: 'this.end(NtStatus.INSTANCE_NOT_AVAILABLE);',
    put: '',
  },
  {
    rule: 'a new session starts without the chunks of the one before',
    tests: ['callbacks-chunks.test.ts > a new session starts without the chunks and losses of the one before'],
    file: 'chunk-reader.ts',
    find: 'this.queue.clear();',
    put: '',
  },
  {
    rule: 'a chunk has at most MaxChunkPrivateDriverDataSize bytes of private data',
    tests: [
      'chunk-queue.test.ts > private data up to MaxChunkPrivateDriverDataSize; above it STATUS_INVALID_PARAMETER',
      'miniport.test.ts > private data may have MaxChunkPrivateDriverDataSize bytes and no more',
    ],
    file: 'chunk-queue.ts',
    find: "offsetOf('PrivateDriverData') + MaxChunkPrivateDriverDataSize;",
    put: "offsetOf('PrivateDriverData') + MaxChunkPrivateDriverDataSize + 1;",
  },
  {
    rule: 'chunks that are produced faster than they are read: the miniport gets STATUS_NO_MEMORY',
    tests: [
      'chunk-queue.test.ts > STATUS_NO_MEMORY: all outstanding chunks are lost',
      'miniport.test.ts > a queue that is full is STATUS_NO_MEMORY, and the driver learns of the loss',
    ],
    file: 'chunk-queue.ts',
    find: 'return NtStatus.NO_MEMORY;',
    put: 'return NtStatus.SUCCESS;',
  },
  {
    rule: 'chunks that are produced faster than they are read: the next GetNextChunkData is STATUS_CONNECTION_RESET',
    tests: ['miniport.test.ts > a queue that is full is STATUS_NO_MEMORY, and the driver learns of the loss'],
    file: 'chunk-queue.ts',
    find: 'this.wasLost = true;',
    put: '',
  },
  {
    rule: 'DxgkCbReportChunkInfo is only logged: no packet is queued',
    tests: ['miniport.test.ts > DxgkCbReportChunkInfo is only logged: no packet is queued'],
    file: 'display-callbacks.ts',
    find: 'this.options.logChunkInfo(this.chunkInfos.decode(bytes), bytes);',
    put: 'this.options.chunks.submit({ ChunkInfo: pChunkInfo, PrivateDriverData: NO_BYTES });',
  },
];
