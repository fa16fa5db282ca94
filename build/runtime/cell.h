// Counted cells: header, counts, the allocator's fast path, and destruction without recursion.
//
// A count with its top bit set, or 0, is immortal and never written, so static data can be
// read-only, and a count that would overflow becomes immortal instead of freeing what is in use.
// Sizes are known wherever a cell is freed, so blocks carry none.

#ifndef ORI_CELL_H
#define ORI_CELL_H

#include "base.h"

typedef struct {
  uint32_t rc, meta;
} ori_cell;

#define ORI_STATIC 0x80000000u

ORI_INLINE void ori_dup(void *cell) {
  uint32_t *rc = &((ori_cell *)cell)->rc;
  if (ORI_LIKELY((int32_t)*rc > 0)) ++*rc;
}

/// Gives one reference up; true when it was the last, and the caller destroys the cell.
ORI_INLINE bool ori_last(void *cell) {
  uint32_t *rc = &((ori_cell *)cell)->rc;
  if (*rc == 1) return true;
  if (ORI_LIKELY((int32_t)*rc > 0)) --*rc;
  return false;
}

ORI_INLINE bool ori_unique(const void *cell) { return ((const ori_cell *)cell)->rc == 1; }

ORI_INLINE uint32_t ori_tag(const void *cell) { return ((const ori_cell *)cell)->meta; }

// ---------------------------------------------------------------- memory

// Free blocks by size class of 8 bytes; blocks above the largest class are the C library's.
#define ORI_SMALL 512
#define ORI_STEP 8

typedef struct ori_block {
  struct ori_block *next;
} ori_block;

extern ori_block *ori_free_blocks[ORI_SMALL / ORI_STEP + 1];
extern char *ori_bump, *ori_bump_end;

void *ori_alloc_more(size_t size);
void *ori_alloc_large(size_t size);
void ori_free_large(void *block);
/// A unique block of another size with the first `from` bytes kept.
void *ori_resize(void *block, size_t from, size_t to);
_Noreturn void ori_out_of_memory(void);

ORI_INLINE void *ori_alloc(size_t size) {
#ifndef ORI_LIBC_MALLOC
  if (ORI_LIKELY(size <= ORI_SMALL)) {
    size_t class = (size + ORI_STEP - 1) / ORI_STEP;
    ori_block *block = ori_free_blocks[class];
    if (ORI_LIKELY(block != NULL)) {
      ori_free_blocks[class] = block->next;
      return block;
    }
    return ori_alloc_more(class * ORI_STEP);
  }
#endif
  return ori_alloc_large(size);
}

ORI_INLINE void ori_free(void *block, size_t size) {
#ifndef ORI_LIBC_MALLOC
  if (ORI_LIKELY(size <= ORI_SMALL)) {
    size_t class = (size + ORI_STEP - 1) / ORI_STEP;
    ((ori_block *)block)->next = ori_free_blocks[class];
    ori_free_blocks[class] = block;
    return;
  }
#endif
  (void)size;
  ori_free_large(block);
}

ORI_INLINE ori_cell *ori_box(size_t size, uint32_t meta) {
  ori_cell *cell = ori_alloc(size);
  cell->rc = 1;
  cell->meta = meta;
  return cell;
}

ORI_INLINE void ori_free_token(void *token, size_t size) {
  if (token != NULL) ori_free(token, size);
}

/// Blocks that are in use. Walks over the free ones, so that `ori_alloc` need not count.
int64_t ori_live_objects(void);

// ---------------------------------------------------------------- destruction

// The link of a dead cell takes its header: the count's word on wasm; natively the upper 48 bits,
// so that 16 bits stay for `meta`, which destruction may still need.
ORI_INLINE void ori_link(ori_cell *cell, ori_cell *next) {
#if UINTPTR_MAX == UINT32_MAX
  cell->rc = (uint32_t)(uintptr_t)next;
#else
  uint64_t link = (uint64_t)(uintptr_t)next << 16 | (cell->meta & 0xffff);
  memcpy(cell, &link, sizeof link);
#endif
}

ORI_INLINE ori_cell *ori_unlink(ori_cell *cell) {
#if UINTPTR_MAX == UINT32_MAX
  ori_cell *next = (ori_cell *)(uintptr_t)cell->rc;
#else
  uint64_t link;
  memcpy(&link, cell, sizeof link);
  ori_cell *next = (ori_cell *)(uintptr_t)(link >> 16);
  cell->meta = (uint32_t)(link & 0xffff);
#endif
  cell->rc = 1;
  return next;
}

// Dead cells of one kind, linked through their headers, and how one is destroyed. Cells that die
// deep inside others wait here until those are gone, so a chain of any length needs no stack.
typedef struct ori_reaper {
  ori_cell *dead;
  struct ori_reaper *next;
  void (*destroy)(void *cell);
  bool waiting;
} ori_reaper;

#define ORI_REAPER(NAME, DESTROY) static ori_reaper NAME = { NULL, NULL, DESTROY, false }

void ori_bury(void *cell, ori_reaper *reaper);

/// References that wait for `drop`, last come first served: the exact order that `Drop` impls can
/// observe.
void ori_later(void *cell, void (*drop)(void *cell));
/// Drops the cell and then all that this has put off.
void ori_drop_exact(void *cell, void (*drop)(void *cell));

#endif
