// Memory of a thread's own for steps that need more than its stack holds.
#include "tile.h"

#include <pthread.h>
#include <stdlib.h>

static pthread_key_t keys[NN_HEAP_USES];
static void make_keys(void) {
  for (int use = 0; use < NN_HEAP_USES; use++) pthread_key_create(&keys[use], free);
}

void *nn_heap_scratch(nn_heap_use use, size_t bytes) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  static _Thread_local void *memory[NN_HEAP_USES];
  static _Thread_local size_t sizes[NN_HEAP_USES];
  pthread_once(&once, make_keys);
  if (sizes[use] < bytes) {
    free(memory[use]);
    sizes[use] = (bytes + 63) & ~(size_t)63;
    memory[use] = aligned_alloc(64, sizes[use]);
    if (!memory[use]) abort();
    pthread_setspecific(keys[use], memory[use]);
  }
  return memory[use];
}
