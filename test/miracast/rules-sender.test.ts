import * as assert from 'uvu/assert';
import type { IoStatusBlock } from '../../src/miracast/interface.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { suite } from '../harness/index.js';
import type { FakeMessage } from './fake-driver.js';
import { HostFixture } from './host-fixture.js';

/** A device in a session, whose driver answers messages of no bytes later. */
async function session(): Promise<{ fixture: HostFixture; pending: FakeMessage[] }> {
  const pending: FakeMessage[] = [];
  const fixture = new HostFixture({
    message(message) {
      if (message.input.length > 0) return NtStatus.SUCCESS;
      pending.push(message);
      return NtStatus.PENDING;
    },
  });
  await fixture.startedDevice();
  return { fixture, pending };
}

const NOW = Uint8Array.of(1);
const LATER = new Uint8Array(0);
const ROOM = new Uint8Array(8);

suite('rules: DxgkCbMiracastSendMessage', (test) => {
  test('a message reaches HandleKernelModeMessage with the buffers of its sender', async () => {
    const { fixture, pending } = await session();
    fixture.miniport.DxgkCbMiracastSendMessage(1, LATER, ROOM);
    assert.is(pending.length, 1);
    assert.is(pending[0]?.input, LATER);
    assert.is(pending[0]?.output, ROOM);
  });

  test('pCallback gets pCallbackContext, at once and later', async () => {
    const { fixture, pending } = await session();
    const contexts: unknown[] = [];
    const callback = (context: object): void => void contexts.push(context);
    const [one, other] = [{}, {}];
    fixture.miniport.DxgkCbMiracastSendMessage(1, NOW, ROOM, callback, one);
    fixture.miniport.DxgkCbMiracastSendMessage(1, LATER, ROOM, callback, other);
    pending[0]?.complete(NtStatus.SUCCESS, 0);
    assert.is(contexts.length, 2);
    assert.is(contexts[0], one);
    assert.is(contexts[1], other);
  });

  test('pCallback is optional: undefined and null, at once and later, and nothing is reported', async () => {
    const { fixture, pending } = await session();
    for (const callback of [undefined, null]) {
      for (const input of [NOW, LATER]) {
        assert.is(fixture.miniport.DxgkCbMiracastSendMessage(1, input, ROOM, callback), NtStatus.PENDING);
      }
    }
    for (const { complete } of pending) complete(NtStatus.SUCCESS, 0);
    assert.is(pending.length, 2);
    assert.equal(fixture.events, []);
  });

  test('a message is asynchronous to its sender: its callback runs when the driver has answered', async () => {
    const { fixture, pending } = await session();
    const outcomes: number[][] = [];
    const callback = (_: undefined, { Status, Information }: IoStatusBlock): void =>
      void outcomes.push([Status, Information]);
    assert.is(fixture.miniport.DxgkCbMiracastSendMessage(1, LATER, ROOM, callback), NtStatus.PENDING);
    assert.equal(outcomes, []);
    pending[0]?.complete(NtStatus.IO_TIMEOUT, 3);
    assert.equal(outcomes, [[NtStatus.IO_TIMEOUT, 3]]);
  });

  test('callbacks may run while another one does: a message that was pending has an IO_STATUS_BLOCK of its own', async () => {
    const { fixture, pending } = await session();
    const seen: number[] = [];
    fixture.miniport.DxgkCbMiracastSendMessage(1, LATER, ROOM, (_: undefined, { Status }) => void seen.push(Status));
    // The block of this message is still being read when the other one completes.
    fixture.miniport.DxgkCbMiracastSendMessage(1, NOW, ROOM, (_: undefined, block: IoStatusBlock) => {
      pending[0]?.complete(NtStatus.IO_TIMEOUT, 0);
      seen.push(block.Status);
    });
    assert.equal(seen, [NtStatus.IO_TIMEOUT, NtStatus.SUCCESS]);
  });
});
