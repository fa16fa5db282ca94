// SHA-256 by libcrypto, which uses what the processor has.

#include <openssl/evp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "crypto")
#pragma comment(lib, "zstd")
#pragma comment(lib, "z")

void ori_digest_sha256(const uint8_t *data, size_t size, uint8_t *out, size_t *length);
const char *ori_digest_sha256_hex(const uint8_t *data, size_t size, int64_t start, int64_t end);

static void sha256(const uint8_t *data, size_t size, uint8_t out[32]) {
  static EVP_MD *algorithm;
  static EVP_MD_CTX *context;
  if (context == NULL) {
    algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
    context = EVP_MD_CTX_new();
  }
  if (algorithm == NULL || context == NULL || !EVP_DigestInit_ex2(context, algorithm, NULL)
      || !EVP_DigestUpdate(context, data, size) || !EVP_DigestFinal_ex(context, out, NULL)) {
    abort();
  }
}

void ori_digest_sha256(const uint8_t *data, size_t size, uint8_t *out, size_t *length) {
  uint8_t digest[32];
  sha256(data, size, digest);
  if (*length > sizeof digest) *length = sizeof digest;
  memcpy(out, digest, *length);
}

/// Of a range, which must lie inside; lower-case hex, valid until the next call.
const char *ori_digest_sha256_hex(const uint8_t *data, size_t size, int64_t start, int64_t end) {
  static char text[65];
  if (start < 0 || end < start || (uint64_t)end > size) return "";
  uint8_t digest[32];
  sha256(data + start, (size_t)(end - start), digest);
  for (int i = 0; i < 32; i++) {
    text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
    text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
  }
  return text;
}
