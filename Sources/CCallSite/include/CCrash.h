#ifndef NNLEARN_CCRASH_H
#define NNLEARN_CCRASH_H

/// From now on, this process (not its children) writes a report to `descriptor` (a pipe that somebody drains, or a
/// file) before it dies of SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE or SIGABRT or calls exit(). Sending it SIGTRAP is
/// therefore the way to ask an endless loop where it is.
///
///     signal 11                          or: exit 3
///     stack 7f53a9b7ff00 7f53a9b80010    stack pointer, and the address that could not be reached (0: none)
///     map 7f53a1c00000-7f53a1c02000 r-xp 00001000 08:01 123456    /…/Cell4.so
///     …
///     throw 7f53a1c01120                 the last `throw` of this thread and its callers, innermost first
///     frame 7f53a1c0142c                 the instruction itself, then the return address of each caller
///     …
///     skipped                            here a deep stack's middle was left out
///     frame 7f53a1c01111
///     end
///
/// Addresses are hexadecimal. The map lines are the kernel's own (/proc/self/maps): those of code, and the start of each
/// file, from which an address in a library is counted.
///
/// The handler runs on a stack of its own, so that a stack overflow is reported too, and throws are remembered:
/// both for the calling thread only. A descriptor of −1 silences exit(). Returns 0, or the errno of what failed.
int nn_crash_report_to(int descriptor);

/// Writes the report of an exit now, for a caller that is about to leave the process without exit().
void nn_report_leaving(int status);

#endif
