/**
 * Recordings of what passes between a Miracast host and its driver: pcapng files, which a driver can be run against.
 *
 * @module
 */
export {
  functionOf,
  MIRACAST_RECORD,
  RecordFlags,
  type RecordDirection,
  type RecordedEvent,
  type RecordKind,
} from './record.js';
export { readRecording, type RecordingOptions } from './read-recording.js';
export { RecordingWriter, writeRecording } from './recording-writer.js';
export { replay, type ReplayedDriver, type ReplayOptions, type ReplayResult, type ReplayWorld } from './replay.js';
export type { ReplayDifference } from './differences.js';
