import type { MiracastDisplayInterface } from '../display-interface.js';
import { isRefusal } from '../driver-outcome.js';
import { runContained } from '../foreign-call.js';
import type { DriverFunction } from './host-event.js';
import type { HostHooks, HostServices } from './host-services.js';
import type { HANDLE } from '../interface.js';

/** What is told about one device: the faults of others as events, the rest through the host's hooks. Nothing here throws. */
export class DeviceLog {
  constructor(
    private readonly device: HANDLE,
    private readonly host: Pick<HostServices, 'hooks' | 'report'>,
  ) {}

  /** A status that was thrown on purpose is no fault. */
  driverFailed(name: DriverFunction, error: unknown): void {
    if (isRefusal(error)) return;
    this.host.report({ kind: 'driver-failure', device: this.device, function: name, error });
  }

  miniportFailed(name: keyof MiracastDisplayInterface, error: unknown): void {
    if (isRefusal(error)) return;
    this.host.report({ kind: 'miniport-failure', device: this.device, function: name, error });
  }

  failed(kind: 'sender-failure' | 'callback-failure' | 'socket-failure', error: unknown): void {
    this.host.report({ kind, device: this.device, error });
  }

  /** Calls a hook of the host, where there is one. */
  hook<K extends keyof HostHooks>(hook: K, ...parameters: Parameters<NonNullable<HostHooks[K]>>): void {
    const { hooks, report } = this.host;
    const call = hooks[hook] as ((...all: typeof parameters) => unknown) | undefined;
    if (call === undefined) return;
    runContained(
      (error) => report({ kind: 'hook-failure', device: this.device, hook, error }),
      () => call.apply(hooks, parameters),
    );
  }
}
