#ifndef NN_CLOOK_H
#define NN_CLOOK_H
// What a path leads to, as a short text that is the same for the process that reads it and for the one that asks later
// whether it has changed. Each function writes into `text`, of NN_LOOK bytes.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NN_LOOK = 192, NN_LOOK_MOST_FILES = 100000 };

static inline const char *nn_look_failure(void) { return errno == ENOENT || errno == ENOTDIR ? "absent" : "closed"; }

/// "absent", "closed" (it may not be looked at), "folder", "other", or a plain file's size, times and identity: equal
/// stamps mean equal bytes.
static inline void nn_look_stamp(const char *path, char *text) {
  struct stat s;
  if (stat(path, &s) != 0) snprintf(text, NN_LOOK, "%s", nn_look_failure());
  else if (S_ISDIR(s.st_mode)) snprintf(text, NN_LOOK, "folder");
  else if (!S_ISREG(s.st_mode)) snprintf(text, NN_LOOK, "other");
  else
    snprintf(text, NN_LOOK, "%jd %jd.%09ld %jd.%09ld %jx:%jx", (intmax_t)s.st_size, (intmax_t)s.st_mtim.tv_sec,
             s.st_mtim.tv_nsec, (intmax_t)s.st_ctim.tv_sec, s.st_ctim.tv_nsec, (uintmax_t)s.st_dev, (uintmax_t)s.st_ino);
}

/// "absent", "closed", "folder", "file", "other"; with its size, rights and date of change if `is_dated`, and of a link
/// itself if `is_link`.
static inline void nn_look_status(const char *path, int is_dated, int is_link, char *text) {
  struct stat s;
  if ((is_link ? lstat(path, &s) : stat(path, &s)) != 0) {
    snprintf(text, NN_LOOK, "%s", nn_look_failure());
    return;
  }
  const char *kind = S_ISDIR(s.st_mode) ? "folder" : S_ISREG(s.st_mode) ? "file" : S_ISLNK(s.st_mode) ? "link" : "other";
  if (!is_dated || S_ISDIR(s.st_mode)) snprintf(text, NN_LOOK, "%s", kind);
  else
    snprintf(text, NN_LOOK, "%s of %jd bytes, mode %o, changed %jd.%09ld", kind, (intmax_t)s.st_size,
             (unsigned)s.st_mode & 07777, (intmax_t)s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
}

/// 64-bit FNV-1a.
static inline uint64_t nn_look_hash(uint64_t hash, const char *bytes) {
  for (; *bytes; bytes++) hash = (hash ^ (uint8_t)*bytes) * UINT64_C(0x100000001b3);
  return hash;
}

/// Adds the names below a folder to `sum`, in any order; returns false when there are too many or it cannot be read.
static inline int nn_look_names(int folder, uint64_t prefix, int is_deep, uint64_t *sum, int *count) {
  DIR *entries = fdopendir(folder);
  if (!entries) {
    close(folder);
    return 0;
  }
  int is_whole = 1;
  for (struct dirent *entry; is_whole && (entry = readdir(entries));) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    uint64_t name = nn_look_hash(prefix, entry->d_name);
    *sum += name;
    if (++*count > NN_LOOK_MOST_FILES) is_whole = 0;
    if (!is_deep || (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN)) continue;
    int below = openat(dirfd(entries), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (below >= 0) is_whole = is_whole && nn_look_names(below, nn_look_hash(name, "/"), 1, sum, count);
  }
  closedir(entries);
  return is_whole;
}

/// "absent", "closed", "file", or the number and a digest of the names in a folder, or of all below it if `is_deep`.
static inline void nn_look_listing(const char *path, int is_deep, char *text) {
  uint64_t sum = 0;
  int count = 0;
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) snprintf(text, NN_LOOK, "%s", errno == ENOTDIR ? "file" : nn_look_failure());
  else if (!nn_look_names(folder, UINT64_C(0xcbf29ce484222325), is_deep, &sum, &count)) snprintf(text, NN_LOOK, "vast");
  else snprintf(text, NN_LOOK, "%d names, %016" PRIx64, count, sum);
}
#endif
