import { resolve } from 'node:path';

const DESCRIPTOR = /^\/(?:dev\/(?:fd\/\d+|stdin|stdout|stderr)|proc\/(?:self|thread-self|\d+)\/fd\/\d+)$/;
const STANDARD_INPUT = /^\/(?:dev\/(?:fd\/0|stdin)|proc\/self\/fd\/0)$/;
const STANDARD_OUTPUT = /^\/(?:dev\/(?:fd\/1|stdout)|proc\/self\/fd\/1)$/;

/** Whether a path names what a process has open. Behind it may lie a file, which belongs to whoever opened it, and may have written to it before. */
export function isDescriptor(path: string): boolean {
  return DESCRIPTOR.test(resolve(path));
}

export function isStandardInput(path: string): boolean {
  return path === '-' || STANDARD_INPUT.test(resolve(path));
}

export function isStandardOutput(path: string): boolean {
  return path === '-' || STANDARD_OUTPUT.test(resolve(path));
}
