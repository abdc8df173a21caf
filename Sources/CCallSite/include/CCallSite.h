#ifndef NN_CALL_SITE_H
#define NN_CALL_SITE_H
#include <stdint.h>
#include "CCrash.h"

// A number larger than every one given before, in this process.
uint64_t nn_next_serial(void);

// How often a leaf has changed, in this process.
uint64_t nn_epoch(void);
void nn_advance_epoch(void);

// The scope (module path, phase) in which this thread is building operations; owned by the caller.
void *nn_scope(void);
void nn_set_scope(void *scope);

// The library in which `symbol` lies holds the code of a lesson cell.
void nn_register_cell_library(const void *symbol);

// The file of the library that holds this code, and where in it; 0 when there is none.
const char *nn_library_of(uintptr_t address, uintptr_t *offset);

// The innermost return address on this thread's stack that lies in a lesson cell; 0 when there is none.
uintptr_t nn_call_site(void);

#endif
