/**
 * Racing packets to objects: structs in an array, and arrays in those. `messages`: one packet a call, as a socket gives them; `batch`: all packets of a stream.
 */
import { castbuf, objectsOf } from './castbuf-rows.mjs';
import { compiledObjects, compiledPacketReader } from './compiled-rows.mjs';
import { libraryContender } from './libraries.mjs';
import { packetByHand, packetsByHand } from './racing-by-hand.mjs';
import { PACKET_BYTES, packetsOf, packetType, valuesOf } from './racing-packets.mjs';

/** @typedef {import('./rounds.mjs').Contender} Contender */

/** @returns {Promise<import('./rounds.mjs').Group>} */
export async function groupOf(/** @type {string} */ variant, /** @type {number} */ bytes) {
  const { input, count } = packetsOf(bytes);
  const codec = castbuf.createCodec(packetType(castbuf));
  return { records: count, contenders: await (variant === 'batch' ? ofStream(codec, input) : ofPackets(codec, input)) };
}

/** @returns {Promise<Contender[]>} */
async function ofStream(/** @type {any} */ codec, /** @type {Uint8Array} */ input) {
  return [
    objects('javascript', () => packetsByHand(input)),
    objects('castbuf', () => objectsOf(codec, input)),
    objects('compiled', await compiledObjects('PACKET', input)),
    await libraryContender('binary-parser', ({ racingStreamReader }) => racingStreamReader(input), objects),
  ];
}

/** @returns {Promise<Contender[]>} */
async function ofPackets(/** @type {any} */ codec, /** @type {Uint8Array} */ input) {
  const packets = Array.from({ length: input.length / PACKET_BYTES }, (_, index) =>
    input.slice(index * PACKET_BYTES, (index + 1) * PACKET_BYTES),
  );
  const each = (/** @type {(packet: Uint8Array) => any} */ read) => () => packets.map((packet) => read(packet));
  return [
    objects(
      'javascript',
      each(({ buffer }) => packetByHand(new DataView(buffer), 0)),
    ),
    objects(
      'castbuf',
      each((packet) => codec.decode(packet)),
    ),
    objects('compiled', each(await compiledPacketReader())),
    await libraryContender(
      'binary-parser',
      async ({ racingPacketReader }) => each(await racingPacketReader()),
      objects,
    ),
  ];
}

/** @returns {Contender} */
function objects(/** @type {string} */ name, /** @type {() => any[]} */ read) {
  return { name, run: () => void read(), result: () => [valuesOf(read())] };
}
