import * as K from '../../assembly/columns/layout.js';
import type { Engine } from '../../src/message/index.js';
import type { KernelEngine } from '../../src/message/kernel.js';
import type { Arena, Region } from '../../src/memory/index.js';

/** What memory is filled with, by address. */
export type Pattern = (address: number) => number;

/** Every bool is true, every float is NaN, every integer is -1. */
export const ONES: Pattern = () => 0xff;
/** Every byte differs from those around it, and none is 0. */
export const STEPS: Pattern = (address) => ((address * 37) % 255) + 1;

/** Regions of single messages: no call finds there what another one left. */
const MESSAGE_REGIONS: readonly Region[] = ['message', 'ranges', 'output'];
/** Those of batches, which stay until the next call that takes them. */
const BATCH_REGIONS: readonly Region[] = ['input', 'columns', 'stream'];

/**
 * Fills all linear memory that no call may read before it has written there: with `alsoBatches` that of batches, too, which ends those that lie there.
 * The reference engine has no memory between calls.
 */
export function dirtyMemory(engine: Engine, pattern: Pattern, alsoBatches: boolean): void {
  if (!('arena' in engine)) return;
  const { arena } = engine as KernelEngine;
  if (alsoBatches) arena.epoch++;
  fill(arena, pattern, K.LANES_PTR, K.PROGRAM_PTR);
  const program = arena.regions.program;
  const end = program.ptr + program.bytes;
  fill(arena, pattern, arena.program === undefined ? program.ptr : program.ptr + arena.program.byteLength, end);
  for (const region of [...MESSAGE_REGIONS, ...(alsoBatches ? BATCH_REGIONS : [])]) {
    const { ptr, bytes } = arena.regions[region];
    fill(arena, pattern, ptr, ptr + bytes);
  }
}

function fill({ u8 }: Arena, pattern: Pattern, from: number, to: number): void {
  let tile = TILES.get(pattern);
  if (tile === undefined) TILES.set(pattern, (tile = Uint8Array.from({ length: TILE_BYTES }, (_, at) => pattern(at))));
  for (let at = from; at < to;) {
    const inTile = at % TILE_BYTES;
    const bytes = Math.min(TILE_BYTES - inTile, to - at);
    u8.set(tile.subarray(inTile, inTile + bytes), at);
    at += bytes;
  }
}

/** A multiple of 8 and of 255, so that patterns go on across its end. */
const TILE_BYTES = 8 * 255 * 32;
const TILES = new Map<Pattern, Uint8Array>();
