import { Arena, type CoreExports, type Region } from '../../src/memory/index.js';

/** More than the widest store that a loop may do too often. */
const FENCE_BYTES = 256;
const FENCE = 0xc5;

/** An arena whose regions have fences between and after them: what the kernel writes outside a region is found. */
export class FencedArena extends Arena {
  constructor(kernel: CoreExports) {
    super(kernel, FENCE_BYTES);
    this.raise();
  }

  override ensure(region: Region, bytes: number): void {
    if (bytes <= this.bytes(region)) return;
    this.assertWhole();
    super.ensure(region, bytes);
    this.raise();
  }

  /** @throws Error for a fence that was written to */
  assertWhole(): void {
    for (const [region, ptr, fence] of this.fences()) {
      const hole = fence.findIndex((byte) => byte !== FENCE);
      if (hole >= 0) {
        throw new Error(`${hole} bytes behind the region '${region}', at ${ptr + hole}, something was written`);
      }
    }
  }

  private raise(): void {
    for (const [, , fence] of this.fences()) fence.fill(FENCE);
  }

  private fences(): [region: string, ptr: number, fence: Uint8Array][] {
    return Object.entries(this.regions).map(([region, { ptr, bytes }]) => {
      const end = ptr + bytes;
      return [region, end, this.u8.subarray(end, end + FENCE_BYTES)];
    });
  }
}
