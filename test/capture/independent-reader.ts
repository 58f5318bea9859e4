/** A packet as the reader below has it. */
export interface PlainPacket {
  readonly link: number;
  readonly time: bigint | undefined;
  readonly hex: string;
  readonly original: number;
}

/** Packets of a pcapng file, read by hand from the format's own page: no line of it knows `src/capture`. Times are nanoseconds; resolutions are powers of ten. */
export function plainPackets(bytes: Uint8Array): PlainPacket[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hex = (at: number, end: number): string =>
    Array.from(bytes.subarray(at, end), (one) => one.toString(16).padStart(2, '0')).join('');
  const packets: PlainPacket[] = [];
  let little = true;
  let links: { link: number; digits: number }[] = [];
  for (let at = 0; at < bytes.length; at += view.getUint32(at + 4, little)) {
    if (view.getUint32(at) === 0x0a0d0d0a) {
      little = view.getUint8(at + 8) === 0x4d;
      links = [];
    }
    const u32 = (from: number): number => view.getUint32(at + from, little);
    const type = u32(0);
    if (type === 1) {
      let digits = 6;
      for (
        let o = at + 16;
        o + 4 <= at + u32(4) - 4 && view.getUint16(o, little) !== 0;
        o += 4 + Math.ceil(view.getUint16(o + 2, little) / 4) * 4
      )
        if (view.getUint16(o, little) === 9) digits = view.getUint8(o + 4);
      links.push({ link: view.getUint16(at + 8, little), digits });
    } else if (type === 6) {
      const { link, digits } = links[u32(8)]!;
      const time = (BigInt(u32(12)) * 2n ** 32n + BigInt(u32(16))) * 10n ** BigInt(9 - digits);
      packets.push({ link, time, hex: hex(at + 28, at + 28 + u32(20)), original: u32(24) });
    } else if (type === 3)
      packets.push({ link: links[0]!.link, time: undefined, hex: hex(at + 12, at + 12 + u32(8)), original: u32(8) });
  }
  return packets;
}
