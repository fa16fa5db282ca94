// The system's random bytes, on both targets. There is no second source to fall back to: a program
// that cannot have them ends.

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/// What one call gives at most.
enum { CHUNK = 256 };

void ori_std_random_fill(uint8_t *out, size_t *length);

void ori_std_random_fill(uint8_t *out, size_t *length) {
  for (size_t done = 0; done < *length; done += CHUNK) {
    size_t left = *length - done;
    if (getentropy(out + done, left < CHUNK ? left : CHUNK) != 0) abort();
  }
}
