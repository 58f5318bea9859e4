import * as assert from 'uvu/assert';
import { sampleDriver } from '../../src/cli/simulation/driver.js';
import { MessageMix } from '../../src/cli/simulation/message-mix.js';
import { messages as compiled, type messagesDefinitions } from '../../src/cli/simulation/messages.castbuf.js';
import { EncoderReply, messages } from '../../src/cli/simulation/messages.js';
import { Random } from '../../src/cli/simulation/random.js';
import { SharedState } from '../../src/cli/simulation/shared-state.js';
import { createCodec } from '../../src/js.js';
import {
  DRIVER_INTERFACE_BYTES,
  type ContextOut,
  type MiracastCallbacks,
  type MiracastContextHandle,
} from '../../src/miracast/interface.js';
import { MIRACAST_DRIVER_INTERFACE, type DefinedDriver, type DriverMessageSet } from '../../src/miracast/index.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { createReferenceMessageEngine } from '../../src/oracle/index.js';
import { layoutOf } from '../../src/surface.js';
import { rounds, suite } from '../harness/index.js';
import { NO_CALLBACKS } from '../miracast/driver-fixture.js';
import { VirtualClock } from '../miracast/virtual-clock.js';

const SEED = 20261130;
const MESSAGES = rounds(20_000, 600);

const encoder = createCodec(EncoderReply).encode({ EncodeRate: 20_000, MaxEncodeRate: 50_000, FramesPerSecond: 60 });
const CALLBACKS: MiracastCallbacks = {
  ...NO_CALLBACKS,
  MiracastIoControl(_device, _isSynchronous, _input, output, bytesReturned) {
    output.set(encoder);
    if (bytesReturned !== undefined) bytesReturned[0] = encoder.length;
    return NtStatus.SUCCESS;
  },
};

/** The set on an engine, where the driver brings none. */
const interpreted = {
  definitions: messages.definitions,
  '~open': (_engine: undefined, bytes: number) => messages['~open'](createReferenceMessageEngine(), bytes),
} as unknown as DriverMessageSet<messagesDefinitions>;

/** The simulation's driver in a started session. */
async function started(set: DriverMessageSet<messagesDefinitions>) {
  const driver = sampleDriver({
    clock: new VirtualClock(),
    shared: new SharedState(),
    messages: set,
    sink: {
      ask: async (parameter) => (parameter === 'wfd_uibc_capability' ? undefined : `of ${parameter}`),
      async send() {},
    },
  });
  const out: ContextOut = { value: undefined };
  assert.is(await driver.CreateMiracastContext(7, CALLBACKS, out), NtStatus.SUCCESS);
  const context = out.value as MiracastContextHandle;
  const stats = { CurrentBitRate: 0n, LocalMaxBitRate: 0n, RemoteMaxBitRate: 0n };
  const info = { MonitorConnected: 0, ReducedModeListDueToBandwidth: 0, Reserved: 0, Value: 0 };
  assert.is(await driver.StartMiracastSession(context, undefined, stats, info), NtStatus.SUCCESS);
  return { driver, context };
}

/** All that a sender can see of a message. */
async function seen(
  { driver, context }: { driver: DefinedDriver<never>; context: MiracastContextHandle },
  input: Uint8Array,
  outputBytes: number,
): Promise<string> {
  const output = new Uint8Array(outputBytes).fill(0xee);
  const returned = new Uint32Array(1);
  const completed = new Promise<string>((resolve) => {
    const complete = (status: number, bytes: number): void => resolve(`later ${status} ${bytes} [${output}]`);
    const status = driver.HandleKernelModeMessage(context, input, output, returned, complete);
    if (status !== NtStatus.PENDING) resolve(`${status} ${returned[0]} [${output}]`);
  });
  return completed;
}

suite('the sample driver on a compiled message set', (test) => {
  test(`answers the simulation's messages, good and wrong, as the interpreter's (${MESSAGES} messages, seed ${SEED})`, async () => {
    const wanted = (await started(interpreted)) as never;
    const found = (await started(compiled)) as never;
    const mix = new MessageMix(new Random(SEED, 'messages'));
    const statuses = new Map<string, number>();
    for (let round = 0; round < MESSAGES; round++) {
      const { input, outputBytes } = mix.next();
      const want = await seen(wanted, input.slice(), outputBytes);
      assert.is(await seen(found, input.slice(), outputBytes), want, `message ${round}: [${input}]`);
      const [status = ''] = want.split(' [');
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    assert.ok(statuses.size >= 8, `only ${[...statuses.keys()].join(', ')}`);
  });

  test('a driver has as many bytes of its interface as the structure has', () => {
    assert.is(DRIVER_INTERFACE_BYTES, layoutOf(MIRACAST_DRIVER_INTERFACE).root.bytes);
  });
});
