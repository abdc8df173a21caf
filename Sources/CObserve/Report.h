#ifndef NN_REPORT_H
#define NN_REPORT_H
#include <sys/types.h>

/// Whether this call is one that a cell makes, rather than one of the observer's own.
int nn_is_observing(void);
/// Begins and ends what the observer does for itself; false: nothing is to be done.
int nn_enter(void);
void nn_leave(void);

/// Reports a look at `path` (as openat(2) takes it) of a kind of CObserve.h, with what is there now.
void nn_look(char kind, int folder, const char *path, const void *caller);
/// Reports something that is no path.
void nn_note(char kind, const char *name, const char *value);
void nn_report(char kind, const char *name, const char *value);

ssize_t nn_real_write(int descriptor, const void *bytes, size_t count);
#endif
