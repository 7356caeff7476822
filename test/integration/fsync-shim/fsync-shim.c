/*
 * Preloaded into a replica (LD_PRELOAD), it knows what a power loss would leave, and makes a disk fail on demand.
 *
 * GROVE_SHIM_RECORD=FILE  After each fsync or fdatasync that succeeded, a line "device inode length" is appended: so much of
 *                         the file is safe. Length -1: the file is gone (its inode may soon be another file's). Whoever
 *                         cuts every file back to its last line, and files without a line to nothing, has the disk
 *                         after a power loss. Not modelled: overwriting in place, and directory entries, which survive here.
 * GROVE_SHIM_FAULT=FILE   While FILE exists, by its first letter: "e": syncs fail with EIO; "h": syncs hang until it is gone;
 *                         "s": syncs do nothing and say that they did, the bug that a test of durability must find.
 *
 * Kernel calls are made directly, so that nothing here calls itself.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int record_file = -1;
static const char *fault_path;

__attribute__((constructor)) static void read_environment(void) {
  const char *record_path = getenv("GROVE_SHIM_RECORD");
  if (record_path) record_file = open(record_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  fault_path = getenv("GROVE_SHIM_FAULT");
}

/* One write of one line: whole, also with other threads beside it, and kept by the page cache when the process is killed. */
static void record(const struct stat *file, long long length) {
  char line[96];
  if (record_file < 0) return;
  int size = snprintf(line, sizeof line, "%llu %llu %lld\n", (unsigned long long)file->st_dev, (unsigned long long)file->st_ino, length);
  if (write(record_file, line, (size_t)size) != size) abort();
}

/* The letter in the fault file; 0 where there is none. */
static char fault(void) {
  char letter = 0;
  if (!fault_path) return 0;
  int file = open(fault_path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  if (read(file, &letter, 1) != 1) letter = 0;
  close(file);
  return letter;
}

static int sync_file(long kernel_call, int file) {
  char letter = fault();
  while (letter == 'h') {
    struct timespec moment = {0, 5000000};
    nanosleep(&moment, NULL);
    letter = fault();
  }
  if (letter == 'e') {
    errno = EIO;
    return -1;
  }
  if (letter == 's') return 0;
  /* The length before the sync: what is appended while it runs may not be covered by it. */
  struct stat before;
  int known = fstat(file, &before) == 0 && S_ISREG(before.st_mode);
  int result = (int)syscall(kernel_call, file);
  if (result == 0 && known) record(&before, before.st_size);
  return result;
}

int fsync(int file) { return sync_file(SYS_fsync, file); }

int fdatasync(int file) { return sync_file(SYS_fdatasync, file); }

static void forget(const char *path) {
  struct stat gone;
  if (syscall(SYS_newfstatat, AT_FDCWD, path, &gone, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(gone.st_mode) && gone.st_nlink == 1) record(&gone, -1);
}

int unlink(const char *path) {
  forget(path);
  return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int rename(const char *from, const char *to) {
  forget(to);
  return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}
