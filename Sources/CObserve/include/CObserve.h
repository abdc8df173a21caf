#ifndef NN_COBSERVE_H
#define NN_COBSERVE_H
// Linked into the kernel's executable, this stands in front of the C library for everything that is loaded: what a cell
// reads, by whichever reader, passes through here and is reported.

/// From now on what this process looks at is written to `descriptor` (a pipe that somebody drains), until
/// `nn_observe_end`: records of three texts, each ended by a zero byte.
///
///     c  path  stamp             a file's bytes were opened (or could not be)
///     l  path  listing           a folder's names        t  path  listing    all names below a folder
///     s  path  status            whether it is there     d  path  status     with its size and date
///     i  path  status            the same of a link itself
///     k  path  target            where a link leads; "" when it is none
///     w  path                    made, changed, moved or removed
///     v  name  "=" value         a variable of the environment; "" when it is not set
///     f                          where the working folder lies
///     u  what                    something that is different each time: the date, chance, the network, a program, a device
///
/// Paths below `folder` are relative to it, stamps and the like those of CLook.h. Each is reported once.
void nn_observe(int descriptor, const char *folder);
void nn_observe_end(void);

/// From now on what is written to standard error leaves a mark in standard output, "\x1E<secret>:e<bytes>\x1E", so that
/// it keeps its place there; `w` in place of `e` for what may be the last words of a runtime: "Fatal error: …" with all
/// after it, and what goes past stdio.
void nn_place_errors(const char *secret);
#endif
