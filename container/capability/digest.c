// SHA-256 by libcrypto, which uses what the processor has.
//
// The low-level functions are old, and the right ones here: the new ones look algorithms up by name
// in loadable providers, which a static program cannot have.

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <stdint.h>
#include <string.h>

#pragma comment(lib, "crypto")

void ori_digest_sha256(const uint8_t *data, size_t size, uint8_t *out, size_t *length);
const char *ori_digest_sha256_hex(const uint8_t *data, size_t size, int64_t start, int64_t end);

static void sha256(const uint8_t *data, size_t size, uint8_t out[SHA256_DIGEST_LENGTH]) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, data, size);
  SHA256_Final(out, &context);
}

void ori_digest_sha256(const uint8_t *data, size_t size, uint8_t *out, size_t *length) {
  uint8_t digest[SHA256_DIGEST_LENGTH];
  sha256(data, size, digest);
  if (*length > sizeof digest) *length = sizeof digest;
  memcpy(out, digest, *length);
}

/// Of a range, which must lie inside; lower-case hex, valid until the next call.
const char *ori_digest_sha256_hex(const uint8_t *data, size_t size, int64_t start, int64_t end) {
  static char text[2 * SHA256_DIGEST_LENGTH + 1];
  if (start < 0 || end < start || (uint64_t)end > size) return "";
  uint8_t digest[SHA256_DIGEST_LENGTH];
  sha256(data + start, (size_t)(end - start), digest);
  for (size_t i = 0; i < sizeof digest; i++) {
    text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
    text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
  }
  return text;
}
