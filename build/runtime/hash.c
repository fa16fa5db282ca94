// SipHash-1-3 (Aumasson, Bernstein 2012; one and three rounds). The seed is drawn at the first use:
// a Worker's global scope may not ask for randomness.

#include "hash.h"

#include <unistd.h>

#include "bytes.h"
#include "float.h"

static uint64_t seed[2];
static bool seeded;

static ORI_COLD void draw_seed(void) {
  seeded = true;
  // Where there is no randomness, a fixed seed still hashes well.
  if (getentropy(seed, sizeof seed) != 0) seed[0] = seed[1] = 0x9e3779b97f4a7c15u;
}

ORI_INLINE uint64_t rotate(uint64_t x, int by) { return x << by | x >> (64 - by); }

typedef struct {
  uint64_t v0, v1, v2, v3;
} state;

ORI_INLINE void sip_round(state *s) {
  s->v0 += s->v1;
  s->v1 = rotate(s->v1, 13) ^ s->v0;
  s->v0 = rotate(s->v0, 32);
  s->v2 += s->v3;
  s->v3 = rotate(s->v3, 16) ^ s->v2;
  s->v0 += s->v3;
  s->v3 = rotate(s->v3, 21) ^ s->v0;
  s->v2 += s->v1;
  s->v1 = rotate(s->v1, 17) ^ s->v2;
  s->v2 = rotate(s->v2, 32);
}

ORI_INLINE void absorb(state *s, uint64_t word) {
  s->v3 ^= word;
  sip_round(s);
  s->v0 ^= word;
}

/// The last bytes, fewer than eight, as the low end of a word.
ORI_INLINE uint64_t tail(const uint8_t *at, size_t n) {
  if (n >= 4) return ori_load4(at) | (uint64_t)ori_load4(at + n - 4) << (8 * (n - 4));
  if (n == 0) return 0;
  return at[0] | (uint64_t)at[n / 2] << (8 * (n / 2)) | (uint64_t)at[n - 1] << (8 * (n - 1));
}

ORI_LOOP uint64_t ori_hash(const uint8_t *bytes, size_t n) {
  if (ORI_UNLIKELY(!seeded)) draw_seed();
  state s = { seed[0] ^ 0x736f6d6570736575u, seed[1] ^ 0x646f72616e646f6du,
              seed[0] ^ 0x6c7967656e657261u, seed[1] ^ 0x7465646279746573u };
  size_t i = 0;
  for (; i + 8 <= n; i += 8) absorb(&s, ori_load8(bytes + i));
  absorb(&s, tail(bytes + i, n - i) | (uint64_t)n << 56);
  s.v2 ^= 0xff;
  for (int round = 0; round < 3; round++) sip_round(&s);
  return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

// Numbers take two rounds of multiplying and folding, keyed at both ends: cheaper than SipHash of
// eight bytes.
int64_t ori_int_hash(int64_t a) {
  if (ORI_UNLIKELY(!seeded)) draw_seed();
  uint64_t x = (uint64_t)a ^ seed[0];
  x = (x ^ x >> 32) * 0xd6e8feb86659fd93u;
  x = (x ^ x >> 32 ^ seed[1]) * 0xd6e8feb86659fd93u;
  return (int64_t)(x ^ x >> 32);
}

// Equal floats hash equally: both zeros as one, and all NaNs.
int64_t ori_float_hash(double a) {
  if (a == 0) a = 0;
  if (a != a) return ori_int_hash(INT64_C(0x7ff8000000000000));
  return ori_int_hash(ori_float_bits(a));
}

int64_t ori_hash_seed(void) {
  if (ORI_UNLIKELY(!seeded)) draw_seed();
  return (int64_t)seed[0];
}
