export { fromHid, type HidOptions, type HidReport, type HidSource } from './hid.js';
export type { EventTaker, QueueOptions } from './queue.js';
export { fromUsb, type UsbOptions, type UsbSource, type UsbTransfer } from './usb.js';
export { fromWebSocket, type Credit, type WebSocketOptions, type WebSocketSource } from './web-socket.js';
