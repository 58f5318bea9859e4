import { CastbufError } from '../errors/index.js';
import { bytesOfText } from './inlined.js';
import type { CoreExports } from './exports.js';
import { compiled, compiledLater, kernelError, NO_KERNEL, started } from './instance.js';
import { PAGE_BYTES } from './pages.js';

/** One module of the kernel, as the build inlined it. */
export interface AnyModule {
  /** What other modules import it as: the name of its folder in assembly/. */
  readonly name: string;
  /** The export that says its version, and the version that this code speaks. */
  readonly version: string;
  readonly abi: number;
  readonly text: string;
  /** Modules beside the core that it calls. */
  readonly needs: readonly AnyModule[];
}

/** The same with what it exports. */
export interface KernelModule<E extends object> extends AnyModule {
  readonly version: keyof E & string;
}

/** What the core asks for: initialMemory of asconfig.json. */
const LEAST_PAGES = 21;
/** Room for batches of one type and of several, read and written. What nobody touches takes addresses, and no memory. */
const USUAL_BYTES = 64 * PAGE_BYTES;

/** Every kernel of the process has the same modules. */
const COMPILED = new WeakMap<AnyModule, WebAssembly.Module>();

/** The modules over one core's memory; each is started when it is first asked for. A kernel that is whole brings them all. */
export class KernelModules {
  private readonly known = new Map<string, object>();

  constructor(private readonly core: CoreExports) {}

  /** @throws CastbufError ERR_KERNEL where the host forbids compiling */
  use<E extends object>(module: KernelModule<E>): E {
    return this.exportsOf(module) as E;
  }

  private exportsOf(module: AnyModule): object {
    const known = this.known.get(module.name);
    if (known !== undefined) return known;
    const exports = module.version in this.core ? this.core : this.start(module);
    assertVersion(exports, module);
    this.known.set(module.name, exports);
    return exports;
  }

  private start(module: AnyModule): object {
    const { core } = this;
    const others = module.needs.map((needed) => [needed.name, this.exportsOf(needed)] as const);
    return started(compiledOnce(module), { env: { memory: core.memory }, core, ...Object.fromEntries(others) });
  }
}

/**
 * A core over a memory of its own, which is as large from the start as it will be, as far as anybody can know: to grow it makes JavaScript look at each
 * access, for good, whether the array still has its memory. @throws CastbufError ERR_KERNEL where the host forbids compiling, or has no memory
 */
export function startCore(core: KernelModule<CoreExports>, bytes = USUAL_BYTES, instead?: string): CoreExports {
  const exports = started(compiledOnce(core, instead), { env: { memory: memoryOf(bytes) } });
  assertVersion(exports, core);
  return exports as CoreExports;
}

function memoryOf(bytes: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: Math.max(LEAST_PAGES, Math.ceil(bytes / PAGE_BYTES)) });
  } catch (error) {
    throw kernelError(error, NO_KERNEL);
  }
}

/** Compiles modules without blocking; what uses them later only starts them. @throws CastbufError ERR_KERNEL where the host forbids compiling */
export async function compileModules(modules: readonly AnyModule[]): Promise<void> {
  const missing = modules.filter((module) => !COMPILED.has(module));
  const made = await Promise.all(missing.map(({ text }) => compiledLater(bytesOfText(text))));
  missing.forEach((module, index) => COMPILED.set(module, made[index] as WebAssembly.Module));
}

function compiledOnce(module: AnyModule, instead?: string): WebAssembly.Module {
  const known = COMPILED.get(module);
  if (known !== undefined) return known;
  const made = compiled(bytesOfText(module.text), instead);
  COMPILED.set(module, made);
  return made;
}

/** @throws CastbufError ERR_KERNEL for a module of another version */
function assertVersion(exports: object, { version, abi }: AnyModule): void {
  const say = (exports as Record<string, unknown>)[version];
  const have = typeof say === 'function' ? (say() as number) : 0;
  if (have === abi) return;
  const hint = 'this kernel belongs to another castbuf; install both from one version';
  throw new CastbufError('ERR_KERNEL', hint, { want: abi, have });
}
