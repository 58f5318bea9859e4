import {
  CAPTURE_HEAD_BYTES,
  captureForm,
  mayBeCapture,
  readCapture,
  schemaTextOf,
  type CaptureBlock,
  type PacketBlock,
} from '../capture/index.js';
import { CastbufError } from '../errors/index.js';
import { CommandError, ExitStatus } from './exit-status.js';

/** What the user says of the packets of a capture. */
export interface CaptureRequest {
  /** The number of an interface, or its name; undefined for all. */
  readonly interface: string | undefined;
  readonly linkType: number | undefined;
  /** Bytes of each packet before its records. */
  readonly packetSkip: number;
}

/** A capture from its first block on. */
export interface CaptureInput {
  /** The schema that it carries before its first packet. */
  readonly schema: string | undefined;
  readonly blocks: AsyncIterable<CaptureBlock>;
}

type Blocks = AsyncGenerator<CaptureBlock, void, undefined>;

/** Bytes that tell most files from a capture. */
export const MAGIC_BYTES = 4;

/** Whether a file's first bytes may be those of a capture. */
export function beginsAsCapture(head: Uint8Array): boolean {
  return head.length >= MAGIC_BYTES && mayBeCapture(head);
}

/** Whether an input begins as a capture does: of its first 12 bytes. */
export function isCapture(head: Uint8Array): boolean {
  return captureForm(head) !== undefined;
}
export { CAPTURE_HEAD_BYTES };

/** Reads to the first packet. What is wrong before it comes out of the blocks, when it is its turn. */
export async function openCapture(pieces: AsyncIterable<Uint8Array>, isSkipping: boolean): Promise<CaptureInput> {
  const blocks = readCapture(pieces, { onBadBlock: isSkipping ? 'skip' : 'stop' });
  const first: CaptureBlock[] = [];
  let schema: string | undefined;
  let failure: unknown;
  try {
    for (let next = await blocks.next(); next.done !== true; next = await blocks.next()) {
      first.push(next.value);
      schema ??= schemaTextOf(next.value);
      if (next.value.kind === 'packet') break;
    }
  } catch (error) {
    failure = error;
  }
  return { schema, blocks: allBlocks(first, failure, blocks) };
}

async function* allBlocks(first: readonly CaptureBlock[], failure: unknown, rest: Blocks): Blocks {
  yield* first;
  if (failure !== undefined) throw failure;
  yield* rest;
}

/** Packets whose records are wanted, and what is no packet: gaps. */
export class PacketChoice {
  private linkType: number | undefined;
  private count = 0;

  constructor(
    private readonly name: string,
    private readonly request: CaptureRequest,
  ) {}

  /** @throws CommandError (data) where packets of two link types would be taken for the same records */
  takes({ interface: from }: PacketBlock): boolean {
    const { interface: wanted, linkType } = this.request;
    if (linkType !== undefined && from.linkType !== linkType) return false;
    if (wanted !== undefined && wanted !== from.name && wanted !== String(from.id)) return false;
    this.count++;
    this.linkType ??= from.linkType;
    if (this.linkType === from.linkType) return true;
    const what = `${this.name} has packets of link types ${this.linkType} and ${from.linkType}`;
    throw new CommandError(
      ExitStatus.DATA,
      `${what}; --link-type ${this.linkType} takes those of one, --interface those of one interface`,
    );
  }

  /** For the end of the capture. @throws CommandError (data) where the user has named what it has not */
  assertSome(): void {
    const { interface: wanted, linkType } = this.request;
    if (this.count > 0 || (wanted === undefined && linkType === undefined)) return;
    const named = [
      ...(wanted === undefined ? [] : [`interface ${wanted}`]),
      ...(linkType === undefined ? [] : [`link type ${linkType}`]),
    ];
    throw new CommandError(
      ExitStatus.DATA,
      `${this.name} has no packets of ${named.join(' and ')}; capinfos shows which there are`,
    );
  }
}

/** Why a capture ends: as an error of its records, which says so itself. */
export function cutError({ hint, offset, want, have }: CastbufError): CastbufError {
  return new CastbufError('ERR_DATA_OVERRUN', hint, { offset, want, have });
}

/** 2026-12-01T03:00:00.123456789Z; nanoseconds since 1970 where no date is. */
export function timeText(nanoseconds: bigint): string {
  const fraction = ((nanoseconds % SECOND) + SECOND) % SECOND;
  const date = new Date(Number((nanoseconds - fraction) / MILLISECOND));
  if (Number.isNaN(date.getTime())) return String(nanoseconds);
  return date.toISOString().replace(/\.\d+Z$/, `.${String(fraction).padStart(9, '0')}Z`);
}
const SECOND = 1_000_000_000n;
const MILLISECOND = 1_000_000n;
