#ifndef NN_CPROCESS_H
#define NN_CPROCESS_H
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "CLook.h"
#include "CRanks.h"

/// fork(2), which Swift does not offer. Only sound while the process has one thread.
pid_t nn_fork(void);

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

/// From now on this process becomes the parent of what its descendants leave behind.
void nn_adopt_orphans(void);

/// Ends all children, and theirs, and waits until they are gone. Other processes that are waited for must have ended.
void nn_end_children(void);

/// Limits data memory (heap and private mappings) to `bytes`; 0 leaves it alone.
int nn_limit_memory(uint64_t bytes);

/// An `int` shared by this process and everything forked from it; null when there is no memory.
void *nn_shared_int(void);
int nn_shared_get(void *shared);
void nn_shared_set(void *shared, int value);

/// From now on a guarded `fork` reports itself as the line "!fork" to `report` and ends the process by SIGTRAP.
void nn_catch_forks(int report);
/// 1 while a cell runs.
void nn_guard(int on);

/// Opens a pipe whose ends, {reading, writing}, are closed in any program that is started.
int nn_pipe(int ends[2]);

/// Starts a program in `folder` (null: here) with /dev/null as standard input and, for each of `count` pairs
/// {here, there}, a descriptor. It leads a process group of its own, or a session. Returns 0 or the errno.
int nn_spawn(pid_t *process, const char *path, char *const arguments[], char *const environment[],
             const char *folder, const int (*descriptors)[2], int count, int is_session);

/// Waits for child `pid`; -1 while it still runs, otherwise its wait status.
int nn_reap(pid_t pid, int *status);
#endif
