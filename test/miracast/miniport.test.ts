import * as assert from 'uvu/assert';
import type { ChunkInfoInput } from '../../src/miracast/display-interface.js';
import type { NTSTATUS } from '../../src/miracast/interface.js';
import { DisplayMiniport } from '../../src/miracast/miniport.js';
import { ntStatusValue } from '../../src/ntstatus-names/index.js';
import { NtStatus, NtStatusError } from '../../src/ntstatus/index.js';
import { suite } from '../harness/index.js';
import { HostFixture } from './host-fixture.js';

const RESOURCE_IN_USE = ntStatusValue('STATUS_RESOURCE_IN_USE');

function chunk(FrameNumber: number): ChunkInfoInput {
  return { ChunkType: 2, ChunkId: { FrameNumber, PartNumber: 0 }, ProcessingTime: 1042, EncodeRate: 15_000 };
}

/** What GetNextChunkData gives the driver without waiting: its status, and the packets. */
function nextChunks({ driver }: HostFixture): { status: NTSTATUS; bytes: Uint8Array } {
  const size = new Uint32Array([4096]);
  const buffer = new Uint8Array(4096);
  const { callbacks, handle } = driver.context;
  const status = callbacks.GetNextChunkData(handle, 0, [], size, buffer, new Uint32Array(1));
  return { status, bytes: buffer.slice(0, size[0]) };
}

suite('the sender: DisplayMiniport', (test) => {
  test('its context is created before the driver’s, and destroyed after it', async () => {
    const miniport = new DisplayMiniport({
      DxgkDdiMiracastCreateContext({ MiracastHandle }) {
        fixture.calls.push(`miniport create ${MiracastHandle}`);
        return NtStatus.SUCCESS;
      },
      DxgkDdiMiracastDestroyContext: () => void fixture.calls.push('miniport destroy'),
    });
    const fixture: HostFixture = new HostFixture({}, {}, miniport);
    fixture.host.loadDriver(fixture.driver);
    await fixture.host.createDevice(miniport);
    assert.is(miniport.MiracastHandle, 1);
    await fixture.host.close();
    assert.is(miniport.MiracastHandle, undefined);
    assert.equal(fixture.calls.slice(1), [
      'miniport create 1',
      'create 1',
      'create 1 done',
      'destroy 1',
      'destroy 1 done',
      'miniport destroy',
    ]);
  });

  test('a miniport that refuses its context: no device, the driver is not asked, and nothing is destroyed', async () => {
    const refusals: [() => NTSTATUS, NTSTATUS, string[]][] = [
      [() => NtStatus.INSUFFICIENT_RESOURCES, NtStatus.INSUFFICIENT_RESOURCES, []],
      [() => thrown(new Error('bad')), NtStatus.UNSUCCESSFUL, ['miniport-failure']],
      [() => thrown(new NtStatusError(NtStatus.NO_MEMORY)), NtStatus.NO_MEMORY, []],
    ];
    for (const [refuse, status, kinds] of refusals) {
      const sent: NTSTATUS[] = [];
      const miniport = new DisplayMiniport({
        DxgkDdiMiracastCreateContext({ MiracastHandle }) {
          const callback = (_: undefined, { Status }: { Status: NTSTATUS }): void => void sent.push(Status);
          miniport.DxgkCbMiracastSendMessage(MiracastHandle, new Uint8Array(0), new Uint8Array(0), callback);
          return refuse();
        },
        DxgkDdiMiracastDestroyContext: () => assert.unreachable(),
      });
      const fixture = new HostFixture({}, {}, miniport);
      fixture.host.loadDriver(fixture.driver);
      assert.equal(await fixture.host.createDevice(miniport), { status, device: undefined });
      assert.equal(fixture.calls, ['query 1 48']);
      assert.equal(fixture.kinds, kinds);
      assert.is(miniport.MiracastHandle, undefined);
      assert.equal(sent, [NtStatus.CANCELLED], 'what it sent is cancelled');
    }
  });

  test('it serves one device at a time', async () => {
    const fixture = new HostFixture();
    const device = await fixture.device();
    const other = await fixture.host.createDevice(fixture.miniport);
    assert.equal([other.status, other.device], [RESOURCE_IN_USE, undefined]);
    assert.is(fixture.miniport.MiracastHandle, device.handle, 'the first one keeps it');
    await device.destroy();
    assert.is((await fixture.host.createDevice(fixture.miniport)).status, NtStatus.SUCCESS);
  });

  test('capabilities that are out of range are refused and reported', async () => {
    for (const MaxChunkPrivateDriverDataSize of [-1, 0.5, Number.NaN]) {
      const fixture = new HostFixture();
      const { miniport } = fixture;
      miniport.DxgkDdiMiracastQueryCaps = () => ({ MaxChunkPrivateDriverDataSize, HdcpSupport: false });
      fixture.host.loadDriver(fixture.driver);
      const { status } = await fixture.host.createDevice(miniport);
      assert.is(status, NtStatus.INVALID_PARAMETER);
      assert.equal(fixture.kinds, ['miniport-failure']);
    }
  });

  test('MiracastIoControl of the driver reaches DxgkDdiMiracastIoControl, and its answer comes back', async () => {
    const seen: unknown[] = [];
    const miniport = new DisplayMiniport({
      DxgkDdiMiracastIoControl(pInputBuffer, pOutputBuffer, BytesReturned, HardwareAccess) {
        seen.push(pInputBuffer[0], HardwareAccess);
        pOutputBuffer[0] = 0xee;
        BytesReturned[0] = 1;
        return NtStatus.RECEIVE_PARTIAL;
      },
    });
    const fixture = new HostFixture({}, {}, miniport);
    await fixture.device();
    const output = new Uint8Array(4);
    const bytesReturned = new Uint32Array(1);
    const { callbacks } = fixture.driver.context;
    const status = callbacks.MiracastIoControl(1, true, Uint8Array.of(7), output, bytesReturned);
    assert.is(status, NtStatus.RECEIVE_PARTIAL);
    assert.equal([seen, output[0], bytesReturned[0]], [[7, true], 0xee, 1]);
  });

  test('a request that the miniport answers later is answered to the promise form', async () => {
    const miniport = new DisplayMiniport({
      ioControlAnswersLater: true,
      DxgkDdiMiracastIoControl: async () => NtStatus.SUCCESS,
    });
    const fixture = new HostFixture({}, {}, miniport);
    await fixture.device();
    const { callbacks } = fixture.driver.context;
    const bytes = new Uint8Array(0);
    assert.is(callbacks.MiracastIoControl(1, false, bytes, bytes), NtStatus.CANT_WAIT);
    assert.is(await callbacks.MiracastIoControlAsync(1, false, bytes, bytes), NtStatus.SUCCESS);
  });

  test('a miniport without I/O control does not support it; one that throws harms nobody', async () => {
    const bytes = new Uint8Array(0);
    const fixture = new HostFixture();
    await fixture.device();
    const ask = ({ driver }: HostFixture): NTSTATUS =>
      driver.context.callbacks.MiracastIoControl(1, false, bytes, bytes);
    assert.is(ask(fixture), NtStatus.NOT_SUPPORTED);
    const miniport = new DisplayMiniport({ DxgkDdiMiracastIoControl: () => thrown(new Error('bad')) });
    const failing = new HostFixture({}, {}, miniport);
    await failing.device();
    assert.is(ask(failing), NtStatus.UNSUCCESSFUL);
    assert.equal(failing.kinds, ['callback-failure']);
  });

  test('the chunk-complete interrupt queues a packet with its private data', async () => {
    const fixture = new HostFixture();
    await fixture.startedDevice();
    const { miniport } = fixture;
    assert.is(miniport.notifyChunkProcessingComplete(1, chunk(101), Uint8Array.of(0xaa, 0xbb)), NtStatus.SUCCESS);
    const { status, bytes } = nextChunks(fixture);
    assert.is(status, NtStatus.SUCCESS);
    assert.is(bytes.length, 30);
    const view = new DataView(bytes.buffer);
    assert.equal([view.getUint32(0, true), view.getUint32(8, true), view.getUint32(24, true)], [2, 101, 2]);
    assert.equal([...bytes.subarray(28)], [0xaa, 0xbb]);
  });

  test('private data may have MaxChunkPrivateDriverDataSize bytes and no more', async () => {
    const fixture = new HostFixture();
    await fixture.startedDevice();
    const { miniport } = fixture;
    assert.is(miniport.notifyChunkProcessingComplete(1, chunk(1), new Uint8Array(16)), NtStatus.SUCCESS);
    assert.is(miniport.notifyChunkProcessingComplete(1, chunk(1), new Uint8Array(17)), NtStatus.INVALID_PARAMETER);
    assert.is(nextChunks(fixture).bytes.length, 44);
  });

  test('a queue that is full is STATUS_NO_MEMORY, and the driver learns of the loss', async () => {
    const fixture = new HostFixture({}, { chunkCapacity: 2 });
    await fixture.startedDevice();
    const statuses = [1, 2, 3].map((frame) => fixture.miniport.notifyChunkProcessingComplete(1, chunk(frame)));
    assert.equal(statuses, [NtStatus.SUCCESS, NtStatus.SUCCESS, NtStatus.NO_MEMORY]);
    assert.is(nextChunks(fixture).status, NtStatus.CONNECTION_RESET);
  });

  test('without a session no packet is queued, and none of an earlier session is left', async () => {
    const fixture = new HostFixture();
    const device = await fixture.device();
    const { miniport } = fixture;
    assert.is(miniport.notifyChunkProcessingComplete(1, chunk(1)), NtStatus.INVALID_DEVICE_STATE);
    await fixture.start(device);
    assert.is(miniport.notifyChunkProcessingComplete(1, chunk(2)), NtStatus.SUCCESS);
    await device.stop();
    assert.is(miniport.notifyChunkProcessingComplete(1, chunk(3)), NtStatus.INVALID_DEVICE_STATE);
    assert.is(nextChunks(fixture).status, NtStatus.INSTANCE_NOT_AVAILABLE);
    await fixture.start(device);
    assert.is(nextChunks(fixture).status, NtStatus.TIMEOUT);
  });

  test('DxgkCbReportChunkInfo is only logged: no packet is queued', async () => {
    const seen: unknown[][] = [];
    const fixture = new HostFixture({}, { onChunkInfo: (...all) => void seen.push(all) });
    await fixture.startedDevice();
    assert.is(fixture.miniport.DxgkCbReportChunkInfo(1, chunk(101)), NtStatus.SUCCESS);
    assert.is(nextChunks(fixture).status, NtStatus.TIMEOUT);
    const [handle, info, bytes] = seen[0] as [number, { ChunkId: { FrameNumber: number } }, Uint8Array];
    assert.equal([seen.length, handle, info.ChunkId.FrameNumber, bytes.length], [1, 1, 101, 24]);
  });

  test('a chunk info that is none, and reserved private data, are refused', async () => {
    let callbacks: Parameters<DisplayMiniport['DxgkDdiMiracastCreateContext']>[0] | undefined;
    const miniport = new DisplayMiniport({
      DxgkDdiMiracastCreateContext(given) {
        callbacks = given;
        return NtStatus.SUCCESS;
      },
    });
    const seen: unknown[] = [];
    const fixture = new HostFixture({}, { onChunkInfo: (...all) => void seen.push(all) }, miniport);
    await fixture.startedDevice();
    const none = { ChunkType: 'encoded' } as unknown as ChunkInfoInput;
    assert.is(miniport.DxgkCbReportChunkInfo(1, none), NtStatus.INVALID_PARAMETER);
    assert.is(miniport.notifyChunkProcessingComplete(1, none), NtStatus.INVALID_PARAMETER);
    const reserved = new Uint8Array(1) as unknown as null;
    assert.is(callbacks?.DxgkCbReportChunkInfo(1, chunk(1), reserved), NtStatus.INVALID_PARAMETER);
    assert.is(callbacks?.DxgkCbReportChunkInfo(1, chunk(1), null), NtStatus.SUCCESS);
    assert.is(seen.length, 1);
  });

  test('a wrong handle is refused everywhere; so is every handle when the device is gone', async () => {
    const fixture = new HostFixture();
    const { miniport } = fixture;
    const statuses = (handle: number | undefined): NTSTATUS[] => [
      miniport.DxgkCbReportChunkInfo(handle, chunk(1)),
      miniport.notifyChunkProcessingComplete(handle, chunk(1)),
      miniport.DxgkCbMiracastSendMessage(handle, new Uint8Array(0), new Uint8Array(0)),
    ];
    const refused = Array.from({ length: 3 }, () => NtStatus.INVALID_HANDLE);
    assert.equal(statuses(undefined), refused, 'before there is a device');
    await fixture.startedDevice();
    assert.equal(statuses(2), refused);
    assert.equal(statuses(1), [NtStatus.SUCCESS, NtStatus.SUCCESS, NtStatus.PENDING]);
    await fixture.host.close();
    assert.equal(statuses(1), refused);
  });

  test('callbacks that a miniport kept are refused when the device is gone', async () => {
    let callbacks: Parameters<DisplayMiniport['DxgkDdiMiracastCreateContext']>[0] | undefined;
    const miniport = new DisplayMiniport({
      DxgkDdiMiracastCreateContext(given) {
        callbacks = given;
        return NtStatus.SUCCESS;
      },
    });
    const fixture = new HostFixture({}, {}, miniport);
    await fixture.startedDevice();
    assert.is(callbacks?.DxgkCbReportChunkInfo(2, chunk(1)), NtStatus.INVALID_HANDLE);
    assert.is(callbacks?.notifyChunkProcessingComplete(2, chunk(1)), NtStatus.INVALID_HANDLE);
    assert.is(callbacks?.DxgkCbReportChunkInfo(1, chunk(1)), NtStatus.SUCCESS);
    await fixture.host.close();
    const bytes = new Uint8Array(0);
    assert.is(callbacks?.DxgkCbReportChunkInfo(1, chunk(1)), NtStatus.INVALID_HANDLE);
    assert.is(callbacks?.notifyChunkProcessingComplete(1, chunk(1)), NtStatus.INVALID_HANDLE);
    assert.is(callbacks?.DxgkCbMiracastSendMessage(1, bytes, bytes), NtStatus.INVALID_HANDLE);
  });

  test('a DestroyContext that throws is reported, and the miniport is free', async () => {
    const error = new Error('bad');
    const miniport = new DisplayMiniport({ DxgkDdiMiracastDestroyContext: () => thrown(error) });
    const fixture = new HostFixture({}, {}, miniport);
    const device = await fixture.device();
    assert.is(await device.destroy(), NtStatus.SUCCESS);
    assert.equal(fixture.events, [
      { kind: 'miniport-failure', device: 1, function: 'DxgkDdiMiracastDestroyContext', error },
    ]);
    assert.is(miniport.MiracastHandle, undefined);
  });
});

function thrown(error: unknown): never {
  throw error;
}
