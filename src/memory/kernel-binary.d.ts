/** A module of the kernel, inlined by the bundler: build/modules/NAME.wasm, a character for each byte. */
declare module 'castbuf:kernel/*' {
  const text: string;
  export default text;
}
