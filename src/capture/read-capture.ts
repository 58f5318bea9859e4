import { asBytes, assertCount } from '../bytes/index.js';
import { assertOptions, CastbufError, shownValue } from '../errors/index.js';
import { BlockType, type CaptureBlock, type CaptureGap } from './blocks.js';
import { BlockReader } from './read-blocks.js';
import { noCapture, PCAP_HEADER_BYTES, pcapForm, PcapReader } from './read-pcap.js';
import { isWhole, piecesOf, WaitingBytes, type CaptureSource } from './source-pieces.js';

/** Bytes of a block, where no option says another limit: 64 times what Wireshark keeps of a packet of a network. */
export const DEFAULT_BLOCK_BYTES = 16 * 1024 ** 2;

/** What is read of a source at its start: enough to tell whether it is a capture. */
const MAGIC_BYTES = 4;

/** Options of `readCapture`. */
export interface CaptureOptions {
  /** Ends the capture between two pieces; the generator then throws the signal's reason. */
  readonly signal?: AbortSignal;
  readonly limits?: {
    /** Bytes that a block may have (default 16 MiB). So many are kept at most while a block comes in pieces. */
    readonly blockBytes?: number;
  };
  /**
   * What to do with a block whose length is good and whose content is not: throw (`stop`), or go on after it (`skip`): then it is a gap. A wrong
   * length, or a section of another version, is thrown in both cases, as nobody knows where the next block begins, or what it says.
   */
  readonly onBadBlock?: 'stop' | 'skip';
}

/**
 * The blocks of a pcapng file, or of a classic pcap file, as they come. Both byte orders, and files of several sections. A block that the end of the
 * source cuts is a gap, the last thing that is given. What no block says stays as it is: `bytes` of all of them are the source's bytes.
 * @throws CastbufError with the offset of the block: ERR_MAGIC where the source is no capture, ERR_LENGTH_FIELD and ERR_DATA_OVERRUN where a length is
 *   wrong, ERR_OUT_OF_RANGE for an interface that is not there, ERR_LIMIT_MESSAGE_BYTES for a block above the limit; ERR_TYPE for a source that gives no bytes
 */
export async function* readCapture(
  source: CaptureSource,
  options: CaptureOptions = {},
): AsyncGenerator<CaptureBlock, void, undefined> {
  const reader = captureReader(options, isWhole(source) ? asBytes(source, 'the source') : new Uint8Array(0));
  const { signal } = options;
  if (isWhole(source)) yield* reader.blocks();
  else
    for await (const piece of piecesOf(source)) {
      signal?.throwIfAborted();
      reader.waiting.add(piece);
      yield* reader.blocks();
    }
  signal?.throwIfAborted();
  yield* reader.rest();
}

/** @throws CastbufError ERR_USAGE */
function captureReader(options: CaptureOptions, whole: Uint8Array): CaptureReader {
  assertOptions('readCapture', options, { signal: 'object', limits: 'object', onBadBlock: ['stop', 'skip'] });
  const { signal, limits, onBadBlock = 'stop' } = options;
  if (signal !== undefined && typeof signal.throwIfAborted !== 'function')
    throw new CastbufError('ERR_USAGE', `signal is an AbortSignal, not ${shownValue(signal)}`);
  assertOptions('limits of readCapture', limits, { blockBytes: 'number' });
  const blockBytes = limits?.blockBytes ?? DEFAULT_BLOCK_BYTES;
  assertCount('limits.blockBytes', blockBytes, 2 ** 32 - 1);
  return new CaptureReader(new WaitingBytes(whole), blockBytes, onBadBlock === 'skip');
}

/** How the blocks of one of the two formats are read. */
interface BlockFormat {
  /** Bytes of a block that say its length, as far as those that are there tell: more may be needed once they are. */
  headBytes(head: Uint8Array): number;
  lengthOf(head: Uint8Array, offset: number): number;
  /** @throws CastbufError where its lengths do not go together: nobody knows then where the next one begins */
  assertFrame(bytes: Uint8Array, offset: number): void;
  read(bytes: Uint8Array, offset: number): CaptureBlock;
}

/** Blocks of the bytes that have come. */
class CaptureReader {
  /** Undefined until the first bytes have told. */
  private format: BlockFormat | undefined;

  constructor(
    readonly waiting: WaitingBytes,
    private readonly blockBytes: number,
    private readonly isSkipping: boolean,
  ) {}

  /** The whole blocks that are there. */
  *blocks(): Generator<CaptureBlock, void, undefined> {
    if (this.format === undefined) yield* this.start();
    const { format } = this;
    if (format === undefined) return;
    for (;;) {
      const length = this.nextLength(format);
      if (length === undefined || length > this.waiting.length) return;
      yield this.block(format, length);
    }
  }

  /** What the end of the source cuts. */
  *rest(): Generator<CaptureGap, void, undefined> {
    const { length, offset } = this.waiting;
    if (length === 0) return;
    const whole = this.format && this.nextLength(this.format);
    const has = whole === undefined ? 'before it says its length' : `and it has ${whole}`;
    const hint = `the source ends ${length} bytes after the start of a block, ${has}`;
    const reason = new CastbufError('ERR_TRUNCATED_HEADER', hint, { offset, want: whole, have: length });
    yield gapOf(this.waiting.take(length), offset, reason);
  }

  /** Finds out what the source is. @throws CastbufError ERR_MAGIC where it is no capture */
  private *start(): Generator<CaptureBlock, void, undefined> {
    const { waiting } = this;
    if (waiting.length < MAGIC_BYTES) return;
    const head = waiting.peek(MAGIC_BYTES);
    const form = pcapForm(head);
    if (form === undefined) {
      if (!isSection(head)) throw noCapture(head);
      this.format = new BlockReader();
      return;
    }
    if (waiting.length < PCAP_HEADER_BYTES) return;
    const pcap = new PcapReader(form, waiting.take(PCAP_HEADER_BYTES));
    this.format = pcap;
    yield pcap.section;
    yield pcap.interface;
  }

  /** Of the block that comes next; undefined where too little of it is there. @throws CastbufError where it cannot be, or is above the limit */
  private nextLength(format: BlockFormat): number | undefined {
    const { waiting, blockBytes } = this;
    let head = waiting.peek(MAGIC_BYTES);
    if (head.length < MAGIC_BYTES) return undefined;
    const headBytes = format.headBytes(head);
    head = waiting.peek(headBytes);
    if (head.length < headBytes) return undefined;
    const length = format.lengthOf(head, waiting.offset);
    if (length <= blockBytes) return length;
    const hint = `a block has ${length} bytes, limits.blockBytes is ${blockBytes}`;
    throw new CastbufError('ERR_LIMIT_MESSAGE_BYTES', hint, { offset: waiting.offset, want: length, have: blockBytes });
  }

  private block(format: BlockFormat, length: number): CaptureBlock {
    const { offset } = this.waiting;
    const bytes = this.waiting.take(length);
    format.assertFrame(bytes, offset);
    try {
      return format.read(bytes, offset);
    } catch (error) {
      if (!this.isSkipping || !(error instanceof CastbufError) || isSection(bytes)) throw error;
      return gapOf(bytes, offset, error);
    }
  }
}

function isSection(head: Uint8Array): boolean {
  return new DataView(head.buffer, head.byteOffset).getUint32(0, true) === BlockType.SECTION;
}

function gapOf(bytes: Uint8Array, from: number, reason: CastbufError): CaptureGap {
  return { kind: 'gap', from, to: from + bytes.length, reason, bytes };
}
