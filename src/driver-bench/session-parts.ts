import type { RtspSocket, SessionInfo } from '../miracast/index.js';

/** MIRACAST_SESSION_INFO of 0 bits: a word, and its bit-fields. */
export function benchSessionInfo(): SessionInfo {
  const bits = { MonitorConnected: 0, ReducedModeListDueToBandwidth: 0, Reserved: 0 };
  const info = {
    ...bits,
    get Value(): number {
      const { MonitorConnected, ReducedModeListDueToBandwidth, Reserved } = info;
      return (MonitorConnected | (ReducedModeListDueToBandwidth << 1) | (Reserved << 2)) >>> 0;
    },
    set Value(value: number) {
      Object.assign(info, {
        MonitorConnected: value & 1,
        ReducedModeListDueToBandwidth: (value >>> 1) & 1,
        Reserved: value >>> 2,
      });
    },
  };
  return info as SessionInfo;
}

/** A socket that nobody but the operating system closes. It takes what it is sent, and says nothing. */
export function benchSocket(closed: () => void): RtspSocket {
  const socket = {
    close: closed,
    destroy: closed,
    end: closed,
    send: () => {},
    write: () => true,
    on: () => socket,
    once: () => socket,
    off: () => socket,
    addEventListener: () => {},
    removeEventListener: () => {},
  };
  return socket;
}
