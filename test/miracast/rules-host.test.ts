import * as assert from 'uvu/assert';
import { INFINITE, type NTSTATUS } from '../../src/miracast/interface.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { suite } from '../harness/index.js';
import type { FakeContext } from './fake-driver.js';
import { HostFixture } from './host-fixture.js';
import { settledValue } from './virtual-clock.js';

const LINK = {
  EncoderBitRate: 1n,
  CurrentMaxTxDataRate: 2n,
  TransmittedFrameCount: 3n,
  FailedFrameCount: 4n,
  RetriedFrameCount: 5n,
  MultipleRetryFrameCount: 6n,
};

suite('rules: the operating system', (test) => {
  test('the context that CreateMiracastContext gave comes with every other function', async () => {
    const came: FakeContext[] = [];
    const seen = (context: FakeContext): NTSTATUS => {
      came.push(context);
      return NtStatus.SUCCESS;
    };
    const fixture = new HostFixture({
      start: seen,
      stop: seen,
      destroy: seen,
      message: ({ context }) => seen(context),
    });
    const device = await fixture.startedDevice();
    await fixture.miniport.sendMessage(new Uint8Array(0), new Uint8Array(0));
    await device.stop();
    await device.destroy();
    assert.is(came.length, 4);
    for (const context of came) assert.is(context, fixture.driver.context);
  });

  test('Stop ends GetNextChunkData and data rate notifications', async () => {
    let notifications = 0;
    const fixture = new HostFixture(
      {
        start: ({ handle, callbacks }) =>
          callbacks.RegisterForDataRateNotifications(handle, undefined, () => void notifications++),
      },
      { dataRates: () => LINK },
    );
    const device = await fixture.startedDevice();
    const { GetNextChunkDataAsync } = fixture.driver.context.callbacks;
    const [size, outstanding] = [Uint32Array.of(64), new Uint32Array(1)];
    const waiting = GetNextChunkDataAsync(device.handle, INFINITE, [], size, new Uint8Array(64), outstanding);
    fixture.clock.advance(1000);
    assert.is(notifications, 1);
    await device.stop();
    assert.is(await settledValue(waiting), NtStatus.INSTANCE_NOT_AVAILABLE);
    fixture.clock.advance(5000);
    assert.is(notifications, 1);
  });
});
