/**
 * WAV: the chunks of a RIFF file, after its header of 12 bytes.
 * From: Multimedia Programming Interface and Data Specifications 1.0 (IBM, Microsoft, 1991), chapter 2
 *
 * The chunk `fmt ` says how the samples of the chunk `data` are stored.
 */
import { bytes, struct, text, u32 } from 'castbuf';

export const Chunk = struct('Chunk', { Id: text('ascii', 4), Size: u32, Data: bytes('Size') }, { startAlign: 2 });
