// page: not isolated
import * as assert from 'uvu/assert';
import type { CastbufError } from '../../src/errors/index.js';
import { defineDriver } from '../../src/miracast.js';
import type { ContextOut, MiracastContextHandle } from '../../src/miracast/interface.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { suite } from '../harness/index.js';
import { NO_CALLBACKS } from './driver-fixture.js';
import { echoOf, ECHO, messages, request } from './handlers-fixture.js';

const heard: CastbufError[] = [];

function newDriver(shared: boolean) {
  return defineDriver({
    messages,
    shared,
    onError: (error) => void heard.push(error as CastbufError),
    handle: {
      Tried: () => NtStatus.SUCCESS,
      Echo(message, reply) {
        reply.Value = message.Value;
        reply.Data = message.Data;
        return NtStatus.SUCCESS;
      },
    },
  });
}

/** Chromium has none on this page. Node always has it, so there it is taken away. */
suite('Without SharedArrayBuffer', (test) => {
  const { SharedArrayBuffer: there } = globalThis;
  test.before(() => {
    if (typeof document !== 'undefined') assert.is(typeof there, 'undefined', 'the page is not isolated');
    delete (globalThis as { SharedArrayBuffer?: unknown }).SharedArrayBuffer;
  });
  test.after(() => {
    if (there !== undefined) globalThis.SharedArrayBuffer = there;
  });

  test('shared: true is STATUS_NOT_SUPPORTED, and onError hears which headers are missing', () => {
    for (let again = 0; again < 2; again++) {
      const out: ContextOut = { value: {} as MiracastContextHandle };
      assert.is(newDriver(true).CreateMiracastContext(1, NO_CALLBACKS, out), NtStatus.NOT_SUPPORTED);
      assert.is(out.value, undefined);
      const { code, message } = heard.pop() as CastbufError;
      assert.is(code, 'ERR_USAGE');
      for (const part of [
        'SharedArrayBuffer',
        'Cross-Origin-Opener-Policy: same-origin',
        'Embedder-Policy: require-corp',
      ])
        assert.ok(message.includes(part), message);
    }
    assert.equal(heard, []);
  });

  test('attaching is refused: there is nothing that two threads could share', () => {
    for (const shared of [false, true]) {
      const words = new Int32Array(196);
      assert.throws(
        () => newDriver(shared).attachMiracastContext({ hMiracastDeviceHandle: 1, words, seat: 1 }),
        ({ code, message }: CastbufError) => code === 'ERR_USAGE' && message.includes('no shared memory'),
      );
    }
  });

  test('a driver that shares nothing works', async () => {
    const driver = newDriver(false);
    const out: ContextOut = { value: undefined };
    assert.is(driver.CreateMiracastContext(1, NO_CALLBACKS, out), NtStatus.SUCCESS);
    const context = out.value as MiracastContextHandle;
    assert.is(await driver.StartMiracastSession(context, undefined, {} as never, {} as never), NtStatus.SUCCESS);
    const [output, returned] = [new Uint8Array(64), new Uint32Array(1)];
    const asked = request(ECHO, 3, [1, 2]);
    assert.is(driver.HandleKernelModeMessage(context, asked, output, returned), NtStatus.SUCCESS);
    assert.equal([...output.subarray(0, returned[0])], echoOf(3, [1, 2]));
    assert.is(await driver.StopMiracastSession(context), NtStatus.SUCCESS);
    assert.is(await driver.DestroyMiracastContext(context), NtStatus.SUCCESS);
  });
});
