// Functions that stand in front of the C library's of the same names: each reports, then calls the next definition.
//
// To add one, look for what the libraries import: nm -D --undefined-only libFoundation.so.
#define _GNU_SOURCE
#include "CObserve.h"
#include "Report.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <ftw.h>
#include <glob.h>
#include <limits.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define CALLER __builtin_return_address(0)
/// The next definition of `name`, found once.
#define NEXT(name)                                                                      \
  static __typeof__(&name) next;                                                        \
  if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

// MARK: - Opening

static int is_read(int flags) { return (flags & O_ACCMODE) == O_RDONLY || ((flags & O_ACCMODE) == O_RDWR && !(flags & O_TRUNC)); }
static int is_write(int flags) { return (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC); }

static void before_opening(int folder, const char *path, int flags, const void *caller) {
  if (is_read(flags) && !(flags & O_PATH)) nn_look('c', folder, path, caller);
}

static void after_opening(int file, int folder, const char *path, int flags, const void *caller) {
  if (file >= 0 && is_write(flags) && (flags & O_TMPFILE) != O_TMPFILE) nn_look('w', folder, path, caller);
}

#define MODE(flags)                              \
  mode_t mode = 0;                               \
  if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) { \
    va_list rest;                                \
    va_start(rest, flags);                       \
    mode = va_arg(rest, mode_t);                 \
    va_end(rest);                                \
  }

#define OPEN(name)                                               \
  int name(const char *path, int flags, ...) {                   \
    NEXT(name);                                                  \
    MODE(flags)                                                  \
    before_opening(AT_FDCWD, path, flags, CALLER);               \
    int file = next(path, flags, mode);                          \
    after_opening(file, AT_FDCWD, path, flags, CALLER);          \
    return file;                                                 \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                             \
  int name(int folder, const char *path, int flags, ...) {       \
    NEXT(name);                                                  \
    MODE(flags)                                                  \
    before_opening(folder, path, flags, CALLER);                 \
    int file = next(folder, path, flags, mode);                  \
    after_opening(file, folder, path, flags, CALLER);            \
    return file;                                                 \
  }
OPENAT(openat)
OPENAT(openat64)

#define CREAT(name)                                                              \
  int name(const char *path, mode_t mode) {                                      \
    NEXT(name);                                                                  \
    int file = next(path, mode);                                                 \
    after_opening(file, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, CALLER);   \
    return file;                                                                 \
  }
CREAT(creat)
CREAT(creat64)

static int flags_of(const char *mode) {
  int access = strchr(mode, '+') ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;
  return access | (*mode == 'r' ? 0 : *mode == 'w' ? O_CREAT | O_TRUNC : O_CREAT);
}

#define FOPEN(name)                                                              \
  FILE *name(const char *path, const char *mode) {                               \
    NEXT(name);                                                                  \
    before_opening(AT_FDCWD, path, flags_of(mode), CALLER);                      \
    FILE *file = next(path, mode);                                               \
    after_opening(file ? 0 : -1, AT_FDCWD, path, flags_of(mode), CALLER);        \
    return file;                                                                 \
  }
FOPEN(fopen)
FOPEN(fopen64)

#define FREOPEN(name)                                                            \
  FILE *name(const char *path, const char *mode, FILE *old) {                    \
    NEXT(name);                                                                  \
    if (path) before_opening(AT_FDCWD, path, flags_of(mode), CALLER);            \
    FILE *file = next(path, mode, old);                                          \
    if (path) after_opening(file ? 0 : -1, AT_FDCWD, path, flags_of(mode), CALLER); \
    return file;                                                                 \
  }
FREOPEN(freopen)
FREOPEN(freopen64)

// MARK: - Looking

#define LOOK(kind, type, name, path, parameters, arguments)      \
  type name parameters {                                         \
    NEXT(name);                                                  \
    nn_look(kind, AT_FDCWD, path, CALLER);                       \
    return next arguments;                                       \
  }
LOOK('s', int, stat, path, (const char *restrict path, struct stat *restrict s), (path, s))
LOOK('s', int, stat64, path, (const char *restrict path, struct stat64 *restrict s), (path, s))
LOOK('i', int, lstat, path, (const char *restrict path, struct stat *restrict s), (path, s))
LOOK('i', int, lstat64, path, (const char *restrict path, struct stat64 *restrict s), (path, s))
LOOK('s', int, access, path, (const char *path, int mode), (path, mode))
LOOK('s', int, eaccess, path, (const char *path, int mode), (path, mode))
LOOK('s', int, euidaccess, path, (const char *path, int mode), (path, mode))
LOOK('k', ssize_t, readlink, path, (const char *restrict path, char *restrict text, size_t size), (path, text, size))
LOOK('l', DIR *, opendir, path, (const char *path), (path))
LOOK('l', int, scandir, path,
     (const char *restrict path, struct dirent ***restrict names, int (*filter)(const struct dirent *),
      int (*order)(const struct dirent **, const struct dirent **)),
     (path, names, filter, order))
LOOK('t', int, ftw, path, (const char *path, __ftw_func_t visit, int count), (path, visit, count))
LOOK('t', int, nftw, path, (const char *path, __nftw_func_t visit, int count, int flags), (path, visit, count, flags))

#define LOOKAT(kind, type, name, parameters, arguments)          \
  type name parameters {                                         \
    NEXT(name);                                                  \
    nn_look(kind, folder, path, CALLER);                         \
    return next arguments;                                       \
  }
LOOKAT((flags & AT_SYMLINK_NOFOLLOW ? 'i' : 'd'), int, fstatat,
       (int folder, const char *restrict path, struct stat *restrict s, int flags), (folder, path, s, flags))
LOOKAT((flags & AT_SYMLINK_NOFOLLOW ? 'i' : 'd'), int, statx,
       (int folder, const char *restrict path, int flags, unsigned mask, struct statx *restrict s),
       (folder, path, flags, mask, s))
LOOKAT('s', int, faccessat, (int folder, const char *path, int mode, int flags), (folder, path, mode, flags))
LOOKAT('k', ssize_t, readlinkat, (int folder, const char *restrict path, char *restrict text, size_t size),
       (folder, path, text, size))

DIR *fdopendir(int folder) {
  NEXT(fdopendir);
  nn_look('l', folder, ".", CALLER);
  return next(folder);
}

FTS *fts_open(char *const *paths, int options, int (*order)(const FTSENT **, const FTSENT **)) {
  NEXT(fts_open);
  for (char *const *path = paths; *path; path++) nn_look('t', AT_FDCWD, *path, CALLER);
  return next(paths, options, order);
}

int glob(const char *restrict pattern, int flags, int (*failed)(const char *, int), glob_t *restrict found) {
  NEXT(glob);
  nn_note('u', pattern, "");
  return next(pattern, flags, failed, found);
}

char *getcwd(char *text, size_t size) {
  NEXT(getcwd);
  nn_note('f', "", "");
  return next(text, size);
}

char *realpath(const char *restrict path, char *restrict resolved) {
  NEXT(realpath);
  nn_note('f', "", "");
  nn_look('s', AT_FDCWD, path, CALLER);
  return next(path, resolved);
}

// MARK: - Changing

#define CHANGE(type, name, parameters, arguments, folder, path)  \
  type name parameters {                                         \
    NEXT(name);                                                  \
    type result = next arguments;                                \
    if (result == 0) nn_look('w', folder, path, CALLER);         \
    return result;                                               \
  }
CHANGE(int, unlink, (const char *path), (path), AT_FDCWD, path)
CHANGE(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags), folder, path)
CHANGE(int, remove, (const char *path), (path), AT_FDCWD, path)
CHANGE(int, rmdir, (const char *path), (path), AT_FDCWD, path)
CHANGE(int, mkdir, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path)
CHANGE(int, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode), folder, path)
CHANGE(int, truncate, (const char *path, off_t length), (path, length), AT_FDCWD, path)
CHANGE(int, symlink, (const char *target, const char *path), (target, path), AT_FDCWD, path)
CHANGE(int, link, (const char *from, const char *path), (from, path), AT_FDCWD, path)

int rename(const char *from, const char *to) {
  NEXT(rename);
  int result = next(from, to);
  if (result == 0) nn_look('w', AT_FDCWD, from, CALLER), nn_look('w', AT_FDCWD, to, CALLER);
  return result;
}

int renameat(int here, const char *from, int there, const char *to) {
  NEXT(renameat);
  int result = next(here, from, there, to);
  if (result == 0) nn_look('w', here, from, CALLER), nn_look('w', there, to, CALLER);
  return result;
}

int mkstemp(char *path) {
  NEXT(mkstemp);
  int file = next(path);
  if (file >= 0) nn_look('w', AT_FDCWD, path, CALLER);
  return file;
}

// MARK: - The environment, and what is different each time

#define VARIABLE(function)                                       \
  char *function(const char *name) {                             \
    NEXT(function);                                              \
    char *value = next(name);                                    \
    if (nn_is_observing()) {                                     \
      char text[PATH_MAX] = "";                                  \
      if (value) snprintf(text, sizeof text, "=%s", value);      \
      nn_note('v', name, text);                                  \
    }                                                            \
    return value;                                                \
  }
VARIABLE(getenv)
VARIABLE(secure_getenv)

#define EACH_TIME(what, type, name, parameters, arguments)       \
  type name parameters {                                         \
    NEXT(name);                                                  \
    nn_note('u', what, "");                                      \
    return next arguments;                                       \
  }
static const char date[] = "the date", chance[] = "random numbers without a seed", program[] = "another program";
EACH_TIME(date, int, gettimeofday, (struct timeval *restrict now, void *restrict zone), (now, zone))
EACH_TIME(date, time_t, time, (time_t *now), (now))
EACH_TIME(date, int, timespec_get, (struct timespec *now, int base), (now, base))
EACH_TIME(chance, ssize_t, getrandom, (void *bytes, size_t count, unsigned flags), (bytes, count, flags))
EACH_TIME(chance, int, getentropy, (void *bytes, size_t count), (bytes, count))
EACH_TIME(chance, uint32_t, arc4random, (void), ())
EACH_TIME(chance, uint32_t, arc4random_uniform, (uint32_t bound), (bound))
EACH_TIME(program, int, posix_spawn,
          (pid_t *restrict process, const char *restrict path, const posix_spawn_file_actions_t *restrict actions,
           const posix_spawnattr_t *restrict attributes, char *const arguments[restrict], char *const variables[restrict]),
          (process, path, actions, attributes, arguments, variables))
EACH_TIME(program, int, posix_spawnp,
          (pid_t *restrict process, const char *restrict path, const posix_spawn_file_actions_t *restrict actions,
           const posix_spawnattr_t *restrict attributes, char *const arguments[restrict], char *const variables[restrict]),
          (process, path, actions, attributes, arguments, variables))
EACH_TIME(program, int, system, (const char *command), (command))
EACH_TIME(program, FILE *, popen, (const char *command, const char *mode), (command, mode))

void arc4random_buf(void *bytes, size_t count) {
  NEXT(arc4random_buf);
  nn_note('u', chance, "");
  next(bytes, count);
}

/// A duration is not an input: only the clock that tells the date counts.
int clock_gettime(clockid_t clock, struct timespec *now) {
  NEXT(clock_gettime);
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) nn_note('u', date, "");
  return next(clock, now);
}

int socket(int domain, int type, int protocol) {
  NEXT(socket);
  if (domain != AF_UNIX) nn_note('u', "the network", "");
  return next(domain, type, protocol);
}

int connect(int file, const struct sockaddr *address, socklen_t length) {
  NEXT(connect);
  nn_note('u', "the network", "");
  return next(file, address, length);
}

long syscall(long number, ...) {
  NEXT(syscall);
  long a[6];
  va_list rest;
  va_start(rest, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_getrandom) nn_note('u', chance, "");
  return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
