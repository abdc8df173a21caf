#ifndef NN_CPROCESS_H
#define NN_CPROCESS_H
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// fork(2), which Swift does not offer. Only sound while the process has one thread.
pid_t nn_fork(void);

/// Where the library that holds `symbol` lies in memory.
uintptr_t nn_library_base(const void *symbol);

/// Standard output goes out line by line, also into a pipe.
void nn_line_buffer_output(void);

/// How many threads this process has; 0 when that cannot be found out.
int nn_thread_count(void);

/// Asks the system to kill this process when the thread that started it ends.
/// Returns 0 when `parent` is no longer the parent, which is then already gone.
int nn_die_with_parent(pid_t parent);

/// Waits until child `pid` has ended or every writer of `fd` has closed it.
/// Returns 1 for the child (its wait status in `status`), 0 for the pipe.
int nn_wait_child_or_hangup(pid_t pid, int fd, int *status);

/// Limits data memory (heap and private mappings) to `bytes`; 0 leaves it alone.
int nn_limit_memory(uint64_t bytes);

/// An `int` shared by this process and everything forked from it; null when there is no memory.
void *nn_shared_int(void);
int nn_shared_get(void *shared);
void nn_shared_set(void *shared, int value);

/// Reports what ends a cell from within, as one line to `report`, then the process ends:
///   "!signal <number> <addresses>"  a trap, a bad access, an abort; `NN_STOP` is the reader's wish to stop
///   "!exit <code> <addresses>"      `exit` called
///   "!fork 0 <addresses>"           `fork` called
/// Addresses are hexadecimal: where it happened, then the return addresses, innermost first.
void nn_catch_escapes(int report);
/// 1 while a cell runs: only then are `exit` and `fork` caught.
void nn_guard(int on);

#define NN_STOP SIGUSR1

/// The status with which a caught process ends.
#define NN_CAUGHT 113

/// Waits for child `pid`; -1 while it still runs, otherwise its wait status.
int nn_reap(pid_t pid, int *status);
#endif
