interface Constants {
  readonly initial: readonly number[];
  readonly round: readonly number[];
}

let constants: Constants | undefined;

/** Bits of the fractional parts of the square and cube roots of the first primes: FIPS 180-4, 5.3.3 and 4.2.2. */
function newConstants(): Constants {
  const primes = firstPrimes(64);
  const initial = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  return { initial, round: primes.map((prime) => fraction(Math.cbrt(prime))) };
}

/**
 * SHA-256 in hexadecimal digits (FIPS 180-4). Web Crypto's is asynchronous, and not there in pages without HTTPS; a schema is short.
 */
export function sha256(bytes: Uint8Array): string {
  const padded = new DataView(new ArrayBuffer((bytes.length + 72) & ~63));
  new Uint8Array(padded.buffer).set(bytes);
  padded.setUint8(bytes.length, 0x80);
  padded.setBigUint64(padded.byteLength - 8, BigInt(bytes.length) * 8n);
  constants ??= newConstants();
  const hash = Uint32Array.from(constants.initial);
  for (let at = 0; at < padded.byteLength; at += 64) addBlock(hash, constants.round, padded, at);
  return [...hash].map((word) => word.toString(16).padStart(8, '0')).join('');
}

function addBlock(hash: Uint32Array, round: readonly number[], block: DataView, at: number): void {
  const words = new Uint32Array(64);
  const word = (index: number): number => words[index] as number;
  for (let i = 0; i < 16; i++) words[i] = block.getUint32(at + i * 4);
  for (let i = 16; i < 64; i++) {
    const [before, last] = [word(i - 15), word(i - 2)];
    const low = turned(before, 7) ^ turned(before, 18) ^ (before >>> 3);
    const high = turned(last, 17) ^ turned(last, 19) ^ (last >>> 10);
    words[i] = word(i - 16) + low + word(i - 7) + high;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let i = 0; i < 64; i++) {
    const choice = (e & f) ^ (~e & g);
    const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + (round[i] as number) + word(i);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((sum, i) => (hash[i] = (hash[i] as number) + sum));
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function fraction(root: number): number {
  return Math.floor((root % 1) * 2 ** 32);
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number++) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}
