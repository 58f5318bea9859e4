import { readCapture, type CaptureBlock, type CaptureOptions, type CaptureSource } from '../../src/capture.js';
import { readFixture } from '../harness/index.js';
import { type PlainPacket } from './independent-reader.js';

/** Files that other programs wrote: ORIGIN.md beside them says which. */
export const PCAPNG_FILES = [
  'samples.pcapng',
  'commented.pcapng',
  'snapped.pcapng',
  'merged.pcapng',
  'dumpcap.pcapng',
  'dumpcap-lo.pcapng',
  'udp-names.pcapng',
  'big.pcapng',
  'two-orders.pcapng',
] as const;
export const PCAP_FILES = ['samples.usec.pcap', 'samples.nsec.pcap', 'ether.usec.pcap', 'big.nsec.pcap'] as const;

export function captureFile(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return readFixture(`capture/files/${name}`);
}

export async function blocksOf(source: CaptureSource, options?: CaptureOptions): Promise<CaptureBlock[]> {
  const blocks: CaptureBlock[] = [];
  for await (const block of readCapture(source, options)) blocks.push(block);
  return blocks;
}

/** What was given before it ended, and the code and the offset that it ended with. */
export async function outcomeOf(
  source: CaptureSource,
  options?: CaptureOptions,
): Promise<{ readonly blocks: CaptureBlock[]; readonly error: Error | undefined }> {
  const blocks: CaptureBlock[] = [];
  try {
    for await (const block of readCapture(source, options)) blocks.push(block);
    return { blocks, error: undefined };
  } catch (error) {
    return { blocks, error: error as Error };
  }
}

export function packetsOf(blocks: readonly CaptureBlock[]): PlainPacket[] {
  return blocks.flatMap((block) =>
    block.kind === 'packet'
      ? [
          {
            link: block.interface.linkType,
            time: block.timestamp,
            hex: hexOf(block.data),
            original: block.originalLength,
          },
        ]
      : [],
  );
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function joined(blocks: readonly CaptureBlock[]): Uint8Array {
  return together(blocks.map(({ bytes }) => bytes));
}

export function together(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
