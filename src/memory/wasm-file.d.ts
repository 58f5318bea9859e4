/** A WebAssembly file as hosts that compile before they run hand it out: a `WebAssembly.Module`. */
declare module '*.wasm' {
  const module: object;
  export default module;
}
