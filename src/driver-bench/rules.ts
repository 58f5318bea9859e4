/*
 * What a driver must keep, each rule in a few words, with the sentence of the interface that it is from. `MiracastDriverInterface` in src/miracast/interface.ts is the
 * interface in TypeScript: where a C driver blocks, a driver here answers STATUS_PENDING and calls `complete`, or gives a promise.
 */

/** Each rule, and where it is from. */
export const RULES = {
  'the interface has its five functions':
    'QueryMiracastDriverInterface: the driver fills MIRACAST_DRIVER_INTERFACE, Size and then five functions',
  'Create gives a context': 'CreateMiracastContext(…, ppMiracastContext): prepares every resource for a session',
  'an outcome is an NTSTATUS':
    'HandleKernelModeMessage returns STATUS_SUCCESS, else an NTSTATUS error; STATUS_PENDING only where `complete` follows',
  'nothing is thrown': 'Every function answers with an NTSTATUS; nobody catches what runs later',
  'the driver comes to rest':
    'HandleKernelModeMessage is asynchronous to the sender: whoever delivers a message must get on with the next',
  'a message is answered': 'DxgkCbMiracastSendMessage: the callback runs after the driver has handled the message',
  'a message is answered once': 'HandleKernelModeMessage: `complete` runs once, where STATUS_PENDING was returned',
  'bytes returned fit the output':
    'HandleKernelModeMessage: *pBytesReturned says how many bytes of the output were written',
  'nothing is written outside of the output':
    'HandleKernelModeMessage: buffers and their sizes come from the operating system',
  'nothing is written behind the bytes returned':
    'HandleKernelModeMessage: *pBytesReturned says how many bytes of the output were written',
  'no stale bytes are returned':
    'HandleKernelModeMessage: *pBytesReturned says how many bytes of the output were written',
  'the input is not changed': 'DxgkCbMiracastSendMessage: the sender keeps both buffers unchanged until the callback',
  'buffers are let go with the answer':
    'DxgkCbMiracastSendMessage: the sender keeps both buffers alive until the callback',
  'empty buffers are handled': 'HandleKernelModeMessage: buffers and their sizes come from the operating system',
  'a reply is whole, or there is none': 'HandleKernelModeMessage returns STATUS_SUCCESS, else an NTSTATUS error',
  'a reply that did not fit is not lost': 'HandleKernelModeMessage returns STATUS_SUCCESS, else an NTSTATUS error',
  'messages at once are answered as one after the other':
    'HandleKernelModeMessage may be called on several threads at once: the driver synchronises those calls',
  'contexts keep apart': 'HandleKernelModeMessage: the context belongs to one display adapter',
  'callbacks have the handle of their device': 'MIRACAST_CALLBACKS: hDevice is that of CreateMiracastContext',
  'Start and Stop return': 'StopMiracastSession returns as fast as it can; no message is delivered while Start runs',
  'Destroy returns within 3 seconds': 'DestroyMiracastContext should finish within 3 seconds',
  'Stop ends the messages of its session':
    'StopMiracastSession ends the session: messages that are handled are waited for, the others are cancelled',
  'nothing is sent after Stop': 'StopMiracastSession stops all traffic; drops stream data that still arrives',
  'nothing runs after Destroy': 'DestroyMiracastContext: nothing of the driver may still run afterwards',
  'a session starts again after Stop':
    'StopMiracastSession leads to MiracastStopped, from where StartMiracastSession may be called',
  'the socket is left open': 'StartMiracastSession: the driver must not close the socket; the operating system does',
  'the session info is bits':
    'MIRACAST_SESSION_INFO: MonitorConnected : 1, ReducedModeListDueToBandwidth : 1, Reserved : 30',
  'one GetNextChunkData at a time': 'GetNextChunkData: only one thread may call it at a time; at most 4 wait events',
  'data-rate notifications are registered once':
    'RegisterForDataRateNotifications: STATUS_INVALID_PARAMETER for registering twice, unregistering twice',
  'messages before Start are held':
    'Messages sent before or during StartMiracastSession are held back until it has returned',
  'messages after Stop are cancelled': 'Messages sent during or after StopMiracastSession end with an error status',
} as const;

/** The name of a rule. */
export type Rule = keyof typeof RULES;

export const RULE_NAMES = Object.keys(RULES) as readonly Rule[];

/** A rule that was found broken, and what was seen. */
export interface Violation {
  readonly rule: Rule;
  readonly detail: string;
  /** Steps that were taken by then. */
  readonly stepCount: number;
}
