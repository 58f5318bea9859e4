/*
 * The whole kernel as one module without imports, for hosts that load it themselves. What users bundle are its modules one by one: each has the
 * index.ts of its folder as its door.
 */
export { abiVersion, readMessage, sumBytes } from './core/index';
export { columnsAbiVersion, readBatch } from './columns/index';
export { evenOffsets, frameBytes, lengthsOf, sameLengths } from './columns/frame';
export * from './columns/arm-kernels';
export * from './columns/window-kernels';
export * from './columns/window-picks';
export * from './rows-out/index';
export * from './query/index';
export * from './record-sets/index';
export * from './packing/index';
export * from './messages/index';
