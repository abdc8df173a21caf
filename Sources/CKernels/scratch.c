// Memory of a thread's own for steps that need more than its stack holds.
#include "tile.h"

#include <pthread.h>
#include <stdlib.h>

static pthread_key_t key;
static void make_key(void) { pthread_key_create(&key, free); }

void *nn_heap_scratch(size_t bytes) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  static _Thread_local void *memory;
  static _Thread_local size_t size;
  pthread_once(&once, make_key);
  if (size < bytes) {
    free(memory);
    size = (bytes + 63) & ~(size_t)63;
    memory = aligned_alloc(64, size);
    if (!memory) abort();
    pthread_setspecific(key, memory);
  }
  return memory;
}
