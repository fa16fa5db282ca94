// Ends of function values, objects and handles.

#include "fn.h"
#include "handle.h"
#include "object.h"

static void destroy_fn(void *cell) { ((ori_fn *)cell)->destroy(cell); }
ORI_REAPER(fn_reaper, destroy_fn);
void ori_fn_bury(ori_fn *f) { ori_bury(f, &fn_reaper); }

static void destroy_object(void *cell) { ((ori_object *)cell)->table->destroy(cell); }
ORI_REAPER(object_reaper, destroy_object);
void ori_object_bury(ori_object *object) { ori_bury(object, &object_reaper); }

// ---------------------------------------------------------------- handles

#ifdef __wasm__
__attribute__((import_module("ori"), import_name("release"))) void ori_import_release(int32_t id);
#else
static void ori_import_release(int32_t id) { (void)id; }
#endif

ori_handle *ori_handle_new(int32_t id) {
  static ori_handle null = { { ORI_STATIC, 0 } };
  return id == 0 ? &null : (ori_handle *)ori_box(sizeof(ori_handle), (uint32_t)id);
}

void ori_handle_free(ori_handle *handle) {
  ori_import_release(ori_handle_id(handle));
  ori_free(handle, sizeof *handle);
}
