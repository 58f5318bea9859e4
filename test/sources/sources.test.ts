import * as assert from 'uvu/assert';
import { type CastbufError, createCodec, stream, struct, u16 } from '../../src/index.js';
import {
  fromHid,
  fromUsb,
  fromWebSocket,
  type UsbTransfer,
  type WebSocketOptions,
  type WebSocketSource,
} from '../../src/sources.js';
import { suite } from '../harness/index.js';

const pairs = createCodec(struct('PAIR', { a: u16, b: u16 }));
const pair = (a: number): Uint8Array<ArrayBuffer> => Uint8Array.of(a, 0, 0, 0);

async function numbersOf(source: AsyncIterable<Uint8Array>): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { columns, error } of stream(pairs, source, { batchBytes: 1 })) {
    assert.is(error, undefined);
    numbers.push(...columns.a);
  }
  return numbers;
}

async function errorOf(ended: Promise<unknown>): Promise<CastbufError> {
  return ended.then(
    () => assert.unreachable('nothing was thrown'),
    (error: CastbufError) => error,
  ) as Promise<CastbufError>;
}

/** What a page has (https://websockets.spec.whatwg.org/), as far as it is used. */
class Socket extends EventTarget {
  binaryType = 'blob';
  readyState: number;
  readonly sent: string[] = [];
  closedWith: readonly [number | undefined, string | undefined] | undefined;
  listeners = 0;

  constructor(state = 1) {
    super();
    this.readyState = state;
  }

  override addEventListener(type: string, listener: EventListener): void {
    this.listeners++;
    super.addEventListener(type, listener);
  }

  override removeEventListener(type: string, listener: EventListener): void {
    this.listeners--;
    super.removeEventListener(type, listener);
  }

  send(data: string): void {
    assert.is(this.readyState, 1);
    this.sent.push(data);
  }

  close(code?: number, reason?: string): void {
    assert.ok(
      code === 1000 || (code !== undefined && code >= 3000 && code <= 4999),
      `a page cannot close with ${code}`,
    );
    this.closedWith = [code, reason];
    this.readyState = 2;
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  message(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  end(code: number, wasClean: boolean): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code, wasClean }));
  }
}

/** What browsers have is one; only compiled. */
export const asSource = (socket: WebSocket): WebSocketSource => socket;

suite('fromWebSocket', (test) => {
  const from = (socket: Socket, options?: WebSocketOptions): AsyncIterableIterator<Uint8Array> =>
    fromWebSocket(socket, options);

  test('binary messages in their order, whatever cuts records, up to the close', async () => {
    const socket = new Socket(0);
    const source = from(socket);
    assert.is(socket.binaryType, 'arraybuffer');
    const numbers = numbersOf(source);
    socket.open();
    socket.message(pair(1).buffer);
    socket.message(pair(2).subarray(0, 3));
    await new Promise((go) => setTimeout(go, 1));
    socket.message(new Uint8Array([...pair(2).subarray(3), ...pair(3)]).buffer);
    socket.message(new ArrayBuffer(0));
    socket.end(1000, true);
    assert.equal(await numbers, [1, 2, 3]);
    assert.equal([socket.listeners, socket.closedWith], [0, undefined]);
  });

  test('credit: so many messages at first, and as many more as were read', async () => {
    const socket = new Socket(0);
    const source = from(socket, { credit: { messages: 4, grant: (count) => `more ${count}` } });
    assert.equal(socket.sent, []);
    socket.open();
    assert.equal(socket.sent, ['more 4']);
    for (let number = 1; number <= 4; number++) socket.message(pair(number));
    assert.equal(socket.sent, ['more 4']);
    await source.next();
    assert.equal(socket.sent, ['more 4']);
    await source.next();
    assert.equal(socket.sent, ['more 4', 'more 2']);
    await source.next();
    await source.next();
    assert.equal(socket.sent, ['more 4', 'more 2', 'more 2']);
    const waiting = source.next(); // what is given to somebody who waits counts, too
    socket.message(pair(5));
    await waiting;
    const next = source.next();
    socket.message(pair(6));
    await next;
    assert.is(socket.sent.length, 4);
    const open = new Socket(1);
    from(open, { credit: { messages: 1, grant: String } });
    assert.equal(open.sent, ['1']);
  });

  test('more than may wait ends it in words, after what waits', async () => {
    const socket = new Socket();
    const source = from(socket, { maxQueuedBytes: 8 });
    for (const number of [1, 2, 3, 4]) socket.message(pair(number));
    const numbers: number[] = [];
    const error = await errorOf(
      (async () => {
        for await (const piece of source) numbers.push(piece[0] as number);
      })(),
    );
    assert.equal([error.code, error.want, error.have, numbers], ['ERR_LIMIT_MEMORY', 12, 8, [1, 2]]);
    assert.equal([socket.listeners, socket.closedWith?.[0]], [0, 4009]);
    assert.equal(await source.next(), { done: true, value: undefined });
  });

  test('a connection that is lost, and a message of text', async () => {
    const lost = new Socket();
    const source = from(lost);
    lost.message(pair(1));
    lost.end(1006, false);
    assert.is((await source.next()).value?.[0], 1);
    const error = await errorOf(source.next());
    assert.equal([error.code, lost.listeners], ['ERR_SOURCE', 0]);
    assert.match(error.message, /close code 1006/);

    const texts = new Socket();
    const next = errorOf(from(texts).next());
    texts.message('{"a":1}');
    assert.is((await next).code, 'ERR_TYPE');
    assert.is(texts.closedWith?.[0], 4003);
  });

  test('who stops reading closes it, also while it waits', async () => {
    const socket = new Socket();
    socket.message(pair(9)); // before anybody listens
    const batches = stream(pairs, from(socket), { batchBytes: 1 });
    const first = batches.next();
    socket.message(pair(1));
    assert.is((await first).value?.columns.a[0], 1);
    await batches.return();
    assert.equal([socket.listeners, socket.closedWith?.[0]], [0, 1000]);

    const controller = new AbortController();
    const silent = new Socket();
    const next = errorOf(stream(pairs, from(silent), { signal: controller.signal }).next());
    controller.abort('enough');
    assert.is(await next, 'enough');
    assert.equal([silent.listeners, silent.closedWith?.[0]], [0, 1000]);
  });

  test('what is no open WebSocket, and wrong options', () => {
    assert.throws(() => fromWebSocket({} as never), /fromWebSocket takes a WebSocket/);
    assert.throws(() => from(new Socket(3)), /the WebSocket is closed/);
    assert.throws(() => from(new Socket(2)), /the WebSocket is being closed/);
    assert.throws(() => from(new Socket(), { maxQueuedBytes: -1 }), /maxQueuedBytes/);
    assert.throws(() => from(new Socket(), { credit: { messages: 0, grant: String } }), /at least 1/);
    assert.throws(() => from(new Socket(), { credit: { messages: 1 } as never }), /credit.grant/);
    assert.throws(() => from(new Socket(), { window: 1 } as never), /window/);
  });
});

suite('fromUsb', (test) => {
  const device = (transfers: (UsbTransfer | Error)[]) => {
    const log: string[] = [];
    return {
      opened: true,
      log,
      transferIn(endpoint: number, length: number): Promise<UsbTransfer> {
        log.push(`in ${endpoint} ${length}`);
        const next = transfers.shift() as UsbTransfer | Error;
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
      },
      clearHalt(direction: 'in', endpoint: number): Promise<void> {
        log.push(`clear ${direction} ${endpoint}`);
        return Promise.resolve();
      },
    };
  };
  const ok = (...bytes: number[]): UsbTransfer => ({ status: 'ok', data: new DataView(Uint8Array.from(bytes).buffer) });

  test('transfers one after the other, as they are wanted; empty ones are passed over', async () => {
    const usb = device([ok(1, 0, 0), ok(), ok(0, 2, 0, 0, 0), ok(3, 0, 0, 0)]);
    const batches = stream(pairs, fromUsb(usb, { endpoint: 2, transferBytes: 64 }), { batchBytes: 1 });
    assert.equal(usb.log, []);
    assert.equal([...((await batches.next()).value?.columns.a ?? [])], [1, 2]);
    assert.equal(usb.log, ['in 2 64', 'in 2 64', 'in 2 64']);
    await batches.return();
    assert.is(usb.log.length, 3);
  });

  test('a stall ends it, or is cleared; more than was asked for, and a device that is gone', async () => {
    const stopped = await errorOf(numbersOf(fromUsb(device([ok(1, 0, 0, 0), { status: 'stall' }]), { endpoint: 1 })));
    assert.is(stopped.code, 'ERR_SOURCE');
    const usb = device([
      ok(1, 0, 0, 0),
      { status: 'stall' },
      ok(2, 0, 0, 0),
      new Error('The device was disconnected.'),
    ]);
    const read: number[] = [];
    const gone = await errorOf(
      (async () => {
        for await (const piece of fromUsb(usb, { endpoint: 1, onStall: 'clear' })) read.push(piece[0] as number);
      })(),
    );
    assert.equal([gone.message, read], ['The device was disconnected.', [1, 2]]);
    assert.equal(usb.log[2], 'clear in 1');
    const babble = await errorOf(numbersOf(fromUsb(device([{ status: 'babble' }]), { endpoint: 1 })));
    assert.match(babble.message, /more than the 16384 bytes of a transfer/);
  });

  test('what is no open device, and wrong options', () => {
    assert.throws(() => fromUsb({} as never, { endpoint: 1 }), /fromUsb takes a USBDevice/);
    assert.throws(() => fromUsb({ ...device([]), opened: false }, { endpoint: 1 }), /not open/);
    for (const options of [
      { endpoint: 0 },
      { endpoint: 16 },
      { endpoint: 1, transferBytes: 0 },
      { endpoint: 1, onStall: 'x' },
      {},
    ])
      assert.throws(() => fromUsb(device([]), options as never), /endpoint|transferBytes|onStall/);
  });
});

suite('fromHid', (test) => {
  class Device extends EventTarget {
    opened = true;
    listeners = 0;

    override addEventListener(type: string, listener: EventListener): void {
      this.listeners++;
      super.addEventListener(type, listener);
    }

    override removeEventListener(type: string, listener: EventListener): void {
      this.listeners--;
      super.removeEventListener(type, listener);
    }

    report(reportId: number, ...bytes: number[]): void {
      const data = new DataView(Uint8Array.from([7, ...bytes, 7]).buffer, 1, bytes.length);
      this.dispatchEvent(Object.assign(new Event('inputreport'), { reportId, data }));
    }
  }

  const piecesOf = async (source: AsyncIterableIterator<Uint8Array>, count: number): Promise<number[][]> => {
    const pieces: number[][] = [];
    while (pieces.length < count) pieces.push([...((await source.next()).value as Uint8Array)]);
    await source.return?.();
    return pieces;
  };

  test('reports without a number are bytes; others have it in front, or are chosen by it', async () => {
    const device = new Device();
    const [all, fives, zeros] = [fromHid(device), fromHid(device, { reportId: 5 }), fromHid(device, { reportId: 0 })];
    device.report(0, 1, 2);
    device.report(5, 3);
    device.report(0, 4);
    device.report(5, 6);
    assert.equal(await piecesOf(all, 4), [[1, 2], [5, 3], [4], [5, 6]]);
    assert.equal(await piecesOf(fives, 2), [[3], [6]]);
    assert.equal(await piecesOf(zeros, 2), [[1, 2], [4]]);
    assert.is(device.listeners, 0);
  });

  test('more than may wait ends it; what is no open device, and wrong options', async () => {
    const device = new Device();
    const source = fromHid(device, { maxQueuedBytes: 2 });
    device.report(0, 1, 2);
    device.report(0, 3);
    assert.equal([...((await source.next()).value as Uint8Array)], [1, 2]);
    assert.is((await errorOf(source.next())).code, 'ERR_LIMIT_MEMORY');
    assert.is(device.listeners, 0);
    assert.throws(() => fromHid({} as never), /fromHid takes a HIDDevice/);
    device.opened = false;
    assert.throws(() => fromHid(device), /not open/);
    device.opened = true;
    assert.throws(() => fromHid(device, { reportId: 256 }), /reportId/);
  });
});
