import * as assert from 'uvu/assert';
import {
  bytes,
  createCodec,
  createSetCodec,
  decodeBatch,
  encodeBatch,
  recordSet,
  struct,
  u32,
} from '../../src/index.js';
import { defineDriver, messageSet } from '../../src/miracast.js';
import { suite } from '../harness/index.js';

/** How often linear memory grew while `run` ran. */
async function growths(run: () => unknown): Promise<number> {
  const { prototype } = WebAssembly.Memory;
  const { grow } = prototype;
  let count = 0;
  prototype.grow = function (pages) {
    count++;
    return grow.call(this, pages);
  };
  try {
    await run();
  } finally {
    prototype.grow = grow;
  }
  return count;
}

const Sent = struct('SENT', { type: u32, size: u32, n: u32, data: bytes('n') }, { length: 'size' });
const Plain = struct('PLAIN', { type: u32, size: u32 }, { length: 'size' });

suite('memory that grows makes JavaScript slower for good', (test) => {
  test('so batches of own bytes, of one type and of several, and streams that are written do not grow it', async () => {
    const codec = createCodec(Sent);
    const set = createSetCodec(recordSet('type', { Sent: [1, Sent], Plain: [2, Plain] }));
    const values = Array.from({ length: 20_000 }, (_, n) => ({ type: 1, data: new Uint8Array(n % 90) }));
    const grown = await growths(() => {
      const stream = encodeBatch(codec, values);
      const { columns } = decodeBatch(codec, stream);
      assert.is(decodeBatch(codec, stream, { borrow: true }).rowCount, values.length);
      assert.is(decodeBatch(set, stream).rowCount, values.length);
      assert.is(encodeBatch(codec, columns).length, stream.length);
      assert.is(codec.decode(stream).n, 0);
    });
    assert.is(grown, 0);
  });

  test('nor do the messages of a driver, however much memory it is given', async () => {
    for (const memoryBytes of [undefined, 2 ** 16, 2 ** 24]) {
      const messages = messageSet('type', { Sent: { value: 1, input: Sent, output: Plain } });
      const handle = { Sent: () => 0 };
      const driver = defineDriver({ messages, handle, ...(memoryBytes !== undefined && { memoryBytes }) });
      const grown = await growths(async () => {
        const out = {} as { value: number };
        await driver.CreateMiracastContext(1, {} as never, out as never);
        const output = new Uint8Array(8);
        const returned = new Uint32Array(1);
        const input = createCodec(Sent).encode({ type: 1, data: new Uint8Array(9) });
        driver.HandleKernelModeMessage(out.value as never, input, output, returned);
      });
      assert.is(grown, 0, `${memoryBytes} bytes`);
    }
  });
});
