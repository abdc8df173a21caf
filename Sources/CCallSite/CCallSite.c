#define _GNU_SOURCE
#include "CCallSite.h"

#include <stdatomic.h>
#include <dlfcn.h>
#include <link.h>
#include <stddef.h>

static atomic_uint_fast64_t serial;

uint64_t nn_next_serial(void) { return atomic_fetch_add_explicit(&serial, 1, memory_order_relaxed); }

static atomic_uint_fast64_t epoch;

uint64_t nn_epoch(void) { return atomic_load_explicit(&epoch, memory_order_relaxed); }
void nn_advance_epoch(void) { atomic_fetch_add_explicit(&epoch, 1, memory_order_relaxed); }

static _Thread_local void *scope;

void *nn_scope(void) { return scope; }
void nn_set_scope(void *value) { scope = value; }

enum { MAX_RANGES = 4096, MAX_FRAMES = 32, MAX_FRAME_BYTES = 1 << 20 };

static struct { uintptr_t start, end; } ranges[MAX_RANGES];
static atomic_int range_count;
static uintptr_t lowest = UINTPTR_MAX, highest;

static void register_range(uintptr_t start, uintptr_t end) {
  int count = atomic_load(&range_count);
  if (count == MAX_RANGES) return;
  ranges[count].start = start;
  ranges[count].end = end;
  if (start < lowest) lowest = start;
  if (end > highest) highest = end;
  atomic_store(&range_count, count + 1);
}

static int register_code(struct dl_phdr_info *library, size_t size, void *base) {
  (void)size;
  if ((void *)library->dlpi_addr != base) return 0;
  for (int i = 0; i < library->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &library->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
    register_range(library->dlpi_addr + part->p_vaddr, library->dlpi_addr + part->p_vaddr + part->p_memsz);
  }
  return 1;
}

void nn_register_cell_library(const void *symbol) {
  Dl_info place;
  if (dladdr(symbol, &place)) dl_iterate_phdr(register_code, place.dli_fbase);
}

const char *nn_library_of(uintptr_t address, uintptr_t *offset) {
  Dl_info place;
  if (!dladdr((void *)address, &place)) return NULL;
  *offset = address - (uintptr_t)place.dli_fbase;
  return place.dli_fname;
}

static int is_cell_code(uintptr_t address, int count) {
  if (address < lowest || address >= highest) return 0;
  for (int i = count - 1; i >= 0; i--)
    if (address >= ranges[i].start && address < ranges[i].end) return 1;
  return 0;
}

// Follows frame pointers: each frame starts with the caller's frame pointer, then the return address.
uintptr_t nn_call_site(void) {
  int count = atomic_load_explicit(&range_count, memory_order_acquire);
  if (count == 0) return 0;
  uintptr_t *frame = __builtin_frame_address(0);
  for (int depth = 0; frame != NULL && depth < MAX_FRAMES; depth++) {
    if (is_cell_code(frame[1], count)) return frame[1];
    uintptr_t *next = (uintptr_t *)frame[0];
    if (next <= frame || (uintptr_t)next - (uintptr_t)frame > MAX_FRAME_BYTES) return 0;
    frame = next;
  }
  return 0;
}
