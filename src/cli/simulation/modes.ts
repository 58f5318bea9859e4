/** Display modes of the sample's sink, and the kilobits per second that each needs. */
export const MODES = [
  { Width: 1024, Height: 768, RefreshRate: 60, EncodeRate: 3_000 },
  { Width: 1280, Height: 720, RefreshRate: 60, EncodeRate: 5_000 },
  { Width: 1366, Height: 768, RefreshRate: 60, EncodeRate: 6_000 },
  { Width: 1600, Height: 900, RefreshRate: 60, EncodeRate: 8_000 },
  { Width: 1920, Height: 1080, RefreshRate: 30, EncodeRate: 10_000 },
  { Width: 1920, Height: 1080, RefreshRate: 60, EncodeRate: 15_000 },
] as const;
