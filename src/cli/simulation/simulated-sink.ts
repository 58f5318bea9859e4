import type { Sink } from './driver.js';
import type { Random } from './random.js';
import type { VirtualClock } from './virtual-clock.js';

const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['wfd_video_formats', '40 00 02 10 0001FFFF 0FFFFFFF 00000FFF 00 0000 0000 11 none none'],
  ['wfd_audio_codecs', 'LPCM 00000003 00, AAC 00000007 00'],
  ['wfd_content_protection', 'HDCP2.1 port=53002'],
  ['wfd_display_edid', '0001 00ffffffffffff0010ac72404c384145'],
]);

export const KNOWN_PARAMETERS: readonly string[] = [...PARAMETERS.keys()];

const ROUND_TRIP_MS = 12;
const SEND_MS = 0.1;
/** So many sends of a million meet an access point that is busy with others. */
const STALLS = 400 / 1_000_000;
const STALL_MS = 350;

/** A display at the other end of a wireless link. */
export class SimulatedSink implements Sink {
  constructor(
    private readonly clock: Pick<VirtualClock, 'sleep'>,
    private readonly random: Random,
  ) {}

  async ask(parameter: string): Promise<string | undefined> {
    await this.clock.sleep(ROUND_TRIP_MS);
    return PARAMETERS.get(parameter);
  }

  send(): Promise<void> {
    return this.clock.sleep(this.random.chance(STALLS) ? STALL_MS : SEND_MS);
  }
}
