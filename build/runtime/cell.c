// The cold side of cells: chunks for the size classes, large blocks, and the two orders of
// destruction.

#include "cell.h"

#include <stdlib.h>

#include "panic.h"

ori_block *ori_free_blocks[ORI_SMALL / ORI_STEP + 1];
char *ori_bump, *ori_bump_end;

// Blocks that the C library's memory was cut into, in use or free.
static int64_t made;

#define CHUNK ((size_t)64 * 1024)

void *ori_alloc_more(size_t size) {
  size_t left = (size_t)(ori_bump_end - ori_bump);
  if (ORI_UNLIKELY(left < size)) {
    // The rest is a multiple of the step below the size asked for, so it fits a class.
    if (left >= ORI_STEP) {
      ori_block *rest = (ori_block *)ori_bump;
      rest->next = ori_free_blocks[left / ORI_STEP];
      ori_free_blocks[left / ORI_STEP] = rest;
      ++made;
    }
    ori_bump = malloc(CHUNK);
    if (ori_bump == NULL) ori_out_of_memory();
    ori_bump_end = ori_bump + CHUNK;
  }
  void *block = ori_bump;
  ori_bump += size;
  ++made;
  return block;
}

ORI_COLD void *ori_alloc_large(size_t size) {
  if (size > ORI_MAX_BYTES) ori_out_of_memory();
  void *block = malloc(size);
  if (block == NULL) ori_out_of_memory();
  ++made;
  return block;
}

ORI_COLD void ori_free_large(void *block) {
  --made;
  free(block);
}

int64_t ori_live_objects(void) {
  int64_t live = made;
  for (size_t class = 0; class <= ORI_SMALL / ORI_STEP; class++) {
    for (ori_block *block = ori_free_blocks[class]; block != NULL; block = block->next) --live;
  }
  return live;
}

void *ori_resize(void *block, size_t from, size_t to) {
  if (to > ORI_MAX_BYTES) ori_out_of_memory();
#ifndef ORI_LIBC_MALLOC
  if (from <= ORI_SMALL || to <= ORI_SMALL) {
    void *other = ori_alloc(to);
    memcpy(other, block, from < to ? from : to);
    ori_free(block, from);
    return other;
  }
#endif
  block = realloc(block, to);
  if (block == NULL) ori_out_of_memory();
  return block;
}

_Noreturn ORI_COLD void ori_out_of_memory(void) { ori_die("out of memory"); }

// ---------------------------------------------------------------- any order

// Cells inside cells end at once and in order, as long as they do not nest deeper than this; what
// lies deeper waits until the outermost has ended, so a chain of any length needs no stack.
#define DEEPEST 200

static ori_reaper *waiting;
static unsigned depth;

static void reap(void) {
  while (waiting != NULL) {
    ori_reaper *reaper = waiting;
    ori_cell *cell = reaper->dead;
    if (cell == NULL) {
      waiting = reaper->next;
      reaper->waiting = false;
      continue;
    }
    reaper->dead = ori_unlink(cell);
    reaper->destroy(cell);
  }
}

static void put_off(void *cell, ori_reaper *reaper) {
  ori_link(cell, reaper->dead);
  reaper->dead = cell;
  if (reaper->waiting) return;
  reaper->waiting = true;
  reaper->next = waiting;
  waiting = reaper;
}

void ori_bury(void *cell, ori_reaper *reaper) {
  if (depth == DEEPEST) return put_off(cell, reaper);
  ++depth;
  reaper->destroy(cell);
  if (depth == 1) reap();
  --depth;
}

// ---------------------------------------------------------------- exact order

typedef struct {
  void *cell;
  void (*drop)(void *cell);
} later;

static later *laters;
static size_t later_count, later_room;

void ori_later(void *cell, void (*drop)(void *cell)) {
  if (later_count == later_room) {
    later_room = later_room == 0 ? 64 : later_room * 2;
    laters = realloc(laters, later_room * sizeof *laters);
    if (laters == NULL) ori_out_of_memory();
  }
  laters[later_count++] = (later){ cell, drop };
}

void ori_drop_exact(void *cell, void (*drop)(void *cell)) {
  size_t base = later_count;
  drop(cell);
  while (later_count > base) {
    later next = laters[--later_count];
    next.drop(next.cell);
  }
}
