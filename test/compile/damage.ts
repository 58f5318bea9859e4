import type { SeededChoices } from '../robustness/seeded-choices.js';

/** A message, cut, with bytes after it, and with bytes changed. */
export function* damagedMessages(message: Uint8Array, choices: SeededChoices, count: number): Generator<Uint8Array> {
  yield message;
  for (let round = 0; round < count; round++) {
    const more = choices.chance(50) ? choices.below(24) : 0;
    const bytes = new Uint8Array(message.length + more);
    bytes.set(message);
    for (let at = message.length; at < bytes.length; at++) bytes[at] = choices.chance(50) ? 0 : choices.below(256);
    const changes = choices.chance(30) ? 0 : 1 + choices.below(3);
    for (let change = 0; change < changes && bytes.length > 0; change++) {
      const at = choices.below(choices.chance(50) ? Math.min(bytes.length, 24) : bytes.length);
      const old = bytes[at] as number;
      bytes[at] = choices.pick([0, 1, 2, 0xff, 0x80, old + 1, old - 1, choices.below(256)]);
    }
    yield choices.chance(40) ? bytes.slice(0, choices.below(bytes.length + 1)) : bytes;
  }
}

export function randomBytes(length: number, choices: SeededChoices): Uint8Array {
  return Uint8Array.from({ length }, () => (choices.chance(60) ? choices.below(6) : choices.below(256)));
}
