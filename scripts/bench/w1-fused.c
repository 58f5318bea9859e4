/* W1 and W1b in C: one loop over the records that writes every column. gcc -O3 -shared -fPIC; arguments: input, columns. */
#include <node_api.h>
#include <stdint.h>
#include <string.h>

#define COLUMNS 12

typedef struct {
  const uint8_t *input;
  size_t bytes;
  void *columns[COLUMNS];
} Call;

static void *dataOf(napi_env env, napi_value array, size_t *bytes) {
  void *data = NULL;
  size_t length = 0;
  if (napi_get_typedarray_info(env, array, NULL, &length, &data, NULL, NULL) != napi_ok) return NULL;
  if (bytes != NULL) *bytes = length;
  return data;
}

static Call callOf(napi_env env, napi_callback_info info) {
  napi_value arguments[COLUMNS + 1];
  size_t count = COLUMNS + 1;
  Call call = {0};
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  call.input = dataOf(env, arguments[0], &call.bytes);
  for (size_t i = 1; i < count && i <= COLUMNS; i++) call.columns[i - 1] = dataOf(env, arguments[i], NULL);
  return call;
}

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

static size_t chunks(const Call *call) {
  uint32_t *restrict type = call->columns[0];
  double *restrict frame = call->columns[1];
  uint32_t *restrict part = call->columns[2];
  uint32_t *restrict time = call->columns[3];
  uint32_t *restrict rate = call->columns[4];
  uint32_t *restrict size = call->columns[5];
  uint32_t *restrict payload = call->columns[6];
  const uint8_t *input = call->input;
  size_t rows = 0;
  for (size_t at = 0; call->bytes - at >= 28; rows++) {
    const uint8_t *record = input + at;
    uint64_t id = load8(record + 8);
    uint32_t bytes = load4(record + 24);
    if (bytes > call->bytes - at - 28) break;
    type[rows] = load4(record);
    frame[rows] = (double)(id & 0xffffffffffu);
    part[rows] = (uint32_t)(id >> 40);
    time[rows] = load4(record + 16);
    rate[rows] = load4(record + 20);
    size[rows] = bytes;
    payload[rows] = (uint32_t)at + 28;
    at += 28 + (size_t)bytes;
  }
  return rows;
}

static size_t samples(const Call *call) {
  uint8_t *restrict kind = call->columns[0];
  uint8_t *restrict flags = call->columns[1];
  uint16_t *restrict port = call->columns[2];
  uint32_t *restrict sequence = call->columns[3];
  uint64_t *restrict stamp = call->columns[4];
  uint64_t *restrict level = call->columns[5];
  double *restrict id = call->columns[6];
  uint32_t *restrict part = call->columns[7];
  uint32_t *restrict errors = call->columns[8];
  uint8_t *restrict mode = call->columns[9];
  uint32_t *restrict rate = call->columns[10];
  uint64_t *restrict total = call->columns[11];
  size_t rows = call->bytes / 64;
  for (size_t row = 0; row < rows; row++) {
    const uint8_t *record = call->input + row * 64;
    uint64_t ids = load8(record + 24);
    uint32_t modes = load4(record + 36);
    kind[row] = record[0];
    flags[row] = record[1];
    port[row] = (uint16_t)(load4(record) >> 16);
    sequence[row] = load4(record + 4);
    stamp[row] = load8(record + 8);
    level[row] = load8(record + 16);
    id[row] = (double)(ids & 0xffffffffffu);
    part[row] = (uint32_t)(ids >> 40);
    errors[row] = load4(record + 32);
    mode[row] = modes & 15;
    rate[row] = modes >> 4;
    total[row] = load8(record + 56);
  }
  return rows;
}

static napi_value rowsOf(napi_env env, size_t rows) {
  napi_value value;
  napi_create_uint32(env, (uint32_t)rows, &value);
  return value;
}

static napi_value decodeChunks(napi_env env, napi_callback_info info) {
  Call call = callOf(env, info);
  return rowsOf(env, chunks(&call));
}

static napi_value decodeSamples(napi_env env, napi_callback_info info) {
  Call call = callOf(env, info);
  return rowsOf(env, samples(&call));
}

NAPI_MODULE_INIT() {
  napi_value decode;
  napi_create_function(env, "decodeChunks", NAPI_AUTO_LENGTH, decodeChunks, NULL, &decode);
  napi_set_named_property(env, exports, "W1", decode);
  napi_create_function(env, "decodeSamples", NAPI_AUTO_LENGTH, decodeSamples, NULL, &decode);
  napi_set_named_property(env, exports, "W1b", decode);
  return exports;
}
