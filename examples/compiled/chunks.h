/* What an encoder says of each part of a frame. No padding follows a chunk: the next one begins where its data ends. */
#include <stdint.h>

typedef struct {
  uint32_t ChunkType;
  union {
    struct {
      uint64_t FrameNumber : 40;
      uint64_t PartNumber : 24;
    };
    uint64_t Value;
  } ChunkId;
  uint32_t ProcessingTime; /* microseconds */
  uint32_t EncodeRate;     /* kilobits per second */
  uint32_t Size;
  uint8_t Data[]; // castbuf: count=Size
} Chunk;
