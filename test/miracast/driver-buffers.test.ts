import * as assert from 'uvu/assert';
import type { CastbufError } from '../../src/errors/index.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { driverSuite } from '../harness/index.js';
import { assertUsable, ECHO, echoOf, request, TRIED, tried } from './handlers-fixture.js';

const MESSAGE = request(ECHO, 5, [1, 2, 3]);
const REPLY = echoOf(5, [1, 2, 3]);

driverSuite('Buffers of messages', (test, { engine }) => {
  const echoing = (): ReturnType<typeof tried> => tried(engine, () => NtStatus.SUCCESS).started();

  test('no buffer at all: STATUS_INVALID_PARAMETER, and nothing stays in flight', () => {
    const fixture = echoing();
    const { driver, context } = fixture;
    const none = undefined as unknown as Uint8Array;
    const returned = new Uint32Array(1);
    for (const [input, output] of [
      [none, new Uint8Array(64)],
      [MESSAGE, none],
      ['text' as unknown as Uint8Array, new Uint8Array(64)],
    ] as const) {
      assert.is(driver.HandleKernelModeMessage(context, input, output, returned), NtStatus.INVALID_PARAMETER);
      assert.is((fixture.heard.pop()?.error as CastbufError | undefined)?.code, 'ERR_TYPE');
    }
    const noCount = undefined as unknown as Uint32Array;
    assert.is(
      driver.HandleKernelModeMessage(context, MESSAGE, new Uint8Array(64), noCount),
      NtStatus.INVALID_PARAMETER,
    );
    assertUsable(fixture);
  });

  test('a buffer that was transferred away since the last message: STATUS_INVALID_USER_BUFFER', () => {
    for (const which of ['input', 'output'] as const) {
      const fixture = echoing();
      const buffers = { input: MESSAGE.slice(), output: new Uint8Array(64) };
      const returned = new Uint32Array(1);
      const send = (): number =>
        fixture.driver.HandleKernelModeMessage(fixture.context, buffers.input, buffers.output, returned);
      assert.is(send(), NtStatus.SUCCESS, which);
      structuredClone(buffers[which].buffer, { transfer: [buffers[which].buffer as ArrayBuffer] });
      assert.is(send(), NtStatus.INVALID_USER_BUFFER, which);
      assert.is(returned[0], 0);
      assertUsable(fixture, which);
    }
  });

  test('one persistent buffer for message and reply, or two that overlap', () => {
    for (const shift of [0, 4, 20, -4, -16]) {
      const fixture = echoing();
      const whole = fixture.context.input(256);
      const input = whole.subarray(64, 64 + MESSAGE.length);
      const output = whole.subarray(64 + shift, 64 + shift + 64);
      for (let round = 0; round < 3; round++) {
        input.set(MESSAGE);
        const sent = fixture.send(input, output);
        assert.is(sent.status, NtStatus.SUCCESS, `shift ${shift}`);
        assert.equal([...output.subarray(0, sent.bytesReturned[0])], REPLY, `shift ${shift}`);
      }
      assertUsable(fixture);
    }
  });

  test('messages from inside of handlers use the same few areas again', () => {
    let depth = 0;
    const fixture = tried(
      engine,
      () => {
        if (++depth < 4) assert.is(fixture.send(request(TRIED, depth, [])).status, NtStatus.SUCCESS);
        return NtStatus.SUCCESS;
      },
      { memoryBytes: 65_536 },
    ).started();
    for (let round = 0; round < 2000; round++) {
      depth = 0;
      assert.is(fixture.send(request(TRIED, 0, [])).status, NtStatus.SUCCESS, `round ${round}`);
    }
    assertUsable(fixture);
  });
});
