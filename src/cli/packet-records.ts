import type { PacketBlock } from '../capture/index.js';
import type { Gap } from '../columns/index.js';
import { CastbufError, movedBy } from '../errors/index.js';
import { cutError, PacketChoice, timeText } from './capture-input.js';
import type { OpenCapture } from './data-input.js';
import { CommandError, ExitStatus } from './exit-status.js';
import type { KindBatch, PacketPlace, StreamQuery } from './record-kinds.js';

/** What a batch of one type and one of several have. */
interface PacketBatch {
  readonly error: CastbufError | undefined;
  at(byteOffset: number, error: CastbufError | undefined): PacketBatch;
}

type Show<Batch> = (batch: Batch, packet: PacketPlace | undefined) => KindBatch;

/**
 * The records of a capture, a packet at a time: each packet's bytes are whole records, the first of which begins at its start. With `skip` and
 * `resync` a record whose length is wrong costs the rest of its packet, and no other.
 * @throws CommandError (data) where the packets are not what the user has asked for
 */
export async function* packetRecords<Batch extends PacketBatch>(
  name: string,
  capture: OpenCapture,
  { onBadRecord }: StreamQuery,
  decode: (bytes: Uint8Array) => Batch,
  show: Show<Batch>,
): AsyncGenerator<KindBatch, void, undefined> {
  const isSkipping = onBadRecord !== undefined && onBadRecord !== 'stop';
  const choice = new PacketChoice(name, capture.request);
  const ends = (from: number, error: CastbufError | undefined, gaps: readonly Gap[]): KindBatch => {
    const empty = decode(new Uint8Array(0));
    return { ...plain(show(empty.at(from, error) as Batch, undefined)), gaps };
  };
  let isReached = false;
  try {
    for await (const block of capture.blocks) {
      if (block.kind === 'gap') {
        const reason = block.reason.code === 'ERR_TRUNCATED_HEADER' ? cutError(block.reason) : block.reason;
        yield isSkipping ? ends(block.from, undefined, [{ ...block, reason }]) : ends(block.from, reason, []);
        continue;
      }
      if (block.kind !== 'packet' || !choice.takes(block)) continue;
      const [bytes, at] = recordBytes(block, capture.request.packetSkip, capture.offset);
      if (bytes.length === 0) continue;
      isReached = true;
      const batch = shown(decode(bytes), at, block, show);
      yield isSkipping ? withoutEnd(batch, at + bytes.length) : batch;
      if (batch.error !== undefined && !isSkipping) return;
    }
  } catch (error) {
    // What is wrong with the capture itself is told as what is wrong with a record.
    if (!(error instanceof CastbufError)) throw error;
    return yield ends(error.offset ?? 0, error, []);
  }
  choice.assertSome();
  if (!isReached && capture.offset > 0)
    throw new CommandError(
      ExitStatus.DATA,
      `${name} has no packet that is wanted at --offset ${capture.offset}, or after it`,
    );
}

/** The bytes of a packet that are records, and where they lie in the file. */
function recordBytes({ data, dataOffset }: PacketBlock, skip: number, offset: number): readonly [Uint8Array, number] {
  const from = Math.min(data.length, Math.max(skip, offset - dataOffset));
  return [data.subarray(from), dataOffset + from];
}

function shown<Batch extends PacketBatch>(batch: Batch, at: number, packet: PacketBlock, show: Show<Batch>): KindBatch {
  const moved = batch.at(at, batch.error && movedBy(batch.error, at)) as Batch;
  const { timestamp, interface: from } = packet;
  const time = timestamp === undefined ? undefined : timeText(timestamp);
  return show(moved, { timestamp, time, id: from.id });
}

/** The error that ended a packet's records is one gap more. */
function withoutEnd(batch: KindBatch, to: number): KindBatch {
  const { error, gaps } = batch;
  if (error === undefined) return batch;
  return { ...plain(batch), error: undefined, gaps: [...gaps, { from: error.offset ?? 0, to, reason: error }] };
}

/** A batch of several types has getters, which a spread does not take. */
function plain(batch: KindBatch): KindBatch {
  const { file, packet, rowCount, recordCount, consumedBytes, error, gaps, batches, kindAt, placeAt } = batch;
  return { file, packet, rowCount, recordCount, consumedBytes, error, gaps, batches, kindAt, placeAt };
}
