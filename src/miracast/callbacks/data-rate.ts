import { NtStatus } from '../../ntstatus/index.js';
import { runContained, type Report } from '../foreign-call.js';
import type { Clock, DataRateNotify, DataRateStats, NTSTATUS } from '../interface.js';

const PERIOD_MS = 1000;

/** The state of the link; null when there is none to be had any more. */
export type DataRateSource = () => DataRateStats | null;

interface Registration {
  readonly context: unknown;
  readonly notify: DataRateNotify;
}

/**
 * RegisterForDataRateNotifications: tells a driver the state of the link once a second, from one second after it registered
 * until it unregisters or the session is gone. Where the source has nothing any more, or fails, the driver gets null, once;
 * it stays registered then, so that it unregisters as it would otherwise.
 */
export class DataRateNotifier {
  private registration: Registration | undefined;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly source: DataRateSource | undefined,
    private readonly clock: Clock,
    private readonly report: Report,
  ) {}

  /**
   * A null function unregisters. STATUS_INVALID_PARAMETER: no function, registering twice, unregistering what is not
   * registered. STATUS_NOT_SUPPORTED: no source, or the call does not come from the thread that runs Start or Stop.
   */
  register(context: unknown, notify: DataRateNotify | null, isOnSessionThread: boolean): NTSTATUS {
    if (notify !== null && typeof notify !== 'function') return NtStatus.INVALID_PARAMETER;
    if (this.source === undefined || !isOnSessionThread) return NtStatus.NOT_SUPPORTED;
    const isRegistered = this.registration !== undefined;
    if (isRegistered === (notify !== null)) return NtStatus.INVALID_PARAMETER;
    this.stop();
    if (notify !== null) this.start({ context, notify }, this.source);
    return NtStatus.SUCCESS;
  }

  /** Ends notifications; none comes after this. */
  stop(): void {
    this.registration = undefined;
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }

  private start(registration: Registration, source: DataRateSource): void {
    this.registration = registration;
    this.schedule(registration, source, this.clock.now() + PERIOD_MS);
  }

  /** Notifications keep to the seconds since the registration: late ones do not move those after them, missed ones are left out. */
  private schedule(registration: Registration, source: DataRateSource, due: number): void {
    const now = this.clock.now();
    const next = now < due ? due : due + (Math.floor((now - due) / PERIOD_MS) + 1) * PERIOD_MS;
    this.cancelTimer = this.clock.after(next - now, () => {
      const stats = this.currentStats(source);
      // The source is foreign code, too: it may have ended the session.
      if (this.registration !== registration) return;
      if (stats !== null) this.schedule(registration, source, next + PERIOD_MS);
      runContained(this.report, () => registration.notify(registration.context, stats));
    });
  }

  private currentStats(source: DataRateSource): DataRateStats | null {
    try {
      return source() ?? null;
    } catch (error) {
      this.report(error);
      return null;
    }
  }
}
