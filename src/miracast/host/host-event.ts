import type { HANDLE, MiracastDriver, MiracastDriverInterface, NTSTATUS } from '../interface.js';
import type { MiracastDisplayInterface } from '../display-interface.js';

/** The functions of a driver that the operating system calls. */
export type DriverFunction = Exclude<keyof MiracastDriverInterface, 'Size'> | keyof MiracastDriver;

/** What an event is about: a device, by its handle; undefined where it is the driver as a whole. */
interface OfDevice {
  readonly device: HANDLE | undefined;
}

/** A driver's function threw, rejected, or answered what is no outcome; its call ended with STATUS_UNSUCCESSFUL. */
export interface DriverFailure extends OfDevice {
  readonly kind: 'driver-failure';
  readonly function: DriverFunction;
  readonly error: unknown;
}

/** The same of a display miniport driver's function. */
export interface MiniportFailure extends OfDevice {
  readonly kind: 'miniport-failure';
  readonly function: keyof MiracastDisplayInterface;
  readonly error: unknown;
}

/** A sender's completion callback threw or rejected. */
export interface SenderFailure extends OfDevice {
  readonly kind: 'sender-failure';
  readonly error: unknown;
}

/** Something went wrong behind MIRACAST_CALLBACKS: in I/O control, a data rate notification or one of their hooks. */
export interface CallbackFailure extends OfDevice {
  readonly kind: 'callback-failure';
  readonly error: unknown;
}

/** One of the host's own hooks threw or rejected. */
export interface HookFailure extends OfDevice {
  readonly kind: 'hook-failure';
  readonly hook: string;
  readonly error: unknown;
}

/** The socket could not be closed. */
export interface SocketFailure extends OfDevice {
  readonly kind: 'socket-failure';
  readonly error: unknown;
}

/** DestroyMiracastContext still runs after the time it should need at most; it is awaited all the same. */
export interface DestroyOverdue extends OfDevice {
  readonly kind: 'destroy-overdue';
  readonly milliseconds: number;
}

/** A session ended because the driver reported a status: StopMiracastSession has returned and the socket is closed. */
export interface SessionTornDown extends OfDevice {
  readonly kind: 'session-torn-down';
  readonly MiracastStatus: number;
  readonly Status: NTSTATUS;
  /** What StopMiracastSession answered. */
  readonly stopStatus: NTSTATUS;
}

/** What a host reports: faults of others, which it survives, and sessions that end without being asked to. */
export type HostEvent =
  | DriverFailure
  | MiniportFailure
  | SenderFailure
  | CallbackFailure
  | HookFailure
  | SocketFailure
  | DestroyOverdue
  | SessionTornDown;

/** Takes events; must not throw, and must not be waited for. */
export type Report = (event: HostEvent) => void;
