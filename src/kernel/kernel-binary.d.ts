/** The release kernel, inlined by the bundler: build/kernel.wasm in base64. */
declare module 'castbuf:kernel' {
  const base64: string;
  export default base64;
}
