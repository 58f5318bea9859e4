// time-out: 600 s
import * as assert from 'uvu/assert';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { bytes, range, struct, u32, u8 } from '../../src/schema/index.js';
import { rounds, suite } from '../harness/index.js';
import { loadEngine } from '../harness/engines.js';
import { DriverFixture, words } from './driver-fixture.js';

/*
 * What a message leaves behind, times ten million, would be seen here: a single byte of each are 10 MB. Before it is measured
 * everything runs for a while, so that code, cursors and areas are there.
 */
const WARM_UP_MESSAGES = 100_000;
const PERSISTENT_MESSAGES = rounds(10_000_000, 500_000);
const OWN_MESSAGES = rounds(1_000_000, 100_000);
const ASYNCHRONOUS_MESSAGES = rounds(200_000, 20_000);
const AT_ONCE = 32;
/** Less than half a byte for each of the ten million messages; what V8 keeps of code and feedback is below it. */
const MOST_GROWTH_BYTES = 4 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are in use after all garbage is gone: JavaScript's heap, and buffers outside of it. */
async function usedBytes(): Promise<{ heap: number; buffers: number }> {
  for (let round = 0; round < 4; round++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, buffers: external + arrayBuffers };
}

const Request = struct('REQUEST', { Size: u32, Type: u32, Value: range(u32, 0, 0x7fffffff) }, { length: 'Size' });
const messages = messageSet('Type', {
  Now: { value: 1, input: Request, output: struct('NOW', { Size: u32, Value: u32 }, { length: 'Size' }) },
  Later: { value: 2, input: Request, output: struct('LATER', { Value: u32, Count: u8, Data: bytes('Count') }) },
});

interface Buffers {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
}

suite(`${PERSISTENT_MESSAGES / 1e6} million messages leave memory flat`, (test) => {
  for (const name of ['reference', 'release'] as const) {
    test(name, async () => {
      const { engine } = await loadEngine(name);
      const fixture = new DriverFixture(engine, {
        messages,
        handle: {
          Now(message, reply) {
            reply.Value = message.Value + 1;
            return NtStatus.SUCCESS;
          },
          async Later(message, reply) {
            await undefined;
            reply.Value = message.Value + 1;
            reply.Data = DATA;
            return NtStatus.SUCCESS;
          },
        },
      }).started();
      const { driver, context } = fixture;
      const { buffer } = context.input(12);
      const bytesReturned = new Uint32Array(1);
      const [persistentInput, persistentOutput] = [context.input(12), context.output(64)];
      persistentInput.set(words(12, 1, 0));
      const persistent: Buffers[] = [{ input: persistentInput, output: persistentOutput }];
      /** Of several sizes, so that a slot is bound to others all the time. */
      const own = Array.from({ length: 8 }, (_, index): Buffers => {
        const input = new Uint8Array(12 + index * 20);
        input.set(words(12, 1, 0));
        return { input, output: new Uint8Array(8 + index * 30) };
      });

      const send = (count: number, buffers: readonly Buffers[]): void => {
        let sum = 0;
        for (let sent = 0; sent < count; sent++) {
          const { input, output } = buffers[sent % buffers.length] as Buffers;
          sum += driver.HandleKernelModeMessage(context, input, output, bytesReturned) + (bytesReturned[0] as number);
        }
        assert.is(sum, count * 8);
      };
      /** AT_ONCE of them in flight, in buffers of every kind. */
      const sendLater = async (count: number): Promise<void> => {
        const asked = words(12, 2, 7);
        const lanes = Array.from({ length: AT_ONCE }, (_, lane) =>
          lane % 2 === 0 ? new Uint8Array(64) : context.output(64),
        );
        let completed = 0;
        for (let sent = 0; sent < count; sent += AT_ONCE) {
          for (const lane of lanes) {
            const status = driver.HandleKernelModeMessage(
              context,
              asked,
              lane,
              new Uint32Array(1),
              (outcome, bytes) => {
                completed += Number(outcome === NtStatus.SUCCESS && bytes === 8);
              },
            );
            assert.is(status, NtStatus.PENDING);
          }
          await new Promise((resolve) => setImmediate(resolve));
        }
        assert.is(completed, count);
      };
      const refuse = (count: number): void => {
        for (let sent = 0; sent < count; sent++) {
          driver.HandleKernelModeMessage(context, persistentInput.subarray(0, 11), persistentOutput, bytesReturned);
        }
        fixture.heard.length = 0;
      };

      const measured = async (what: string, run: () => Promise<void> | void): Promise<void> => {
        const before = await usedBytes();
        await run();
        const after = await usedBytes();
        const grown = { heap: after.heap - before.heap, buffers: after.buffers - before.buffers };
        console.log(`${name}, ${what}: heap ${grown.heap} bytes, buffers ${grown.buffers} bytes`);
        assert.ok(grown.heap < MOST_GROWTH_BYTES, `the heap has grown by ${grown.heap} bytes`);
        assert.ok(grown.buffers < MOST_GROWTH_BYTES, `buffers have grown by ${grown.buffers} bytes`);
        assert.is(buffer.byteLength, memoryBytes, 'the memory for messages is as large as it was made');
        assert.is(fixture.clock.pending, 0);
        assert.is(context.gate.inFlightCount, 0);
      };

      const memoryBytes = buffer.byteLength;
      send(WARM_UP_MESSAGES, persistent);
      send(WARM_UP_MESSAGES, own);
      await sendLater(AT_ONCE * 100);
      refuse(1000);

      await measured(`${PERSISTENT_MESSAGES} messages in persistent buffers`, () =>
        send(PERSISTENT_MESSAGES, persistent),
      );
      await measured(`${OWN_MESSAGES} messages in own buffers`, () => send(OWN_MESSAGES, own));
      await measured(`${ASYNCHRONOUS_MESSAGES} asynchronous messages`, () => sendLater(ASYNCHRONOUS_MESSAGES));
      await measured(`${WARM_UP_MESSAGES} messages that are refused`, () => refuse(WARM_UP_MESSAGES));
    });
  }
});

const DATA = Uint8Array.of(1, 2, 3);
