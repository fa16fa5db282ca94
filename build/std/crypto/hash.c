// SHA-2 and a comparison that takes the same time for all contents, by libcrypto.
//
// The low-level functions are old, and the right ones here: a program that only hashes then links
// nothing of the machinery that looks up algorithms by name.

#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stdint.h>

#pragma comment(lib, "crypto")

void ori_std_sha256(const uint8_t *data, size_t size, uint8_t *out, size_t *length);
void ori_std_sha512(const uint8_t *data, size_t size, uint8_t *out, size_t *length);
bool ori_std_same_bytes(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size);

/// `out` has room for 32 bytes.
void ori_std_sha256(const uint8_t *data, size_t size, uint8_t *out, size_t *length) {
  (void)length;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, data, size);
  SHA256_Final(out, &context);
}

/// `out` has room for 64 bytes.
void ori_std_sha512(const uint8_t *data, size_t size, uint8_t *out, size_t *length) {
  (void)length;
  SHA512_CTX context;
  SHA512_Init(&context);
  SHA512_Update(&context, data, size);
  SHA512_Final(out, &context);
}

bool ori_std_same_bytes(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size) {
  return a_size == b_size && CRYPTO_memcmp(a, b, a_size) == 0;
}
