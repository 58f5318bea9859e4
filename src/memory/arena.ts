import { PROGRAM_PTR } from '../../assembly/core/layout.js';
import { CastbufError } from '../errors/index.js';
import type { CoreExports, KernelMemory } from './exports.js';
import { KernelModules, type KernelModule } from './modules.js';
import { PAGE_BYTES } from './pages.js';

/*
 * The regions of linear memory, in the order in which they lie after the control block: the picture, and what each is for, is in ARCHITECTURE.md,
 * "The memory map". A borrowed batch lives in `input` and `columns`, so that calls for single records, and writing its columns to `stream`, leave
 * it alone.
 */
const REGIONS = ['program', 'input', 'columns', 'message', 'ranges', 'output', 'stream'] as const;
export type Region = (typeof REGIONS)[number];

const KIB = 1024;
const PIECE_KIB = 256;
/** Pieces of the input are this long: a second-level cache holds a piece and its columns. */
export const PIECE_BYTES = PIECE_KIB * KIB;
const FIRST_KIB: Record<Region, number> = {
  program: 64,
  input: PIECE_KIB,
  columns: 768,
  message: 64,
  ranges: 64,
  output: 64,
  stream: 0, // few ask for it
};
/** The kernel's largest count of bytes that there are, in memory or not. */
export const MAX_DATA = 0x7fffffff;
const MAX_MEMORY_BYTES = 0x7fff0000;

export interface Extent {
  ptr: number;
  bytes: number;
}

/**
 * Owns every view of linear memory. Memory grows in `ensure` only, before the work; a growth detaches all views and so
 * starts a new epoch.
 */
export class Arena {
  /** Where each region lies. The hot paths name it here: a property that is looked up by a variable takes longer. */
  readonly regions: Readonly<Record<Region, Extent>>;
  private readonly views = {
    u8: new Uint8Array(0),
    i32: new Int32Array(0),
    f64: new Float64Array(0),
  };
  private readonly modules: KernelModules;
  /** What the program region holds. */
  program: Int32Array | undefined;
  /** Where all columns of that program lie, once it knows. */
  space: object | undefined;
  /** Changes when memory that a batch or an input view lies in is used again. */
  epoch = 0;

  /** @param gapBytes a multiple of 8, after each region: tests watch who writes there */
  constructor(
    readonly kernel: CoreExports,
    private readonly gapBytes = 0,
  ) {
    this.modules = new KernelModules(kernel);
    const none = (): Extent => ({ ptr: 0, bytes: 0 });
    const batch = { input: none(), columns: none(), stream: none() };
    this.regions = { program: none(), ...batch, message: none(), ranges: none(), output: none() };
    this.arrange(REGIONS.map((region) => FIRST_KIB[region] * KIB));
  }

  /** A module over this memory. @throws CastbufError ERR_KERNEL where the host forbids compiling */
  use<E extends object>(module: KernelModule<E>): E {
    return this.modules.use(module);
  }

  get u8(): Uint8Array {
    return this.views.u8;
  }
  get i32(): Int32Array {
    return this.views.i32;
  }
  get f64(): Float64Array {
    return this.views.f64;
  }
  get buffer(): ArrayBuffer {
    return this.views.u8.buffer as ArrayBuffer;
  }

  ptr(region: Region): number {
    return this.regions[region].ptr;
  }
  bytes(region: Region): number {
    return this.regions[region].bytes;
  }

  /**
   * Makes a region at least `bytes` long. The regions before it keep their content; it and those after it do not: they move by a page at
   * least, so that memory grows and no view shows another region.
   * @throws CastbufError ERR_KERNEL where the host has no more memory
   */
  ensure(region: Region, bytes: number): void {
    if (bytes <= this.regions[region].bytes) return;
    // Sizes first, and memory for them: where there is none, everything stays as it was.
    const sizes = REGIONS.map((one) => this.regions[one].bytes);
    sizes[REGIONS.indexOf(region)] = Math.max(this.regions[region].bytes * 2, bytes + (-bytes & 7));
    this.arrange(sizes);
    if (region === 'program') this.program = undefined;
  }

  private arrange(sizes: readonly number[]): void {
    const { memory } = this.kernel;
    const end = sizes.reduce((sum, bytes) => sum + bytes + this.gapBytes, PROGRAM_PTR);
    growTo(memory, end);
    let at = PROGRAM_PTR;
    REGIONS.forEach((region, index) => {
      const bytes = sizes[index] as number;
      Object.assign(this.regions[region], { ptr: at, bytes });
      at += bytes + this.gapBytes;
    });
    this.epoch++;
    this.space = undefined;
    this.views.u8 = new Uint8Array(memory.buffer);
    this.views.i32 = new Int32Array(memory.buffer);
    this.views.f64 = new Float64Array(memory.buffer);
  }
}

/** Makes linear memory at least `want` bytes long. @throws CastbufError ERR_KERNEL where the host has no more */
export function growTo(memory: KernelMemory, want: number): void {
  const have = memory.buffer.byteLength;
  if (want <= have) return;
  try {
    if (want > MAX_MEMORY_BYTES) throw new RangeError('beyond 2 GiB');
    memory.grow(Math.ceil((want - have) / PAGE_BYTES));
  } catch (error) {
    const hint = `linear memory cannot grow (${String(error)}); decode in smaller pieces or lower limits.messageBytes`;
    throw new CastbufError('ERR_KERNEL', hint, { want, have });
  }
}
