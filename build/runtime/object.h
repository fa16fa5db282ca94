// Trait objects: a table and the value in one cell.

#ifndef ORI_OBJECT_H
#define ORI_OBJECT_H

#include "cell.h"

typedef struct {
  /// Drops the value and frees the cell.
  void (*destroy)(void *cell);
  /// Called with the object first.
  void (*slots[])(void);
} ori_table;

typedef struct {
  ori_cell cell;
  const ori_table *table;
} ori_object;

void ori_object_bury(ori_object *object);

ORI_INLINE void ori_object_drop(ori_object *object) {
  if (ori_last(object)) ori_object_bury(object);
}

#endif
