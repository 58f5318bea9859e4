/** The release kernel, inlined by the bundler: build/kernel.wasm, a character for each byte. */
declare module 'castbuf:kernel' {
  const text: string;
  export default text;
}
