/* What the C baselines have in common: their arguments, unaligned loads, and how an addon's function answers. */
#ifndef BASELINE_H
#define BASELINE_H
#define _GNU_SOURCE
#include <node_api.h>
#include <stdint.h>
#include <string.h>

#define MAX_COLUMNS 60

/* How far ahead software prefetch looks: eight cache lines, about ten records of W1. */
#define PREFETCH_BYTES 512

typedef struct {
  uint8_t *bytes;
  size_t byteCount;
  void *columns[MAX_COLUMNS];
} Call;

/* Arguments: the bytes, then one typed array a column. */
Call callOf(napi_env env, napi_callback_info info);
napi_value numberOf(napi_env env, double value);

static inline uint32_t load4(const uint8_t *at) {
  uint32_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static inline uint64_t load8(const uint8_t *at) {
  uint64_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static inline uint16_t load2(const uint8_t *at) {
  uint16_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static inline void store4(uint8_t *at, uint32_t value) { memcpy(at, &value, sizeof value); }
static inline void store8(uint8_t *at, uint64_t value) { memcpy(at, &value, sizeof value); }

/* An export that takes a Call and answers a number: of rows or of bytes. */
#define BASELINE(name, function)                                                                                       \
  napi_value name(napi_env env, napi_callback_info info) {                                                             \
    Call call = callOf(env, info);                                                                                     \
    return numberOf(env, (double)function(&call));                                                                     \
  }

napi_value decodeW1(napi_env env, napi_callback_info info);
napi_value decodeW1Prefetch(napi_env env, napi_callback_info info);
napi_value decodeW1b(napi_env env, napi_callback_info info);
napi_value decodeW1bPrefetch(napi_env env, napi_callback_info info);
napi_value decodeW2(napi_env env, napi_callback_info info);
napi_value decodeW2Prefetch(napi_env env, napi_callback_info info);
napi_value encodeW4(napi_env env, napi_callback_info info);
napi_value encodeW4Wide(napi_env env, napi_callback_info info);

#endif
