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
  return kernelConstants(module, name, { kernel: wasm }).kernel;
}

/** The same for several kernels, of which a program has those that it uses. What is a file beside the module is one kernel. */
export function kernelConstants<What extends string>(
  module: ModuleText,
  name: string,
  wasm: Readonly<Record<What, string>>,
): Record<What, string> {
  const useName = module.name(`useKernel${name}`);
  const made = module.use('CompiledKernel');
  const constants = (Object.entries(wasm) as [What, string][]).map(([what, text]): [What, string] => {
    const constant = module.constant(what, `/* @__PURE__ */ new ${made}(${text}, ${quoted(useName)})`);
    return [what, constant];
  });
  const uses = [...new Set(constants.map(([, constant]) => `  ${constant}.use(module);\n`))];
  module.add(`/** For hosts that compile modules themselves: the kernel, before the first batch. */
export function ${useName}(module) {
${uses.join('')}}`);
  return Object.fromEntries(constants) as Record<What, string>;
}
