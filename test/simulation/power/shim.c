// Records what a process does to the files of one folder, in order: opens, writes, truncations, syncs and deletions.
// Preloaded (LD_PRELOAD) on Linux. RECORD_FOLDER is the folder, RECORD_TO the file that the records go to.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define MOST 4096

static int out = -1;
static char followed[MOST];

struct head {
  uint32_t kind, fd, length, unused;
  uint64_t offset;
};

static void record(char kind, int fd, uint64_t offset, const void *data, size_t length) {
  struct head head = {(uint32_t)kind, (uint32_t)fd, (uint32_t)length, 0, offset};
  struct iovec parts[2] = {{&head, sizeof head}, {(void *)data, length}};
  if (out < 0) out = REAL(open)(getenv("RECORD_TO"), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (writev(out, parts, 2) != (ssize_t)(sizeof head + length)) abort();
}

static const char *inside(const char *path) {
  const char *folder = getenv("RECORD_FOLDER");
  size_t length = folder ? strlen(folder) : 0;
  if (!folder || strncmp(path, folder, length) != 0) return NULL;
  return path[length] == '/' || path[length] == 0 ? path + length : NULL;
}

static int is_followed(int fd) { return fd >= 0 && fd < MOST && followed[fd]; }

static int opened(int fd, const char *path) {
  const char *name = inside(path);
  if (fd < 0 || fd >= MOST) return fd;
  followed[fd] = name != NULL;
  if (name) record('o', fd, 0, name, strlen(name));
  return fd;
}

#define OPEN(name)                                  \
  int name(const char *path, int flags, ...) {      \
    va_list rest;                                   \
    va_start(rest, flags);                          \
    mode_t mode = va_arg(rest, mode_t);             \
    va_end(rest);                                   \
    return opened(REAL(name)(path, flags, mode), path); \
  }
OPEN(open)
OPEN(open64)

#define PWRITE(name)                                                         \
  ssize_t name(int fd, const void *data, size_t length, off_t offset) {      \
    ssize_t done = REAL(name)(fd, data, length, offset);                     \
    if (done > 0 && is_followed(fd)) record('w', fd, offset, data, done);    \
    return done;                                                             \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t write(int fd, const void *data, size_t length) {
  ssize_t done = REAL(write)(fd, data, length);
  if (done > 0 && is_followed(fd)) record('w', fd, lseek(fd, 0, SEEK_CUR) - done, data, done);
  return done;
}

#define TRUNCATE(name)                                            \
  int name(int fd, off_t size) {                                  \
    int done = REAL(name)(fd, size);                              \
    if (done == 0 && is_followed(fd)) record('t', fd, size, "", 0); \
    return done;                                                  \
  }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

#define SYNC(name)                                            \
  int name(int fd) {                                          \
    int done = REAL(name)(fd);                                \
    if (done == 0 && is_followed(fd)) record('s', fd, 0, "", 0); \
    return done;                                              \
  }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
  int done = REAL(unlink)(path);
  if (done == 0 && inside(path)) record('u', 0, 0, inside(path), strlen(inside(path)));
  return done;
}
