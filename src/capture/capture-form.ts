import { BlockType, BYTE_ORDER_MAGIC } from './blocks.js';
import { pcapForm } from './read-pcap.js';

/** What a capture says of itself in its first bytes. */
export interface CaptureForm {
  readonly format: 'pcapng' | 'pcap';
  readonly isLittle: boolean;
}

/** Bytes that tell it. */
export const CAPTURE_HEAD_BYTES = 12;

/** By the first 4 bytes of a file: where not, it is none, whatever follows. */
export function mayBeCapture(head: Uint8Array): boolean {
  return pcapForm(head) !== undefined || new DataView(head.buffer, head.byteOffset).getUint32(0) === BlockType.SECTION;
}

/** What a file is a capture of, by its first 12 bytes; undefined where it is none. */
export function captureForm(head: Uint8Array): CaptureForm | undefined {
  if (head.length < CAPTURE_HEAD_BYTES) return undefined;
  if (!mayBeCapture(head)) return undefined;
  const pcap = pcapForm(head);
  if (pcap !== undefined) return { format: 'pcap', isLittle: pcap.isLittle };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const isLittle = view.getUint32(8, true) === BYTE_ORDER_MAGIC;
  return isLittle || view.getUint32(8) === BYTE_ORDER_MAGIC ? { format: 'pcapng', isLittle } : undefined;
}
