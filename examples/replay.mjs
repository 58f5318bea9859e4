// Recorded datagrams are sent to a socket again, at the pace at which they came. Run: node replay.mjs
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytes, createCodec, decodeBatch, encodeBatch, packedAbi, struct, u16, u32 } from 'castbuf';

const Packet = struct('PACKET', { Milliseconds: u32, Length: u16, Payload: bytes('Length') });
const codec = createCodec(Packet, { abi: packedAbi(1) });

/** Each payload is a view of the recording. @param {Uint8Array} recording */
export function datagramsOf(recording) {
  const batch = decodeBatch(codec, recording, { columns: [] }); // rows are read, no columns
  if (batch.error !== undefined) throw batch.error;
  const datagrams = [];
  for (const { Milliseconds, Payload } of batch.rows()) {
    datagrams.push({ milliseconds: Milliseconds, payload: Payload });
  }
  return datagrams;
}

const encoder = new TextEncoder();
const recording = encodeBatch(codec, [
  { Milliseconds: 0, Payload: encoder.encode('temperature 21.5') },
  { Milliseconds: 20, Payload: encoder.encode('temperature 21.75') },
  { Milliseconds: 50, Payload: encoder.encode('door open') },
]);
const datagrams = datagramsOf(recording);

const receiver = createSocket('udp4').bind(0, '127.0.0.1');
await once(receiver, 'listening');
const sender = createSocket('udp4');
let received = 0;
receiver.on('message', (datagram) => {
  console.log(String(datagram));
  if (++received < datagrams.length) return;
  receiver.close();
  sender.close();
});

const { port, address } = receiver.address();
const start = performance.now();
for (const { milliseconds, payload } of datagrams) {
  await sleep(Math.max(0, start + milliseconds - performance.now()));
  sender.send(payload, port, address);
}
