import * as assert from 'uvu/assert';
import { MIRACAST_SESSION_STATE, type IoStatusBlock, type NTSTATUS } from '../../src/miracast/interface.js';
import type { DisplayMiniport } from '../../src/miracast/miniport.js';
import { WaitingMessages } from '../../src/miracast/host/waiting-messages.js';
import { NtStatus, NtStatusError } from '../../src/ntstatus/index.js';
import { suite } from '../harness/index.js';
import type { FakeMessage } from './fake-driver.js';
import { HostFixture } from './host-fixture.js';
import { promisesSettled, settledValue } from './virtual-clock.js';

const { MiracastStopped, MiracastStarted, MiracastStopPending } = MIRACAST_SESSION_STATE;

const INPUT = Uint8Array.of(1, 2, 3);

/** A sender that records the outcomes of its messages, by the context it gave each. */
class Sender {
  /** `name: status information` of each callback, in their order. */
  readonly outcomes: string[] = [];
  constructor(private readonly miniport: DisplayMiniport) {}

  send(name: string, input: Uint8Array = INPUT, output: Uint8Array = new Uint8Array(8)): NTSTATUS {
    const { miniport, callback } = this;
    return miniport.DxgkCbMiracastSendMessage(miniport.MiracastHandle, input, output, callback, name);
  }

  readonly callback = (name: string, { Status, Information }: IoStatusBlock): void => {
    this.outcomes.push(`${name}: ${Status} ${Information}`);
  };
}

/** A device with a session, whose driver answers messages as `message` says. */
async function session(
  message: (message: FakeMessage, fixture: HostFixture) => NTSTATUS,
  options: ConstructorParameters<typeof HostFixture>[1] = {},
): Promise<{ fixture: HostFixture; sender: Sender; miniport: DisplayMiniport }> {
  const fixture: HostFixture = new HostFixture({ message: (one) => message(one, fixture) }, options);
  await fixture.startedDevice();
  return { fixture, sender: new Sender(fixture.miniport), miniport: fixture.miniport };
}

/** A handler that answers later, and its messages. */
function pendingHandler(): { messages: FakeMessage[]; message: (message: FakeMessage) => NTSTATUS } {
  const messages: FakeMessage[] = [];
  return { messages, message: (message) => (messages.push(message), NtStatus.PENDING) };
}

function nonsense(value: unknown): NTSTATUS {
  return value as NTSTATUS;
}

suite('from the miniport to the driver: DxgkCbMiracastSendMessage', (test) => {
  test('an accepted message is PENDING, and its callback gets the outcome and the bytes, before the call returns', async () => {
    const output = new Uint8Array(8);
    const { sender, fixture } = await session((message) => {
      assert.is(message.input, INPUT);
      assert.is(message.output, output);
      assert.is(message.context, fixture.driver.context);
      message.output[0] = 0xaa;
      message.bytesReturned[0] = 5;
      return NtStatus.SUCCESS;
    });
    assert.is(sender.send('a', INPUT, output), NtStatus.PENDING);
    assert.equal(sender.outcomes, ['a: 0 5']);
    assert.is(output[0], 0xaa);
  });

  test('an error of the driver is the outcome, not the status of the call', async () => {
    const { sender, fixture } = await session(() => NtStatus.INVALID_PARAMETER);
    assert.is(sender.send('a'), NtStatus.PENDING);
    assert.equal(sender.outcomes, [`a: ${NtStatus.INVALID_PARAMETER} 0`]);
    assert.equal(fixture.events, []);
  });

  test('bytes of one message do not show in the next', async () => {
    let bytes = 3;
    const { sender } = await session((message) => {
      if (bytes > 0) message.bytesReturned[0] = bytes;
      bytes = 0;
      return NtStatus.SUCCESS;
    });
    sender.send('a');
    sender.send('b');
    assert.equal(sender.outcomes, ['a: 0 3', 'b: 0 0']);
  });

  test('the callback is optional', async () => {
    let count = 0;
    const { miniport } = await session(() => (count++, NtStatus.SUCCESS));
    const { MiracastHandle } = miniport;
    assert.is(miniport.DxgkCbMiracastSendMessage(MiracastHandle, INPUT, INPUT), NtStatus.PENDING);
    assert.is(miniport.DxgkCbMiracastSendMessage(MiracastHandle, INPUT, INPUT, null), NtStatus.PENDING);
    assert.is(count, 2);
  });

  test('what is no buffer or no function is refused without a callback', async () => {
    let count = 0;
    const { miniport, sender } = await session(() => (count++, NtStatus.SUCCESS));
    const bad = nonsense([1, 2]) as unknown as Uint8Array;
    assert.is(sender.send('a', bad), NtStatus.INVALID_PARAMETER);
    assert.is(sender.send('b', INPUT, bad), NtStatus.INVALID_PARAMETER);
    const { MiracastHandle } = miniport;
    const callback = nonsense('callback') as unknown as () => void;
    assert.is(miniport.DxgkCbMiracastSendMessage(MiracastHandle, INPUT, INPUT, callback), NtStatus.INVALID_PARAMETER);
    assert.is(count, 0);
    assert.equal(sender.outcomes, []);
  });

  test('a wrong handle is refused; so is one whose device is gone', async () => {
    const { miniport, fixture, sender } = await session(() => NtStatus.SUCCESS);
    const callbackOf = sender.callback;
    assert.is(miniport.DxgkCbMiracastSendMessage(99, INPUT, INPUT, callbackOf, 'a'), NtStatus.INVALID_HANDLE);
    await fixture.host.close();
    assert.is(miniport.DxgkCbMiracastSendMessage(1, INPUT, INPUT, callbackOf, 'b'), NtStatus.INVALID_HANDLE);
    assert.equal(sender.outcomes, []);
  });

  test('a message that the driver answers later completes then, once; each has its own outcome', async () => {
    const { messages, message } = pendingHandler();
    const { sender, fixture } = await session(message);
    sender.send('a');
    sender.send('b');
    assert.equal(sender.outcomes, []);
    messages[1]?.complete(NtStatus.SUCCESS, 4);
    messages[0]?.complete(NtStatus.IO_TIMEOUT, 0);
    assert.equal(sender.outcomes, ['b: 0 4', `a: ${NtStatus.IO_TIMEOUT} 0`]);
    assert.equal(fixture.events, []);
    messages[1]?.complete(NtStatus.SUCCESS, 8);
    assert.is(sender.outcomes.length, 2, 'a second completion changes nothing');
    assert.equal(fixture.kinds, ['driver-failure']);
  });

  test('bytesReturned of a pending message is not handed to another one', async () => {
    const { messages, message } = pendingHandler();
    const { sender } = await session(message);
    sender.send('a');
    sender.send('b');
    messages[0]?.complete(NtStatus.SUCCESS, 0);
    sender.send('c');
    assert.is(new Set(messages.map(({ bytesReturned }) => bytesReturned)).size, 3);
    assert.is(new Set(messages.map(({ complete }) => complete)).size, 3);
  });

  test('a message that is completed inside of its handler completes once, with what it was completed with', async () => {
    const { sender, fixture } = await session((message) => {
      message.complete(NtStatus.SUCCESS, 6);
      return NtStatus.PENDING;
    });
    sender.send('a');
    sender.send('b');
    assert.equal(sender.outcomes, ['a: 0 6', 'b: 0 6']);
    assert.equal(fixture.events, []);
  });

  test('a message that is completed and answered completes once, with the answer', async () => {
    const { sender } = await session((message) => {
      message.complete(NtStatus.SUCCESS, 6);
      message.bytesReturned[0] = 2;
      return NtStatus.IO_TIMEOUT;
    });
    sender.send('a');
    assert.equal(sender.outcomes, [`a: ${NtStatus.IO_TIMEOUT} 2`]);
  });

  test('a completion after the answer is reported and ignored', async () => {
    const messages: FakeMessage[] = [];
    const { sender, fixture } = await session((message) => (messages.push(message), NtStatus.SUCCESS));
    sender.send('a');
    messages[0]?.complete(NtStatus.SUCCESS, 1);
    assert.equal(sender.outcomes, ['a: 0 0']);
    assert.equal(fixture.kinds, ['driver-failure']);
  });

  test('a full hold queue is the status of the call, and no callback follows', async () => {
    const { sender, fixture } = await session(() => NtStatus.INSUFFICIENT_RESOURCES);
    fixture.driver.context.sessionState = MiracastStopped;
    assert.is(sender.send('a'), NtStatus.INSUFFICIENT_RESOURCES);
    assert.equal(sender.outcomes, []);
    fixture.driver.context.sessionState = MiracastStarted;
    assert.is(sender.send('b'), NtStatus.PENDING, 'in a session it is the outcome of the message');
    assert.equal(sender.outcomes, [`b: ${NtStatus.INSUFFICIENT_RESOURCES} 0`]);
  });

  test('a message that the driver cancels completes with STATUS_CANCELLED', async () => {
    const { sender, fixture } = await session(() => NtStatus.CANCELLED);
    fixture.driver.context.sessionState = MiracastStopPending;
    assert.is(sender.send('a'), NtStatus.PENDING);
    assert.equal(sender.outcomes, [`a: ${NtStatus.CANCELLED} 0`]);
  });

  test('messages sent from a handler or a callback follow it: nothing nests, and the order stays', async () => {
    const order: string[] = [];
    let depth = 0;
    const { sender, miniport } = await session(({ input }) => {
      depth += 1;
      assert.is(depth, 1);
      order.push(`message ${input[0]}`);
      if (input[0] === 0) {
        assert.is(sender.send('from the handler', Uint8Array.of(1)), NtStatus.PENDING);
        assert.is(sender.send('second', Uint8Array.of(2)), NtStatus.PENDING);
      }
      depth -= 1;
      return NtStatus.SUCCESS;
    });
    const callback = (): void => {
      order.push('callback 0');
      sender.send('from the callback', Uint8Array.of(3));
    };
    miniport.DxgkCbMiracastSendMessage(1, Uint8Array.of(0), INPUT, callback);
    assert.equal(order, ['message 0', 'callback 0', 'message 1', 'message 2', 'message 3']);
    assert.equal(sender.outcomes, ['from the handler: 0 0', 'second: 0 0', 'from the callback: 0 0']);
  });

  test('a chain of messages, each sent by the callback of the one before, does not grow the stack', async () => {
    let left = 100_000;
    const { miniport } = await session(() => NtStatus.SUCCESS);
    const next = (): void => {
      left -= 1;
      if (left > 0) assert.is(miniport.DxgkCbMiracastSendMessage(1, INPUT, INPUT, next), NtStatus.PENDING);
    };
    miniport.DxgkCbMiracastSendMessage(1, INPUT, INPUT, next);
    assert.is(left, 0);
  });

  test('messages that are answered at once are delivered with what others were delivered with', async () => {
    const seen = new Set<unknown>();
    const { sender } = await session(({ bytesReturned, complete }) => {
      seen.add(bytesReturned).add(complete);
      return NtStatus.SUCCESS;
    });
    for (let count = 0; count < 1000; count += 1) sender.send('again');
    assert.is(seen.size, 2, 'one array and one function for all of them');
    assert.is(sender.outcomes.length, 1000);
  });

  test('one IO_STATUS_BLOCK serves messages that are answered at once, a pending one has its own', async () => {
    const { messages, message } = pendingHandler();
    const { miniport } = await session((one) => (one.input.length === 0 ? message(one) : NtStatus.SUCCESS));
    const blocks: IoStatusBlock[] = [];
    const keep = (_: undefined, block: IoStatusBlock): void => void blocks.push(block);
    miniport.DxgkCbMiracastSendMessage(1, INPUT, INPUT, keep);
    miniport.DxgkCbMiracastSendMessage(1, INPUT, INPUT, keep);
    assert.is(blocks[0], blocks[1]);
    miniport.DxgkCbMiracastSendMessage(1, new Uint8Array(0), INPUT, keep);
    // While the block of a message is being read, another message completes.
    const seen: number[] = [];
    const read = (_: undefined, block: IoStatusBlock): void => {
      messages[0]?.complete(NtStatus.IO_TIMEOUT, 0);
      seen.push(block.Status);
    };
    miniport.DxgkCbMiracastSendMessage(1, INPUT, INPUT, read);
    assert.equal(seen, [NtStatus.SUCCESS]);
    assert.is(blocks[2]?.Status, NtStatus.IO_TIMEOUT);
  });

  test('a callback that throws, or rejects, is reported and harms nobody', async () => {
    const error = new Error('callback');
    const { miniport, sender, fixture } = await session(() => NtStatus.SUCCESS);
    const throws = (): void => {
      throw error;
    };
    assert.is(miniport.DxgkCbMiracastSendMessage(1, INPUT, INPUT, throws), NtStatus.PENDING);
    miniport.DxgkCbMiracastSendMessage(1, INPUT, INPUT, () => Promise.reject(error));
    sender.send('a');
    await promisesSettled();
    assert.equal(sender.outcomes, ['a: 0 0']);
    const failure = { kind: 'sender-failure', device: 1, error };
    assert.equal(fixture.events, [failure, failure]);
  });

  test('a driver that throws or answers nonsense: the message has failed, and the next one is delivered', async () => {
    const faults: (() => NTSTATUS)[] = [
      () => {
        throw new Error('bad');
      },
      () => nonsense(undefined),
      () => nonsense(Promise.reject(new Error('bad'))),
      () => 0.5,
      () => 2 ** 32,
    ];
    for (const fault of faults) {
      const { sender, fixture } = await session((message) => {
        if (message.input.length === 0) return NtStatus.SUCCESS;
        message.bytesReturned[0] = 3;
        return fault();
      });
      assert.is(sender.send('a'), NtStatus.PENDING);
      sender.send('b', new Uint8Array(0));
      assert.equal(sender.outcomes, [`a: ${NtStatus.UNSUCCESSFUL} 0`, 'b: 0 0'], String(fault));
      assert.equal(fixture.kinds, ['driver-failure'], String(fault));
      await promisesSettled();
    }
  });

  test('a driver that throws a status has answered it; an unsigned one is read as signed', async () => {
    const { sender, fixture } = await session((message) => {
      if (message.input.length === 0) return 0xc0000017;
      throw new NtStatusError(NtStatus.NOT_SUPPORTED);
    });
    sender.send('a');
    sender.send('b', new Uint8Array(0));
    assert.equal(sender.outcomes, [`a: ${NtStatus.NOT_SUPPORTED} 0`, `b: ${NtStatus.NO_MEMORY} 0`]);
    assert.equal(fixture.events, []);
  });

  test('more bytes than the output buffer has are not believed', async () => {
    const { messages, message } = pendingHandler();
    const { sender, fixture } = await session((one) => {
      if (one.input.length === 0) return message(one);
      one.bytesReturned[0] = 9;
      return NtStatus.SUCCESS;
    });
    sender.send('a', INPUT, new Uint8Array(8));
    for (const bytes of [9, -1, 0.5, Number.NaN, nonsense('4')]) {
      sender.send('later', new Uint8Array(0), new Uint8Array(8));
      messages.pop()?.complete(NtStatus.SUCCESS, bytes);
    }
    const failed = `${NtStatus.UNSUCCESSFUL} 0`;
    assert.equal(sender.outcomes, [`a: ${failed}`, ...Array.from({ length: 5 }, () => `later: ${failed}`)]);
    assert.is(fixture.events.length, 6);
  });

  test('a completion without an outcome fails the message', async () => {
    const { messages, message } = pendingHandler();
    const { sender, fixture } = await session(message);
    sender.send('a');
    messages[0]?.complete(NtStatus.PENDING, 0);
    assert.equal(sender.outcomes, [`a: ${NtStatus.UNSUCCESSFUL} 0`]);
    assert.equal(fixture.kinds, ['driver-failure']);
  });

  test('messages sent before Create has returned wait for the context, in their order', async () => {
    let isCreating = true;
    const seen: (number | undefined)[] = [];
    const fixture: HostFixture = new HostFixture({
      async create() {
        sender.send('a', Uint8Array.of(1));
        sender.send('b', Uint8Array.of(2));
        await promisesSettled();
        isCreating = false;
        return NtStatus.SUCCESS;
      },
      message({ input }) {
        assert.not(isCreating);
        seen.push(input[0]);
        return NtStatus.SUCCESS;
      },
    });
    const sender = new Sender(fixture.miniport);
    await fixture.device();
    assert.equal(seen, [1, 2]);
    assert.equal(sender.outcomes, ['a: 0 0', 'b: 0 0']);
  });

  test('messages that wait for a context that does not come are cancelled', async () => {
    const fixture: HostFixture = new HostFixture({
      create() {
        assert.is(sender.send('a'), NtStatus.PENDING);
        return NtStatus.NO_MEMORY;
      },
    });
    const sender = new Sender(fixture.miniport);
    fixture.host.loadDriver(fixture.driver);
    await fixture.host.createDevice(fixture.miniport);
    assert.equal(sender.outcomes, [`a: ${NtStatus.CANCELLED} 0`]);
  });

  test('no more wait than may: the next one is refused without a callback', async () => {
    const statuses: NTSTATUS[] = [];
    const create = (): NTSTATUS => {
      statuses.push(sender.send('a'), sender.send('b'), sender.send('c'));
      return NtStatus.SUCCESS;
    };
    const fixture: HostFixture = new HostFixture({ create }, { messageCapacity: 2 });
    const sender = new Sender(fixture.miniport);
    await fixture.device();
    assert.equal(statuses, [NtStatus.PENDING, NtStatus.PENDING, NtStatus.INSUFFICIENT_RESOURCES]);
    assert.equal(sender.outcomes, ['a: 0 0', 'b: 0 0']);
    sender.send('d');
    assert.is(sender.outcomes.length, 3, 'there is room again');
  });

  test('while Destroy runs messages are cancelled and do not reach the driver; pending ones are cancelled after it', async () => {
    const { messages, message } = pendingHandler();
    let destroyed: (status: NTSTATUS) => void = () => undefined;
    const fixture = new HostFixture({
      message,
      destroy: () =>
        new Promise((resolve) => {
          destroyed = resolve;
        }),
    });
    const device = await fixture.startedDevice();
    const sender = new Sender(fixture.miniport);
    sender.send('pending');
    const done = device.destroy();
    await promisesSettled();
    assert.is(sender.send('late'), NtStatus.PENDING);
    assert.equal(sender.outcomes, [`late: ${NtStatus.CANCELLED} 0`]);
    assert.is(messages.length, 1);
    destroyed(NtStatus.SUCCESS);
    await done;
    assert.is(sender.outcomes[1], `pending: ${NtStatus.CANCELLED} 0`);
    messages[0]?.complete(NtStatus.SUCCESS, 0);
    assert.is(sender.outcomes.length, 2);
  });

  test('a pending message that has completed is not cancelled as well', async () => {
    const { messages, message } = pendingHandler();
    const { sender, fixture } = await session(message);
    sender.send('a');
    messages[0]?.complete(NtStatus.SUCCESS, 2);
    await fixture.host.close();
    assert.equal(sender.outcomes, ['a: 0 2']);
    assert.equal(fixture.events, []);
  });

  test('messages stay in their order however many wait', async () => {
    const seen: (number | undefined)[] = [];
    let last = 0;
    const { sender } = await session(({ input }) => {
      seen.push(input[0]);
      // Three more for each: the ring grows while its head is anywhere.
      for (let more = 0; more < 3 && last < 200; more += 1) sender.send('more', Uint8Array.of(++last));
      return NtStatus.SUCCESS;
    });
    sender.send('first', Uint8Array.of(0));
    assert.equal(
      seen,
      Array.from({ length: 201 }, (_, index) => index),
    );
  });

  test('places of messages that were delivered hold on to nothing of the sender', () => {
    const waiting = new WaitingMessages(1);
    waiting.append(INPUT, INPUT, () => undefined, {});
    waiting.removeFirst();
    const { input, output, callback, callbackContext } = waiting.first;
    assert.equal([input.length, output.length, callback, callbackContext], [0, 0, undefined, undefined]);
  });

  test('queued delivery: no message reaches the driver before the call has returned; all do in their order', async () => {
    const seen: (number | undefined)[] = [];
    const { sender } = await session(({ input }) => (seen.push(input[0]), NtStatus.SUCCESS), { delivery: 'queued' });
    sender.send('a', Uint8Array.of(1));
    sender.send('b', Uint8Array.of(2));
    assert.equal([seen, sender.outcomes], [[], []]);
    await promisesSettled();
    assert.equal(seen, [1, 2]);
    assert.equal(sender.outcomes, ['a: 0 0', 'b: 0 0']);
    sender.send('c', Uint8Array.of(3));
    await promisesSettled();
    assert.equal(seen, [1, 2, 3], 'again after the first ones were delivered');
  });

  test('queued delivery: a full hold queue is the outcome, because the call has returned', async () => {
    const { sender, fixture } = await session(() => NtStatus.INSUFFICIENT_RESOURCES, { delivery: 'queued' });
    fixture.driver.context.sessionState = MiracastStopped;
    assert.is(sender.send('a'), NtStatus.PENDING);
    await promisesSettled();
    assert.equal(sender.outcomes, [`a: ${NtStatus.INSUFFICIENT_RESOURCES} 0`]);
  });

  test('queued messages that the end of the device overtakes are cancelled', async () => {
    let count = 0;
    const { sender, fixture, miniport } = await session(() => (count++, NtStatus.SUCCESS), { delivery: 'queued' });
    const closed = fixture.host.close();
    while (fixture.calls.at(-1) !== 'destroy 1' && miniport.MiracastHandle !== undefined) {
      sender.send('a');
      await Promise.resolve();
    }
    await closed;
    await promisesSettled();
    assert.is(sender.outcomes.filter((outcome) => outcome === 'a: 0 0').length, count);
    assert.ok(sender.outcomes.includes(`a: ${NtStatus.CANCELLED} 0`));
  });

  test('sendMessage resolves with a block of its own', async () => {
    const { miniport } = await session((message) => {
      message.bytesReturned[0] = message.input[0] as number;
      return NtStatus.SUCCESS;
    });
    const first = miniport.sendMessage(Uint8Array.of(1), INPUT);
    const second = miniport.sendMessage(Uint8Array.of(2), INPUT);
    assert.equal(await first, { Status: NtStatus.SUCCESS, Information: 1 });
    assert.equal(await second, { Status: NtStatus.SUCCESS, Information: 2 });
    assert.ok(Object.isFrozen(await first));
  });

  test('sendMessage resolves with the status of a message that was not accepted', async () => {
    const { miniport, fixture } = await session(() => NtStatus.SUCCESS);
    await fixture.host.close();
    assert.equal(await miniport.sendMessage(INPUT, INPUT), { Status: NtStatus.INVALID_HANDLE, Information: 0 });
  });

  test('sendMessage waits for the completion', async () => {
    const { messages, message } = pendingHandler();
    const { miniport } = await session(message);
    const sent = miniport.sendMessage(INPUT, new Uint8Array(8));
    assert.is(await settledValue(sent), undefined);
    messages[0]?.complete(NtStatus.SUCCESS, 8);
    assert.equal(await sent, { Status: NtStatus.SUCCESS, Information: 8 });
  });
});
