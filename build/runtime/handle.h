// Handles of JavaScript values: the host keeps the value under a number until the last reference
// here is gone.

#ifndef ORI_HANDLE_H
#define ORI_HANDLE_H

#include "cell.h"

/// `cell.meta` is the number; 0 is null.
typedef struct {
  ori_cell cell;
} ori_handle;

ori_handle *ori_handle_new(int32_t id);
void ori_handle_free(ori_handle *handle);

ORI_INLINE int32_t ori_handle_id(const ori_handle *handle) { return (int32_t)handle->cell.meta; }
ORI_INLINE bool ori_handle_is_null(const ori_handle *handle) { return handle->cell.meta == 0; }

ORI_INLINE void ori_handle_drop(ori_handle *handle) {
  if (ori_last(handle)) ori_handle_free(handle);
}

#endif
