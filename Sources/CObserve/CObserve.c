// What is reported, and where to. Standing.c holds the functions that stand in front of the C library's.
#define _GNU_SOURCE
#include "CObserve.h"
#include "Report.h"

#include "../CProcess/include/CLook.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

static atomic_int is_observing;
static int report_descriptor = -1;
static char lesson_folder[PATH_MAX], own_folder[PATH_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static __thread int is_inside;

// What has been reported, by hash; a full table only makes reports repeat themselves.
enum { places = 1 << 16 };
static uint64_t known[places];
static int known_count;

int nn_is_observing(void) { return atomic_load_explicit(&is_observing, memory_order_relaxed) && !is_inside; }

int nn_enter(void) {
  if (!nn_is_observing()) return 0;
  is_inside = 1;
  return 1;
}

void nn_leave(void) { is_inside = 0; }

void nn_observe(int descriptor, const char *folder) {
  report_descriptor = descriptor;
  snprintf(lesson_folder, sizeof lesson_folder, "%s", folder);
  if (!*own_folder) {
    ssize_t length = readlink("/proc/self/exe", own_folder, sizeof own_folder - 1);
    own_folder[length > 0 ? length : 0] = 0;
    char *slash = strrchr(own_folder, '/');
    if (slash) slash[1] = 0;
  }
  memset(known, 0, sizeof known);
  known_count = 0;
  atomic_store(&is_observing, 1);
}

void nn_observe_end(void) { atomic_store(&is_observing, 0); }

static uint64_t hash_of(char kind, const char *name, const char *value) {
  char letter[2] = {kind, 0};
  uint64_t hash = nn_look_hash(UINT64_C(0xcbf29ce484222325), letter);
  return nn_look_hash(nn_look_hash(nn_look_hash(hash, name), "\n"), value) | 1;
}

static uint64_t *place_of(uint64_t hash) {
  uint64_t place = hash % places;
  while (known[place] && known[place] != hash) place = (place + 1) % places;
  return known + place;
}

void nn_report(char kind, const char *name, const char *value) {
  pthread_mutex_lock(&lock);
  uint64_t hash = hash_of(kind, name, value), *place = place_of(hash);
  size_t name_length = strlen(name), value_length = strlen(value), length = name_length + value_length + 4;
  char *record = *place ? NULL : malloc(length);
  if (record) {
    record[0] = kind;
    record[1] = 0;
    memcpy(record + 2, name, name_length + 1);
    memcpy(record + 3 + name_length, value, value_length + 1);
    if (known_count < places * 3 / 4) {
      *place = hash;
      known_count++;
    }
    for (size_t sent = 0; sent < length;) {
      ssize_t count = nn_real_write(report_descriptor, record + sent, length - sent);
      if (count > 0) sent += (size_t)count;
      else if (errno != EINTR) break;
    }
  }
  pthread_mutex_unlock(&lock);
  free(record);
}

static int is_reported(char kind, const char *name) {
  pthread_mutex_lock(&lock);
  int is_known = *place_of(hash_of(kind, name, "")) != 0;
  pthread_mutex_unlock(&lock);
  return is_known;
}

static const char *library_of(const void *caller) {
  Dl_info info;
  return dladdr(caller, &info) && info.dli_fname ? info.dli_fname : "";
}

/// Cells are the only libraries whose names do not start with "lib".
static int is_cell(const void *caller) {
  const char *name = strrchr(library_of(caller), '/');
  return name && strncmp(name, "/lib", 4) != 0;
}

static int begins(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

/// Of the machine's own files: whether that is all there is to say.
static int report_device(const char *path, const void *caller) {
  static const char *const constant[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/std", "/dev/fd", NULL};
  if (begins(path, "/proc/self/")) return 1;
  if (!begins(path, "/proc/") && !begins(path, "/sys/") && !begins(path, "/dev/")) return 0;
  for (const char *const *known = constant; *known; known++)
    if (begins(path, *known)) return 1;
  if (!strcmp(path, "/dev/urandom") || !strcmp(path, "/dev/random")) nn_report('u', "random numbers without a seed", "");
  else if (begins(path, "/dev/shm/")) return 0;
  else if (!strstr(library_of(caller), "/libNNLearnKit.so")) nn_report('u', path, "");
  return 1;
}

/// The name under which a path is reported; null when it is none of the cell's business, or has been dealt with.
static const char *name_of(int folder, const char *path, const void *caller, char *full) {
  if (!path || !*path) return NULL;
  if (*path == '/') {
    snprintf(full, PATH_MAX, "%s", path);
  } else {
    char link[64];
    ssize_t length;
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    if (folder == AT_FDCWD) length = getcwd(full, PATH_MAX - 2) ? (ssize_t)strlen(full) : -1;
    else length = readlink(link, full, PATH_MAX - 2);
    if (length < 0) return NULL;
    while (begins(path, "./")) path += 2;
    if (!strcmp(path, ".")) path++;
    snprintf(full + length, (size_t)(PATH_MAX - length), *path ? "/%s" : "%s", path);
  }
  if (report_device(full, caller)) return NULL;
  if (*own_folder && begins(full, own_folder)) return NULL;
  size_t length = strlen(lesson_folder);
  if (!begins(full, lesson_folder) || (full[length] != '/' && full[length] != 0)) return full;
  return full[length] == 0 || full[length + 1] == 0 ? "." : full + length + 1;
}

/// A file that has changed a moment ago could change again within the same tick of the file system's clock: waits until
/// a later change has a later date.
static void wait_for_tick(const char *path) {
  struct stat status;
  struct timespec now;
  if (stat(path, &status) != 0 || clock_gettime(CLOCK_REALTIME, &now) != 0) return;
  double age = (double)(now.tv_sec - status.st_ctim.tv_sec) + (double)(now.tv_nsec - status.st_ctim.tv_nsec) / 1e9;
  if (age >= 0 && age < 0.02) usleep(20000);
}

void nn_look(char kind, int folder, const char *path, const void *caller) {
  char full[PATH_MAX], text[NN_LOOK] = "", target[PATH_MAX] = "=";
  int failure = errno;
  if (!nn_enter()) return;
  const char *name = name_of(folder, path, caller, full);
  // What the cell has made itself is no input.
  if (name && (kind == 'w' || !is_reported('w', name))) {
    ssize_t length;
    if (kind == 's' && is_cell(caller)) kind = 'd';
    switch (kind) {
    case 'c':
      wait_for_tick(full);
      nn_look_stamp(full, text);
      // Its names are read by other calls.
      if (!strcmp(text, "folder")) kind = 's';
      break;
    case 'l': nn_look_listing(full, 0, text); break;
    case 't': nn_look_listing(full, 1, text); break;
    case 's': case 'd': case 'i': nn_look_status(full, kind != 's', kind == 'i', text); break;
    case 'k':
      length = readlink(full, target + 1, sizeof target - 2);
      if (length < 0) target[0] = 0; else target[length + 1] = 0;
      break;
    }
    if (!strcmp(text, "other") && kind == 'c') nn_report('u', name, "");
    else if (!strcmp(text, "vast")) nn_report('u', name, "");
    else nn_report(kind, name, kind == 'k' ? target : text);
  }
  nn_leave();
  errno = failure;
}

void nn_note(char kind, const char *name, const char *value) {
  int failure = errno;
  if (!nn_enter()) return;
  nn_report(kind, name, value);
  nn_leave();
  errno = failure;
}
