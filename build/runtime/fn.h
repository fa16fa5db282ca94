// Function values: code and captures in one cell. Dead ones wait their turn, since a chain of
// captures can be long.

#ifndef ORI_FN_H
#define ORI_FN_H

#include "cell.h"

typedef struct {
  ori_cell cell;
  /// Called with the function value first.
  void (*code)(void);
  /// Drops the captures and frees the cell.
  void (*destroy)(void *cell);
} ori_fn;

void ori_fn_bury(ori_fn *f);

ORI_INLINE void ori_fn_drop(ori_fn *f) {
  if (ori_last(f)) ori_fn_bury(f);
}

#endif
