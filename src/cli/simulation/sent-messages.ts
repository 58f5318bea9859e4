import type { DisplayMiniport, IoStatusBlock } from '../../miracast/index.js';
import { NtStatus } from '../../ntstatus/index.js';
import type { OutgoingMessage } from './message-mix.js';

/** Sends the miniport's messages, and counts what becomes of them: DxgkCbMiracastSendMessage with its callback. */
export class SentMessages {
  sent = 0;
  /** Messages whose outcome is there. */
  completed = 0;
  bytesReturned = 0;
  readonly byStatus = new Map<number, number>();

  private readonly waiting: (() => void)[] = [];

  constructor(private readonly miniport: DisplayMiniport) {}

  get pending(): number {
    return this.sent - this.completed;
  }

  send({ input, outputBytes }: OutgoingMessage): void {
    const { miniport } = this;
    const output = new Uint8Array(outputBytes);
    this.sent++;
    const status = miniport.DxgkCbMiracastSendMessage(miniport.MiracastHandle, input, output, this.completes);
    // Everything else is an error, and no callback follows.
    if (status !== NtStatus.PENDING) this.count(status, 0);
  }

  /** Resolves when every message has its outcome. */
  whenAllCompleted(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private readonly completes = (_context: undefined, { Status, Information }: IoStatusBlock): void =>
    this.count(Status, Information);

  private count(status: number, bytes: number): void {
    this.completed++;
    this.bytesReturned += bytes;
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
    if (this.pending === 0) for (const resolve of this.waiting.splice(0)) resolve();
  }
}
