import { CastbufError } from '../errors/index.js';
import type { Arena } from '../memory/index.js';

/** The memory that `inputOf` gave: what is put there is decoded where it lies, once. */
export class IssuedInput {
  private issued: { readonly view: Uint8Array; readonly epoch: number } | undefined;

  constructor(private readonly arena: Arena) {}

  /** Linear memory for `bytes` bytes. `makeRoom` grows whatever else the batch needs: later that would end the view. */
  issue(bytes: number, makeRoom: () => void): Uint8Array {
    const { arena, issued } = this;
    if (bytes > arena.regions.input.bytes) arena.ensure('input', bytes);
    makeRoom();
    arena.epoch++;
    const { ptr } = arena.regions.input;
    // A view takes longer to make than a small batch to decode: while memory stays, the last one is as good as a new one.
    const isSame = issued?.view.length === bytes && issued.view.byteOffset === ptr;
    const view = isSame ? issued.view : arena.u8.subarray(ptr, ptr + bytes);
    this.issued = { view, epoch: arena.epoch };
    return view;
  }

  /** Whether the bytes are the start of what was given; @throws CastbufError ERR_STALE_BATCH where that was used. */
  holds(bytes: Uint8Array): boolean {
    const { issued, arena } = this;
    if (issued === undefined) return false;
    const isIssued = issued.view === bytes;
    const isPart = (): boolean => bytes.byteOffset === arena.regions.input.ptr && bytes.buffer === arena.buffer;
    if (!isIssued && !isPart()) return false;
    if (issued.epoch === arena.epoch && bytes.length <= issued.view.length) return true;
    throw new CastbufError('ERR_STALE_BATCH', 'this input view was used already; ask inputOf for a new one');
  }
}
