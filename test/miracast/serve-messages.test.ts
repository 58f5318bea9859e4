import * as assert from 'uvu/assert';
import type { MiracastContext } from '../../src/miracast/driver/context.js';
import { defineDriverWith } from '../../src/miracast/driver/driver.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { serveMessages } from '../../src/miracast/workers/serve-messages.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { struct, u8 } from '../../src/schema/index.js';
import { interpretedSuite } from '../harness/index.js';

interpretedSuite('A worker', 'engine to run programs on', (test, { engine }) => {
  test('gives back what a context had when that is destroyed on the other thread', () => {
    let hear: (event: unknown) => void = () => {};
    const port = {
      postMessage() {},
      on: (_: string, listener: (message: unknown) => void) => (hear = listener),
      addEventListener: (_: string, listener: (event: { data: unknown }) => void) =>
        (hear = (data) => listener({ data })),
    };
    let context: MiracastContext<unknown> | undefined;
    const driver = defineDriverWith(engine, {
      messages: messageSet('Type', { Ask: { value: 1, input: struct('ASK', { Type: u8 }) } }),
      handle: { Ask: (_message, _reply, own) => ((context = own), NtStatus.SUCCESS) },
    });
    serveMessages(driver as never, port as never);
    const input = Uint8Array.of(1);
    hear({ kind: 'message', key: 1, job: 1, context: 5, device: 7, input, outputBytes: 0 });
    assert.is(context?.input(4).length, 4);
    hear({ kind: 'forget', context: 5 });
    assert.throws(() => context?.input(4), /the context was destroyed/);
    assert.is(context?.services.memory.onShort.size, 0, 'nor does the driver hold its slots');
  });
});
