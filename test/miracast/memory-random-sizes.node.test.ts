// time-out: 600 s
import * as assert from 'uvu/assert';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { bytes, struct, u32, u8 } from '../../src/schema/index.js';
import { rounds, suite } from '../harness/index.js';
import { loadEngine } from '../harness/engines.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { dirty, DriverFixture } from './driver-fixture.js';
import { promisesSettled } from './virtual-clock.js';

/*
 * Messages of random sizes, most of them answered at once, some later, some never: after all of them the driver can give away as
 * large a piece of message memory as after the first thousand, and JavaScript's memory is what it was.
 */
const MESSAGES = rounds(1_000_000, 4000);
const WARM_UP = 1000;
const MOST_BYTES = 4 * 1024 * 1024;
const MEMORY_BYTES = 24 * 1024 * 1024;
const MOST_GROWTH_BYTES = 8 * 1024 * 1024;
const TIME_OUT = 50;
/** Messages after which some time passes. */
const EVERY = 50;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function usedBytes(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const Opaque = struct('OPAQUE', { Type: u8, Data: bytes() });
const Reply = struct('REPLY', { Count: u32, Data: bytes('Count') });
const messages = messageSet('Type', {
  Now: { value: 1, input: Opaque, output: Reply },
  Later: { value: 2, input: Opaque, output: Reply },
  Never: { value: 3, input: Opaque, output: Reply },
});

suite(`${MESSAGES} messages of random sizes leave memory as it was`, (test) => {
  for (const name of ['reference', 'release'] as const) {
    test(name, async () => {
      const { engine } = await loadEngine(name);
      const fixture = new DriverFixture(engine, {
        messages,
        memoryBytes: MEMORY_BYTES,
        handlerTimeout: TIME_OUT,
        handle: {
          Now: (message, reply) => {
            reply.Data = message.Data.subarray(0, 16);
            return NtStatus.SUCCESS;
          },
          Later: async (message, reply) => {
            await undefined;
            reply.Data = message.Data.subarray(0, 16);
            return NtStatus.SUCCESS;
          },
          Never: () => new Promise<number>(() => {}),
        },
      }).started();
      const { memory } = fixture.context.services;
      /** The largest piece that there is when idle slots have given back what they keep. */
      const largest = (): number => {
        assert.is(memory.take(MEMORY_BYTES * 2), undefined);
        return memory.shortage(0).have as number;
      };
      const random = new SeededChoices(1302);
      const source = new Uint8Array(MOST_BYTES).fill(7);
      const target = dirty(64 * 1024);
      const counts = { answered: 0, timedOut: 0, refused: 0 };
      const count = (status: number): void => {
        if (status === NtStatus.SUCCESS) counts.answered++;
        else if (status === NtStatus.IO_TIMEOUT) counts.timedOut++;
        else if (status === NtStatus.INSUFFICIENT_RESOURCES) counts.refused++;
        else assert.unreachable(`0x${(status >>> 0).toString(16)}`);
      };
      const size = (most: number): number => Math.floor(2 ** (random.below(1000) * (Math.log2(most + 0.5) / 999)));
      const send = async (messagesToSend: number): Promise<void> => {
        for (let sent = 0; sent < messagesToSend; sent++) {
          const kind = random.below(100);
          source[0] = kind < 1 ? 3 : kind < 5 ? 2 : 1;
          const { context, driver } = fixture;
          const input = source.subarray(0, size(MOST_BYTES));
          const output = target.subarray(0, 20 + size(target.length - 20));
          const status = driver.HandleKernelModeMessage(context, input, output, new Uint32Array(1), count);
          if (status !== NtStatus.PENDING) count(status);
          if (sent % EVERY === 0) {
            await promisesSettled();
            fixture.clock.advance(TIME_OUT / 4);
          }
        }
        await promisesSettled();
        fixture.clock.advance(TIME_OUT);
        await promisesSettled();
        fixture.heard.length = 0;
      };

      await send(WARM_UP);
      const [piece, used] = [largest(), await usedBytes()];
      await send(MESSAGES - WARM_UP);
      assert.is(largest(), piece);
      const grown = (await usedBytes()) - used;
      console.log(
        `${name}: ${JSON.stringify(counts)}, largest piece ${piece}, JavaScript's memory ${grown} bytes more`,
      );
      assert.ok(grown < MOST_GROWTH_BYTES, `memory has grown by ${grown} bytes`);
      assert.is(counts.answered + counts.timedOut + counts.refused, MESSAGES, 'each has ended once');
      assert.ok(counts.timedOut > MESSAGES / 300 && counts.refused < MESSAGES / 20, JSON.stringify(counts));
      assert.is(fixture.context.gate.inFlightCount, 0);
      source[0] = 1;
      assert.is(fixture.send(source.subarray(0, MOST_BYTES), 64).status, NtStatus.SUCCESS, 'a large one is served');
    });
  }
});
