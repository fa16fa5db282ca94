// Ed25519 by libcrypto, whose raw private key is the seed of RFC 8032.

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>

#pragma comment(lib, "crypto")
#pragma comment(lib, "zstd")
#pragma comment(lib, "z")

enum { KEY_BYTES = 32 };

bool ori_std_ed25519_public(const uint8_t *seed, size_t seed_size, uint8_t *out, size_t *length);
bool ori_std_ed25519_sign(
  const uint8_t *seed, size_t seed_size, const uint8_t *data, size_t size,
  uint8_t *out, size_t *length);
bool ori_std_ed25519_verify(
  const uint8_t *key, size_t key_size, const uint8_t *data, size_t size,
  const uint8_t *signature, size_t signature_size);

static EVP_PKEY *private_key(const uint8_t *seed, size_t size) {
  if (size != KEY_BYTES) return NULL;
  return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, size);
}

/// `out` has room for 32 bytes; false for what is no seed.
bool ori_std_ed25519_public(const uint8_t *seed, size_t seed_size, uint8_t *out, size_t *length) {
  EVP_PKEY *key = private_key(seed, seed_size);
  bool fine = key != NULL && EVP_PKEY_get_raw_public_key(key, out, length) == 1;
  EVP_PKEY_free(key);
  return fine;
}

/// `out` has room for 64 bytes; false for what is no seed.
bool ori_std_ed25519_sign(
  const uint8_t *seed, size_t seed_size, const uint8_t *data, size_t size,
  uint8_t *out, size_t *length) {
  EVP_PKEY *key = private_key(seed, seed_size);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool fine = key != NULL && context != NULL &&
    EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
    EVP_DigestSign(context, out, length, data, size) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  return fine;
}

/// False for keys and signatures of wrong lengths too.
bool ori_std_ed25519_verify(
  const uint8_t *key, size_t key_size, const uint8_t *data, size_t size,
  const uint8_t *signature, size_t signature_size) {
  if (key_size != KEY_BYTES) return false;
  EVP_PKEY *parsed = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, key_size);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool fine = parsed != NULL && context != NULL &&
    EVP_DigestVerifyInit(context, NULL, NULL, NULL, parsed) == 1 &&
    EVP_DigestVerify(context, signature, signature_size, data, size) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(parsed);
  return fine;
}
