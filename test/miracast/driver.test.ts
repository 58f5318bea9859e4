import * as assert from 'uvu/assert';
import { defineDriverWith } from '../../src/miracast/driver.js';
import { messageSet } from '../../src/miracast/message-set.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { bytes, range, struct, u32, u8 } from '../../src/schema/index.js';
import { engineSuite } from '../harness/index.js';

const Header = struct('HEADER', { Size: u32, Type: u32 });
const SetPower = struct('SET_POWER', { Header, Level: range(u32, 0, 4), Delay: u32 }, { length: 'Header.Size' });
const Accepted = struct('ACCEPTED', { Size: u32, Level: u32 }, { length: 'Size' });
const Echo = struct('ECHO', { Header, Count: u32, Data: bytes('Count') });
const EchoReply = struct('ECHO_REPLY', { Count: u8, Data: bytes('Count') });

const messages = messageSet('Header.Type', {
  SetPower: { value: 1, input: SetPower, output: Accepted },
  Echo: { value: 2, input: Echo, output: EchoReply },
});

engineSuite('A driver handles messages', (test, { engine, createCodec }) => {
  const setPower = createCodec(SetPower);
  const driver = defineDriverWith(engine, {
    messages,
    createContext: () => ({ calls: 0 }),
    handle: {
      SetPower(message, reply, context) {
        context.state.calls++;
        reply.Level = message.Level + 1;
        return NtStatus.SUCCESS;
      },
      Echo(message, reply) {
        reply.Data = message.Data;
        return NtStatus.SUCCESS;
      },
    },
  });
  const out: { value: any } = { value: undefined };

  test('SetPower', async () => {
    assert.is(await driver.CreateMiracastContext(7, {} as never, out), NtStatus.SUCCESS);
    const info = { MonitorConnected: 0, ReducedModeListDueToBandwidth: 0, Reserved: 0, Value: 0 };
    const stats = { CurrentBitRate: 0n, LocalMaxBitRate: 0n, RemoteMaxBitRate: 0n };
    assert.is(await driver.StartMiracastSession(out.value, 0, stats, info), NtStatus.SUCCESS);
    const message = setPower.encode({ Header: { Size: undefined, Type: 1 }, Level: 3, Delay: 9 } as never);
    const output = new Uint8Array(16).fill(0xee);
    const returned = new Uint32Array(1);
    assert.is(driver.HandleKernelModeMessage(out.value, message, output, returned), NtStatus.SUCCESS);
    assert.is(returned[0], 8);
    assert.equal([...output], [8, 0, 0, 0, 4, 0, 0, 0, ...Array(8).fill(0xee)]);
    const echo = createCodec(Echo).encode({ Header: { Size: 0, Type: 2 }, Data: Uint8Array.of(1, 2, 3) } as never);
    assert.is(driver.HandleKernelModeMessage(out.value, echo, output, returned), NtStatus.SUCCESS);
    assert.equal([...output.subarray(0, returned[0])], [3, 1, 2, 3]);
    assert.is(driver.HandleKernelModeMessage(out.value, echo, output.subarray(0, 3), returned), NtStatus.BUFFER_TOO_SMALL);
    assert.is(returned[0], 0);
    echo[4] = 77;
    assert.is(driver.HandleKernelModeMessage(out.value, echo, output, returned), NtStatus.NOT_SUPPORTED);
    message[8] = 5;
    assert.is(driver.HandleKernelModeMessage(out.value, message, output, returned), NtStatus.INVALID_PARAMETER);
    assert.is(driver.HandleKernelModeMessage(out.value, message.subarray(0, 15), output, returned), NtStatus.INFO_LENGTH_MISMATCH);
  });
});
