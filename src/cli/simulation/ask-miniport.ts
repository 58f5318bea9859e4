import type { MiracastContext } from '../../miracast/index.js';
import { isError, NtStatusError } from '../../ntstatus/index.js';
import type { Infer } from '../../schema/index.js';
import { createCodec } from '../engine.js';
import { EncoderReply, EncoderRequest } from './messages.js';

const requests = createCodec(EncoderRequest);
const replies = createCodec(EncoderReply);

/** The driver's side of an I/O control exchange. @throws NtStatusError where the miniport, or the system, refuses it */
export function askMiniport(
  { hMiracastDeviceHandle, callbacks }: Pick<MiracastContext<unknown>, 'hMiracastDeviceHandle' | 'callbacks'>,
  Request: number,
  EncodeRate = 0,
): Infer<typeof EncoderReply> {
  const output = new Uint8Array(replies.layout.size);
  const bytesReturned = new Uint32Array(1);
  const request = requests.encode({ Request, EncodeRate });
  const status = callbacks.MiracastIoControl(hMiracastDeviceHandle, false, request, output, bytesReturned);
  if (isError(status)) throw new NtStatusError(status, 'the miniport refused a request');
  return replies.decode(output.subarray(0, bytesReturned[0]));
}
