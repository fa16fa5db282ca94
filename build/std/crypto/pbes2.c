// PBKDF2 over HMAC-SHA-2 and AES-CBC with its padding, by libcrypto.

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#pragma comment(lib, "crypto")
#pragma comment(lib, "zstd")
#pragma comment(lib, "z")

void ori_std_pbkdf2(
  const uint8_t *password, size_t password_size, const uint8_t *salt, size_t salt_size,
  int64_t rounds, int64_t digest, uint8_t *out, size_t *length);
void ori_std_aes_seal(
  const uint8_t *key, size_t key_size, const uint8_t *iv, size_t iv_size,
  const uint8_t *data, size_t size, uint8_t *out, size_t *length);
bool ori_std_aes_open(
  const uint8_t *key, size_t key_size, const uint8_t *iv, size_t iv_size,
  const uint8_t *data, size_t size, uint8_t *out, size_t *length);

/// As many bytes as `out` has; `digest` in bits.
void ori_std_pbkdf2(
  const uint8_t *password, size_t password_size, const uint8_t *salt, size_t salt_size,
  int64_t rounds, int64_t digest, uint8_t *out, size_t *length) {
  int fine = PKCS5_PBKDF2_HMAC(
    (const char *)password, (int)password_size, salt, (int)salt_size, (int)rounds,
    digest == 512 ? EVP_sha512() : EVP_sha256(), (int)*length, out);
  if (fine != 1) abort();
}

static const EVP_CIPHER *cipher_of(size_t key_size) {
  if (key_size == 16) return EVP_aes_128_cbc();
  return key_size == 24 ? EVP_aes_192_cbc() : EVP_aes_256_cbc();
}

/// `out` has room for a block more than `data`.
static bool crypt(
  bool seal, const uint8_t *key, size_t key_size, const uint8_t *iv,
  const uint8_t *data, size_t size, uint8_t *out, size_t *length) {
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  int most = 0;
  int rest = 0;
  bool fine = context != NULL &&
    EVP_CipherInit_ex(context, cipher_of(key_size), NULL, key, iv, seal) == 1 &&
    EVP_CipherUpdate(context, out, &most, data, (int)size) == 1 &&
    EVP_CipherFinal_ex(context, out + most, &rest) == 1;
  EVP_CIPHER_CTX_free(context);
  *length = fine ? (size_t)(most + rest) : 0;
  return fine;
}

void ori_std_aes_seal(
  const uint8_t *key, size_t key_size, const uint8_t *iv, size_t iv_size,
  const uint8_t *data, size_t size, uint8_t *out, size_t *length) {
  (void)iv_size;
  if (!crypt(true, key, key_size, iv, data, size, out, length)) abort();
}

/// False for data that was not encrypted by this key.
bool ori_std_aes_open(
  const uint8_t *key, size_t key_size, const uint8_t *iv, size_t iv_size,
  const uint8_t *data, size_t size, uint8_t *out, size_t *length) {
  (void)iv_size;
  return crypt(false, key, key_size, iv, data, size, out, length);
}
