import { quoted, type ModuleText } from './module-text.js';

/** The first of the printable characters that stand for bytes; src/memory/inlined.ts takes it off again. */
const FIRST_CHARACTER = 0x28;
const LAST_ASCII_CHARACTER = 0x7e;
const CHARACTERS_NOT_USED = ['\\', '`', '<'];

/**
 * A string literal with a character for each byte, as scripts/bundle.mjs makes it of the kernel: for a quarter less after gzip than base64. The common bytes are
 * the small ones and become ASCII; the others become letters that are 256 higher.
 */
export function wasmText(wasm: Uint8Array): string {
  const characters = Array.from(wasm, (byte) => {
    const code = byte + FIRST_CHARACTER;
    const isPlain = code <= LAST_ASCII_CHARACTER && !CHARACTERS_NOT_USED.includes(String.fromCharCode(code));
    return String.fromCharCode(isPlain ? code : code + 256);
  });
  return quoted(characters.join(''));
}

/**
 * Declares the kernel of a module, and the function `useKernel<Name>` that takes it from a host which compiles modules itself. Gives the name of its constant.
 * @param wasm a string literal; empty where the kernel is a file beside the module
 */
export function kernelConstant(module: ModuleText, name: string, wasm: string): string {
  const useName = module.name(`useKernel${name}`);
  const made = `/* @__PURE__ */ new ${module.use('CompiledKernel')}(${wasm}, ${quoted(useName)})`;
  const kernel = module.constant('kernel', made);
  module.add(`/** For hosts that compile modules themselves: the kernel, before the first batch. */
export function ${useName}(module) {
  ${kernel}.use(module);
}`);
  return kernel;
}
