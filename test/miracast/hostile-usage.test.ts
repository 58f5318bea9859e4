import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import * as miracast from '../../src/miracast.js';
import { ntStatusName } from '../../src/ntstatus-names/index.js';
import { NtStatus, NtStatusError } from '../../src/ntstatus/index.js';
import { struct, u32 } from '../../src/schema/index.js';
import { suite } from '../harness/index.js';
import { NO_STATS } from './host-fixture.js';
import { threadRests } from './virtual-clock.js';

/*
 * Every public function of castbuf/miracast, called as TypeScript would not let it be. What castbuf defines itself may refuse with an
 * ERR_USAGE that names what is wrong; what the interface defines answers with an NTSTATUS; and everything works as before.
 */

const { DisplayMiniport, MiracastHost, defineDriver, messageSet, serveMessages, systemClock, ManualResetEvent } =
  miracast;
const Request = struct('REQUEST', { Type: u32, Value: u32 });
const Double = struct('DOUBLE', { Value: u32 });

/** What a usage gives, or what it throws, rejects with or reports. */
type Wanted = number | RegExp | undefined;
type Usage = (world: World) => unknown;

/** What no type allows. */
type Anything = never;
const any = (value: unknown): Anything => value as Anything;

const own = new Error('of the caller');
const throwing = (): never => {
  throw own;
};
/** Throws whatever it is asked. */
const trap = (): Anything =>
  new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing, set: throwing }) as Anything;
const NOTHING = [undefined, null, 5, 'x', {}, []] as unknown[];
const shown = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** A host with a driver, a miniport and a session that runs. */
class World {
  /** What somebody was told of. */
  readonly heard: unknown[] = [];
  readonly miniport = new DisplayMiniport({ MaxChunkPrivateDriverDataSize: 4 });
  readonly host = new MiracastHost({
    report: (event) => this.heard.push('error' in event ? event.error : event.kind),
    dataRates: () => null,
  });
  readonly driver = defineDriver({
    messages: messageSet('Type', { Double: { value: 1, input: Request, output: Double } }),
    onError: (error) => void this.heard.push(error),
    shared: true,
    createContext: (callbacks, handle) => ({ callbacks, handle }),
    startSession: (context) => void (this.context = context),
    handle: {
      Double: (message, reply) => {
        reply.Value = message.Value * 2;
        return NtStatus.SUCCESS;
      },
    },
  });
  context!: miracast.MiracastContext<{ callbacks: miracast.MiracastCallbacks; handle: number }>;
  device!: miracast.MiracastDevice;

  static async started(): Promise<World> {
    const world = new World();
    assert.is(world.host.loadDriver(world.driver), NtStatus.SUCCESS);
    world.device = (await world.host.createDevice(world.miniport)).device as miracast.MiracastDevice;
    await world.start();
    return world;
  }

  async start(): Promise<void> {
    const { status } = await this.device.start({ rtspSocket: { close() {} }, connectionStats: NO_STATS });
    assert.is(status, NtStatus.SUCCESS);
  }

  get callbacks(): miracast.MiracastCallbacks {
    return this.context.state.callbacks;
  }

  get handle(): number {
    return this.context.state.handle;
  }

  /** Another device, which has no session. */
  async other(): Promise<miracast.MiracastDevice> {
    return (await this.host.createDevice(new DisplayMiniport())).device as miracast.MiracastDevice;
  }

  /** A message is answered, the session ends, and another one begins and ends. */
  async assertWorks(): Promise<void> {
    const output = new Uint8Array(4);
    const message = new Uint8Array(Uint32Array.of(1, 21).buffer);
    for (let session = 0; session < 2; session++) {
      if (session > 0) await this.start();
      const { Status, Information } = await this.miniport.sendMessage(message, output);
      assert.equal([ntStatusName(Status), Information, output[0]], ['STATUS_SUCCESS', 4, 42]);
      assert.is(await this.device.stop(), NtStatus.SUCCESS);
    }
    await this.host.close();
    assert.is(this.device.isAlive, false);
  }
}

const usages: [what: string, use: Usage, wanted: Wanted][] = [];
const tryAll = (
  what: string,
  values: readonly unknown[],
  use: (value: Anything, world: World) => unknown,
  wanted: Wanted,
) => {
  for (const value of values) usages.push([`${what}: ${shown(value)}`, (world) => use(any(value), world), wanted]);
};

// MiracastHost
const NO_COUNT = [Number.NaN, -1, 1.5, 'a', Infinity, 1n, null, {}];
tryAll(
  'chunkCapacity',
  NO_COUNT,
  (chunkCapacity) => new MiracastHost({ chunkCapacity }),
  /chunkCapacity of MiracastHost is a whole number from 1 to 65536/,
);
tryAll('chunkCapacity', [0, 65537], (chunkCapacity) => new MiracastHost({ chunkCapacity }), /from 1 to 65536/);
tryAll(
  'messageCapacity',
  NO_COUNT,
  (messageCapacity) => new MiracastHost({ messageCapacity }),
  /messageCapacity of MiracastHost is a whole number from 0 to/,
);
tryAll(
  'delivery',
  ['Inline', 1, null],
  (delivery) => new MiracastHost({ delivery }),
  /delivery of MiracastHost is 'inline' or 'queued'/,
);
tryAll(
  'concurrentMessages',
  ['yes', 1],
  (concurrentMessages) => new MiracastHost({ concurrentMessages }),
  /concurrentMessages of MiracastHost is true or false/,
);
tryAll(
  'concurrentMessages, delivery',
  ['queued'],
  (delivery) => new MiracastHost({ concurrentMessages: true, delivery }),
  /concurrentMessages of MiracastHost needs delivery: 'inline'/,
);
tryAll('clock', [{}, { now: 1, after() {} }, 5], (clock) => new MiracastHost({ clock }), /clock of MiracastHost/);
tryAll(
  'callContext',
  [{}, { run() {} }],
  (callContext) => new MiracastHost({ callContext }),
  /callContext of MiracastHost needs (run|getStore), a function/,
);
tryAll(
  'hooks',
  [5, 'x', {}],
  (onStatistic) => new MiracastHost({ onStatistic }),
  /onStatistic of MiracastHost is a function/,
);
tryAll(
  'unknown option',
  [1],
  (value) => new MiracastHost(any({ conccurentMessages: value })),
  /has no option conccurentMessages; .*concurrentMessages/,
);
tryAll(
  'the options',
  [null, 5, 'x', []],
  (options) => new MiracastHost(options),
  /the options of MiracastHost are an object/,
);
tryAll(
  'loadDriver',
  [...NOTHING, { QueryMiracastDriverInterface: 1 }],
  (driver) => new MiracastHost().loadDriver(driver),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'loadDriver, which fills in nothing',
  [0],
  () => new MiracastHost().loadDriver({ QueryMiracastDriverInterface: () => 0 }),
  NtStatus.GRAPHICS_DRIVER_MISMATCH,
);
tryAll(
  'loadDriver, whose answer is none',
  [undefined, 'x', {}, 0x103],
  (status) => new MiracastHost().loadDriver({ QueryMiracastDriverInterface: () => status }),
  NtStatus.UNSUCCESSFUL,
);
usages.push([
  'loadDriver: throws when it is asked',
  () => new MiracastHost().loadDriver(trap()),
  NtStatus.INVALID_PARAMETER,
]);
usages.push(['loadDriver: a second one', ({ host, driver }) => host.loadDriver(driver), NtStatus.ALREADY_INITIALIZED]);
tryAll(
  'createDevice',
  [...NOTHING, { DxgkDdiMiracastQueryCaps() {} }],
  (miniport, { host }) => host.createDevice(miniport),
  NtStatus.INVALID_PARAMETER,
);
usages.push([
  'createDevice: throws when it is asked',
  ({ host }) => host.createDevice(trap()),
  NtStatus.INVALID_PARAMETER,
]);
tryAll(
  'createDevice, capabilities',
  [...NOTHING, { MaxChunkPrivateDriverDataSize: -1 }],
  (caps, { host }) => {
    const miniport = new DisplayMiniport();
    miniport.DxgkDdiMiracastQueryCaps = () => caps;
    return host.createDevice(miniport);
  },
  NtStatus.INVALID_PARAMETER,
);
usages.push([
  'createDevice: the same miniport again',
  ({ host, miniport }) => host.createDevice(miniport),
  NtStatus.RESOURCE_IN_USE,
]);
usages.push([
  'createDevice: without a driver',
  () => new MiracastHost().createDevice(new DisplayMiniport()),
  NtStatus.INVALID_DEVICE_STATE,
]);
tryAll(
  'createDevice, after a miniport answered its Create with',
  ['x', {}, Number.NaN, 0xc0000001, Promise.resolve(0)],
  async (answer, { host }) => {
    let isWrong = true;
    const miniport = new DisplayMiniport({ DxgkDdiMiracastCreateContext: () => (isWrong ? answer : NtStatus.SUCCESS) });
    assert.is((await host.createDevice(miniport)).status, NtStatus.UNSUCCESSFUL);
    isWrong = false;
    return host.createDevice(miniport);
  },
  NtStatus.SUCCESS,
);

// MiracastDevice
tryAll(
  'start',
  [undefined, null],
  (session, { device }) => device.start(session),
  /start takes { rtspSocket, connectionStats }/,
);
tryAll('start', [5, 'x', []], (session, { device }) => device.start(session), /the options of start are an object/);
tryAll(
  'start',
  [{}, { rtspSocket: { close() {} } }],
  (session, { device }) => device.start(session),
  /connectionStats is missing/,
);
tryAll(
  'start, connectionStats',
  [null, 5, 'x'],
  (connectionStats, { device }) => device.start({ rtspSocket: { close() {} }, connectionStats }),
  /connectionStats of start is an object/,
);
const startWith = async (rtspSocket: Anything, world: World) =>
  (await world.other()).start({ rtspSocket, connectionStats: NO_STATS });
tryAll('start, socket', [...NOTHING, { close: 1 }, { destroy: 'x' }], startWith, NtStatus.INVALID_PARAMETER);
usages.push([
  'start, socket: throws when it is asked',
  (world) => startWith(trap(), world),
  NtStatus.INVALID_PARAMETER,
]);
usages.push(['start, socket: close throws', (world) => startWith(any({ close: throwing }), world), NtStatus.SUCCESS]);
usages.push([
  'start, socket: close is no function, and destroy is',
  (world) => startWith(any({ close: 1, destroy() {} }), world),
  NtStatus.SUCCESS,
]);
usages.push([
  'start: again, with a socket that is none',
  ({ device }) => device.start({ rtspSocket: any(5), connectionStats: NO_STATS }),
  NtStatus.INVALID_DEVICE_STATE,
]);
usages.push(['stop: twice', async (world) => (await world.other()).stop(), NtStatus.INVALID_DEVICE_STATE]);
usages.push([
  'destroy: twice',
  async (world) => {
    const device = await world.other();
    await device.destroy();
    return device.destroy();
  },
  NtStatus.INVALID_DEVICE_STATE,
]);

// DisplayMiniport
tryAll(
  'MaxChunkPrivateDriverDataSize',
  [...NO_COUNT, 1048577],
  (MaxChunkPrivateDriverDataSize) => new DisplayMiniport({ MaxChunkPrivateDriverDataSize }),
  /MaxChunkPrivateDriverDataSize of DisplayMiniport is a whole number from 0 to 1048576/,
);
tryAll(
  'HdcpSupport',
  [1, 'x'],
  (HdcpSupport) => new DisplayMiniport({ HdcpSupport }),
  /HdcpSupport of DisplayMiniport is true or false/,
);
tryAll(
  'DxgkDdiMiracastIoControl',
  [1, {}],
  (DxgkDdiMiracastIoControl) => new DisplayMiniport({ DxgkDdiMiracastIoControl }),
  /DxgkDdiMiracastIoControl of DisplayMiniport is a function/,
);
tryAll(
  'an option of DisplayMiniport that is not known',
  [1],
  (value) => new DisplayMiniport(any({ HdcpSuport: value })),
  /has no option HdcpSuport; .*HdcpSupport/,
);
tryAll(
  'DxgkCbMiracastSendMessage, handle',
  [undefined, null, 'x', 77, {}],
  (handle, { miniport }) => miniport.DxgkCbMiracastSendMessage(handle, new Uint8Array(8), new Uint8Array(4)),
  NtStatus.INVALID_HANDLE,
);
tryAll(
  'DxgkCbMiracastSendMessage, input',
  NOTHING,
  (input, { miniport }) => miniport.DxgkCbMiracastSendMessage(miniport.MiracastHandle, input, new Uint8Array(4)),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'DxgkCbMiracastSendMessage, output',
  NOTHING,
  (output, { miniport }) => miniport.DxgkCbMiracastSendMessage(miniport.MiracastHandle, new Uint8Array(8), output),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'DxgkCbMiracastSendMessage, callback',
  [5, 'x', {}],
  (callback, { miniport }) =>
    miniport.DxgkCbMiracastSendMessage(miniport.MiracastHandle, new Uint8Array(8), new Uint8Array(4), callback),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'sendMessage',
  NOTHING,
  (buffer, { miniport }) => miniport.sendMessage(buffer, buffer),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'sendMessage without a device',
  NOTHING,
  (buffer) => new DisplayMiniport().sendMessage(buffer, buffer),
  NtStatus.INVALID_HANDLE,
);
tryAll(
  'DxgkCbReportChunkInfo',
  [...NOTHING, { ChunkType: 'x' }],
  (chunk, { miniport }) => miniport.DxgkCbReportChunkInfo(miniport.MiracastHandle, chunk),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'notifyChunkProcessingComplete',
  [...NOTHING, { ChunkType: 'x' }],
  (chunk, { miniport }) => miniport.notifyChunkProcessingComplete(miniport.MiracastHandle, chunk),
  NtStatus.INVALID_PARAMETER,
);
const chunk = { ChunkType: 1, ChunkId: { Value: 1n }, ProcessingTime: 0, EncodeRate: 0 };
tryAll(
  'notifyChunkProcessingComplete, private data',
  [5, 'x', {}, new Uint8Array(5)],
  (data, { miniport }) => miniport.notifyChunkProcessingComplete(miniport.MiracastHandle, chunk, data),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'DxgkDdiMiracastCreateContext',
  [...NOTHING, { MiracastHandle: 1 }],
  (callbacks) => new DisplayMiniport().DxgkDdiMiracastCreateContext(callbacks),
  NtStatus.INVALID_PARAMETER,
);

// MIRACAST_CALLBACKS
const BYTES = new Uint8Array(8);
const WORD = new Uint32Array(1);
tryAll(
  'MiracastIoControl, handle',
  [undefined, 'x', 77],
  (handle, { callbacks }) => callbacks.MiracastIoControl(handle, false, BYTES, BYTES, WORD),
  NtStatus.INVALID_HANDLE,
);
tryAll(
  'MiracastIoControl, buffers',
  NOTHING,
  (buffer, { callbacks, handle }) => callbacks.MiracastIoControl(handle, false, buffer, buffer, WORD),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'MiracastIoControl, bytes returned',
  [5, 'x', {}, new Uint8Array(4)],
  (bytes, { callbacks, handle }) => callbacks.MiracastIoControl(handle, false, BYTES, BYTES, bytes),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'MiracastIoControlAsync, buffers',
  NOTHING,
  (buffer, { callbacks, handle }) => callbacks.MiracastIoControlAsync(handle, false, buffer, buffer),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'GetNextChunkData, timeout',
  [-1, 1.5, 'x', Number.NaN, undefined],
  (timeout, { callbacks, handle }) => callbacks.GetNextChunkData(handle, timeout, [], Uint32Array.of(8), BYTES, WORD),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'GetNextChunkData, buffers',
  NOTHING,
  (buffer, { callbacks, handle }) => callbacks.GetNextChunkData(handle, 0, [], buffer, buffer, buffer),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'GetNextChunkData, wait events',
  [5, 'x', {}, [null], [{}], [1, 2, 3, 4, 5]],
  (events, { callbacks, handle }) => callbacks.GetNextChunkData(handle, 0, events, Uint32Array.of(8), BYTES, WORD),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'GetNextChunkDataAsync, buffers',
  NOTHING,
  (buffer, { callbacks, handle }) => callbacks.GetNextChunkDataAsync(handle, 0, [], buffer, buffer, buffer),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'RegisterForDataRateNotifications, handle',
  NOTHING,
  (handle, { callbacks }) => (callbacks.RegisterForDataRateNotifications as (handle: unknown) => number)(handle),
  NtStatus.INVALID_HANDLE,
);
tryAll(
  'RegisterForDataRateNotifications, function',
  [undefined, 5, 'x', {}],
  (notify, { callbacks, handle }) => callbacks.RegisterForDataRateNotifications(handle, undefined, notify),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'ReportSessionStatus, handle',
  [undefined, 'x', {}],
  (handle, { callbacks }) => callbacks.ReportSessionStatus(handle, 1, 0),
  /ReportSessionStatus was called with a wrong hMiracastDeviceHandle/,
);
tryAll(
  'ReportSessionStatus, status',
  [undefined, 'x', 1n, Symbol('x'), {}],
  (status, { callbacks, handle }) => callbacks.ReportSessionStatus(handle, status, status),
  /ReportSessionStatus takes two numbers/,
);
tryAll(
  'ReportStatistic',
  [...NOTHING, { StatisticType: 77 }],
  (statistic, { callbacks, handle }) => callbacks.ReportStatistic(handle, statistic),
  /./,
);

// The driver's functions
tryAll(
  'QueryMiracastDriverInterface, version',
  [undefined, 'x', 2],
  (version, { driver }) => driver.QueryMiracastDriverInterface(version, 48, {}),
  NtStatus.NOT_SUPPORTED,
);
tryAll(
  'QueryMiracastDriverInterface, size',
  [undefined, 'x', 1n, Number.NaN],
  (size, { driver }) => driver.QueryMiracastDriverInterface(1, size, {}),
  NtStatus.BUFFER_TOO_SMALL,
);
tryAll(
  'QueryMiracastDriverInterface, interface',
  [undefined, null],
  (target, { driver }) => driver.QueryMiracastDriverInterface(1, 48, target),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'CreateMiracastContext, callbacks',
  [undefined, null, 5, 'x'],
  (callbacks, { driver }) => driver.CreateMiracastContext(1, callbacks, { value: undefined }),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'CreateMiracastContext, out',
  [undefined, null, 5, Object.freeze({})],
  (out, { driver, callbacks }) => driver.CreateMiracastContext(1, callbacks, out),
  NtStatus.INVALID_PARAMETER,
);
for (const name of ['DestroyMiracastContext', 'StartMiracastSession', 'StopMiracastSession'] as const) {
  tryAll(
    name,
    NOTHING,
    (context, { driver }) => (driver[name] as (context: unknown) => unknown)(context),
    NtStatus.INVALID_HANDLE,
  );
  usages.push([
    `${name}: throws when it is asked`,
    ({ driver }) => (driver[name] as (context: unknown) => unknown)(trap()),
    NtStatus.INVALID_HANDLE,
  ]);
}
tryAll(
  'HandleKernelModeMessage, context',
  NOTHING,
  (context, { driver }) => driver.HandleKernelModeMessage(context, BYTES, BYTES, WORD),
  NtStatus.INVALID_HANDLE,
);
tryAll(
  'HandleKernelModeMessage, buffers',
  NOTHING,
  (buffer, { driver, context }) => driver.HandleKernelModeMessage(context, buffer, buffer, WORD),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'HandleKernelModeMessage, bytes returned',
  [undefined, null],
  (bytes, { driver, context }) => driver.HandleKernelModeMessage(context, BYTES, BYTES, bytes),
  NtStatus.INVALID_PARAMETER,
);
tryAll(
  'attachMiracastContext',
  NOTHING.slice(0, 4),
  (shared, { driver }) => driver.attachMiracastContext(shared),
  /attachMiracastContext takes what share\(\) of a context gave .*; this is/,
);
tryAll(
  'attachMiracastContext, handle',
  [undefined, 'x'],
  (hMiracastDeviceHandle, { driver, context }) =>
    driver.attachMiracastContext({ ...context.share(), hMiracastDeviceHandle }),
  /hMiracastDeviceHandle is a number/,
);
tryAll(
  'attachMiracastContext, words',
  [undefined, new Uint8Array(8), [1, 2]],
  (words, { driver, context }) => driver.attachMiracastContext({ ...context.share(), words }),
  /words are an Int32Array/,
);
usages.push([
  'attachMiracastContext, words: not shared',
  ({ driver, context }) => driver.attachMiracastContext({ ...context.share(), words: new Int32Array(196) }),
  /no shared memory: does the driver have `shared: true`/,
]);
usages.push([
  'attachMiracastContext, words: too few',
  ({ driver, context }) =>
    driver.attachMiracastContext({ ...context.share(), words: new Int32Array(new SharedArrayBuffer(16)) }),
  /words are 196, not 4/,
]);
tryAll(
  'attachMiracastContext, seat',
  [-1, 64, 1.5, 'x', null],
  (seat, { driver, context }) => driver.attachMiracastContext({ ...context.share(), seat }),
  /seat is a whole number from 0 to 63/,
);
tryAll(
  'attachMiracastContext, callbacks',
  [null, 5],
  (callbacks, { driver, context }) => driver.attachMiracastContext(context.share(), callbacks),
  /takes MIRACAST_CALLBACKS, or nothing/,
);

// MiracastContext
tryAll(
  'abandon',
  [...NOTHING, { seat: 1 }, { words: new Int32Array(8), seat: 1 }],
  (thread, { context }) => context.abandon(thread),
  /abandon wants what share\(\) of this context gave/,
);
tryAll(
  'abandon, seat',
  [0, -1, 64, 1.5, 'x'],
  (seat, { context }) => context.abandon({ ...context.share(), seat }),
  /abandon wants what share\(\) of this context gave/,
);
tryAll(
  'abandon, completions',
  [5, null, {}, [5], [null]],
  (completions, { context }) => context.abandon(context.share(), completions),
  /a list of completions/,
);
tryAll(
  'input',
  [undefined, null, 'x', -1, 1.5, 1n, {}],
  (bytes, { context }) => context.input(bytes),
  /a buffer has a whole number of bytes from 0 up/,
);
usages.push([
  'share: not shared',
  async () => {
    const driver = defineDriver({
      messages: messageSet('Type', { A: { value: 1, input: Request } }),
      handle: { A: () => 0 },
    });
    const out: miracast.ContextOut = { value: undefined };
    driver.CreateMiracastContext(1, {} as Anything, out);
    (out.value as miracast.MiracastContext<unknown>).share();
  },
  /share\(\) needs a driver with `shared: true`/,
]);

// What is left
tryAll(
  'serveMessages, port',
  [null, 5, {}, { postMessage: 1 }],
  (port, { driver }) => serveMessages(driver, port),
  /serveMessages needs the port of a worker/,
);
tryAll(
  'serveMessages, driver',
  NOTHING,
  (driver) => serveMessages(driver, { postMessage() {}, on() {} }),
  /serveMessages takes what defineDriver gave/,
);
tryAll('defineDriver', NOTHING, (definition) => defineDriver(definition), /defineDriver/);
tryAll(
  'whenSignalled',
  NOTHING,
  (listener) => new ManualResetEvent().whenSignalled(listener),
  /whenSignalled takes a function/,
);
tryAll(
  'systemClock.after',
  [undefined, 'x', -1, Number.NaN, 1n],
  (milliseconds) => systemClock.after(milliseconds, () => {}),
  /after takes milliseconds from 0 up and a function/,
);
tryAll(
  'systemClock.after, callback',
  NOTHING,
  (callback) => systemClock.after(1, callback),
  /after takes milliseconds from 0 up and a function/,
);
usages.push(['CallAborted: of nothing', () => new miracast.CallAborted(any(undefined)).status, NtStatus.CANCELLED]);

/** A driver whose workers are these, and a message for them. */
async function pooled(create: () => Anything, { heard }: World): Promise<number> {
  const driver = defineDriver({
    messages: messageSet('Type', { Double: { value: 1, input: Request, output: Double } }),
    onError: (error) => void heard.push(error),
    handle: { Double: () => 0 },
    workers: { create },
  });
  const out: miracast.ContextOut = { value: undefined };
  assert.is(driver.CreateMiracastContext(1, any({}), out), NtStatus.SUCCESS);
  const context = out.value as miracast.MiracastContextHandle;
  await driver.StartMiracastSession(context, undefined, any({}), any({}));
  const status = driver.HandleKernelModeMessage(
    context,
    new Uint8Array(8).fill(1, 0, 1),
    new Uint8Array(4),
    new Uint32Array(1),
  );
  await driver.StopMiracastSession(context);
  await driver.DestroyMiracastContext(context);
  return status;
}
const notWorkers = [
  ...NOTHING,
  Promise.resolve(),
  { postMessage() {}, terminate() {} },
  { postMessage() {}, terminate() {}, on: throwing },
];
tryAll(
  'workers.create, a message',
  notWorkers,
  (worker, world) => pooled(() => worker, world),
  NtStatus.DEVICE_NOT_READY,
);
tryAll(
  'workers.create, onError',
  notWorkers.slice(0, -1),
  (worker, world) => pooled(() => worker, world),
  /create of workers gives a worker; .* has no function (postMessage|on, or addEventListener)/,
);
usages.push(['workers.create: throws', (world) => pooled(throwing, world), NtStatus.DEVICE_NOT_READY]);

/** What this file has usages of; `messageSet` has a test of its own. */
const TRIED = [
  'CallAborted',
  'DisplayMiniport',
  'ManualResetEvent',
  'MiracastHost',
  'defineDriver',
  'messageSet',
  'serveMessages',
];

suite('Hostile usage of castbuf/miracast', (test) => {
  test('each exported function is tried, and at least 60 usages are', () => {
    const functions = Object.entries(miracast).filter(([, value]) => typeof value === 'function');
    assert.equal(functions.map(([name]) => name).toSorted(), TRIED.toSorted());
    assert.ok(usages.length >= 60, `${usages.length}`);
  });

  for (const [what, use, wanted] of usages) {
    test(what, async () => {
      const world = await World.started();
      const thrown: unknown[] = [];
      let given: unknown;
      try {
        given = await withinASecond(async () => use(world));
      } catch (error) {
        thrown.push(error);
      }
      await threadRests();
      for (const error of [...thrown, ...world.heard]) assertSays(error);
      if (wanted instanceof RegExp) assert.match([...thrown, ...world.heard].map(String).join('\n'), wanted);
      else assert.equal([thrown.map(String), ntStatusName(statusIn(given))], [[], ntStatusName(wanted as number)]);
      await world.assertWorks();
    });
  }
});

/** An error with a sentence of castbuf's, or the caller's own: no TypeError of the engine. */
function assertSays(error: unknown): void {
  const isOurs = error instanceof CastbufError || error instanceof NtStatusError;
  const isOfOutcome = error instanceof TypeError && error.message.startsWith('the outcome of a function has to be');
  assert.ok(isOurs || isOfOutcome || error === own, String(error));
}

function statusIn(given: unknown): number {
  if (typeof given !== 'object' || given === null) return given as number;
  const { status, Status } = given as { status?: number; Status?: number };
  return (status ?? Status) as number;
}

async function withinASecond<T>(use: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RangeError('it hangs')), 1000);
  });
  try {
    return await Promise.race([use(), late]);
  } finally {
    clearTimeout(timer);
  }
}
