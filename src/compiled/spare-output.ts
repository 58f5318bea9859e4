import { Output } from '../writing/index.js';

/** What no write is using: a getter of a value that is being written may write another one. */
let spare: Output | undefined;

/** Room whose first bytes are zero. */
export function takeOutput(bytes: number): Output {
  const output = spare ?? new Output();
  spare = undefined;
  output.clear();
  output.reserve(bytes);
  return output;
}

/** What is written there stays until the next write. */
export function giveOutput(output: Output): Output {
  spare = output;
  return output;
}
