import { AsyncLocalStorage } from 'node:async_hooks';
import * as assert from 'uvu/assert';
import { NtStatus } from '../../src/ntstatus/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { suite } from '../harness/index.js';
import { CallbackFixture, HANDLE } from './callbacks-fixture.js';
import { Gate, promisesSettled } from './virtual-clock.js';

suite('call context: AsyncLocalStorage', (test) => {
  const bytes = new Uint8Array(4);
  const fixtureWith = () =>
    new CallbackFixture({
      engine: createReferenceEngine(),
      context: new AsyncLocalStorage<object>(),
      dataRates: () => null,
    });

  test('MiracastIoControl after an await of StartMiracastSession is on its thread, others are not', async () => {
    const { lifecycle, callbacks } = fixtureWith();
    const gate = new Gate();
    const start = lifecycle.run('start', async () => {
      await gate.opened;
      return callbacks.MiracastIoControl(HANDLE, false, bytes, bytes);
    });
    assert.is(callbacks.MiracastIoControl(HANDLE, false, bytes, bytes), NtStatus.CANT_WAIT);
    gate.open();
    assert.is(await start, NtStatus.SUCCESS);
  });

  test('RegisterForDataRateNotifications after an await of StartMiracastSession is on its thread', async () => {
    const { lifecycle, callbacks } = fixtureWith();
    const register = () => callbacks.RegisterForDataRateNotifications(HANDLE, null, () => undefined);
    const start = lifecycle.run('start', async () => {
      await promisesSettled();
      return register();
    });
    assert.is(register(), NtStatus.NOT_SUPPORTED);
    assert.is(await start, NtStatus.SUCCESS);
  });

  test('what start left running is not on the thread of stop', async () => {
    const { lifecycle, callbacks } = fixtureWith();
    const gate = new Gate();
    let left: Promise<number> | undefined;
    await lifecycle.run('start', async () => {
      left = gate.opened.then(() => callbacks.MiracastIoControl(HANDLE, false, bytes, bytes));
    });
    await lifecycle.run('stop', async () => {
      gate.open();
      assert.is(await left, NtStatus.INVALID_DEVICE_STATE);
    });
  });
});
