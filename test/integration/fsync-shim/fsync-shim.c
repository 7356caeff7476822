/*
 * Preloaded into a replica (LD_PRELOAD), it knows what a power loss would leave, and makes a disk fail on demand.
 *
 * GROVE_SHIM_RECORD=FILE  After each fsync or fdatasync that succeeded, a line "device inode length" is appended: so much of
 *                         the file is safe. Length -1: the file is gone (its inode may soon be another file's). Whoever
 *                         cuts every file back to its last line, and files without a line to nothing, has the disk
 *                         after a power loss. A write that overwrites is preceded by a line "device inode offset bytes",
 *                         the bytes that were there, in hexadecimal, to be put back unless a sync came after it. A write
 *                         to a file opened with O_DSYNC is a sync of what it wrote and of nothing else: after it, a line
 *                         "device inode offset +count".
 *                         Not modelled: directory entries, which survive here.
 * GROVE_SHIM_FAULT=FILE   While FILE exists, by its first letter: "e": syncs fail with EIO; "h": syncs hang until it is gone;
 *                         "s": syncs do nothing and say that they did, the bug that a test of durability must find;
 *                         "n": writes to files fail with ENOSPC. Writes with O_DSYNC are syncs: what "e" and "s" keep from the
 *                         disk is in the page cache all the same, as the kernel leaves it there.
 *
 * Kernel calls are made directly, so that nothing here calls itself.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
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
  if (syscall(SYS_write, record_file, line, (size_t)size) != size) abort();
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

/* What becomes of a sync, after the time for which it hangs. */
static char sync_fault(void) {
  char letter = fault();
  while (letter == 'h') {
    struct timespec moment = {0, 5000000};
    nanosleep(&moment, NULL);
    letter = fault();
  }
  return letter;
}

static int sync_file(long kernel_call, int file) {
  char letter = sync_fault();
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

/* A write goes to a regular file, not to the process's own output or the record. */
static int to_file(int file, struct stat *status) {
  return file > 2 && file != record_file && fstat(file, status) == 0 && S_ISREG(status->st_mode);
}

static int disk_is_full(int file) {
  struct stat status;
  if (!fault_path || !to_file(file, &status) || fault() != 'n') return 0;
  errno = ENOSPC;
  return 1;
}

/* The largest record of the journal; the slots of the witness are smaller. */
#define OVERWRITTEN_MAX 16384

/* Only the part below the present length is overwritten; the rest is cut off by the length. */
static void record_overwritten(int file, size_t count, off_t offset) {
  static const char digits[] = "0123456789abcdef";
  static char line[64 + 2 * OVERWRITTEN_MAX];
  static char taken = 0;
  struct stat status;
  unsigned char old[OVERWRITTEN_MAX];
  if (record_file < 0 || !to_file(file, &status) || offset >= status.st_size) return;
  if (count > (size_t)(status.st_size - offset)) count = (size_t)(status.st_size - offset);
  /* Larger ones are nobody's here: better no test than one that says too little. */
  if (count > sizeof old) abort();
  ssize_t have = syscall(SYS_pread64, file, old, count, offset);
  if (have <= 0) return;
  while (__atomic_test_and_set(&taken, __ATOMIC_ACQUIRE)) sched_yield();
  int size = snprintf(line, sizeof line, "%llu %llu %lld ", (unsigned long long)status.st_dev, (unsigned long long)status.st_ino, (long long)offset);
  for (ssize_t i = 0; i < have; i++) {
    line[size++] = digits[old[i] >> 4];
    line[size++] = digits[old[i] & 15];
  }
  line[size++] = '\n';
  if (syscall(SYS_write, record_file, line, (size_t)size) != size) abort();
  __atomic_clear(&taken, __ATOMIC_RELEASE);
}

static int is_for_synced_writes(int file) { return (fcntl(file, F_GETFL) & O_DSYNC) != 0; }

/*
 * What a successful one overwrote is not recorded: killed within it, the process has acknowledged nothing, and the bytes may as well have
 * reached the disk. A record of every page that the journal overwrites would be gigabytes.
 */
static ssize_t synced_write(int file, const void *bytes, size_t count, off_t offset) {
  char line[112];
  struct stat status;
  char letter = sync_fault();
  if (letter == 'e' || letter == 's') record_overwritten(file, count, offset);
  ssize_t written = syscall(SYS_pwrite64, file, bytes, count, offset);
  if (letter == 'e') {
    errno = EIO;
    return -1;
  }
  if (letter == 's' || written <= 0 || record_file < 0 || !to_file(file, &status)) return written;
  int size = snprintf(line, sizeof line, "%llu %llu %lld +%lld\n", (unsigned long long)status.st_dev, (unsigned long long)status.st_ino, (long long)offset, (long long)written);
  if (syscall(SYS_write, record_file, line, (size_t)size) != size) abort();
  return written;
}

/* Nobody here writes to such a file in another way than by pwrite: better no test than one that says too little. */
static void no_synced_write(int file) {
  struct stat status;
  if (record_file >= 0 && to_file(file, &status) && is_for_synced_writes(file)) abort();
}

ssize_t write(int file, const void *bytes, size_t count) {
  no_synced_write(file);
  return disk_is_full(file) ? -1 : syscall(SYS_write, file, bytes, count);
}

ssize_t writev(int file, const struct iovec *pieces, int count) {
  no_synced_write(file);
  return disk_is_full(file) ? -1 : syscall(SYS_writev, file, pieces, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off_t offset) {
  if (disk_is_full(file)) return -1;
  if (is_for_synced_writes(file)) return synced_write(file, bytes, count, offset);
  record_overwritten(file, count, offset);
  return syscall(SYS_pwrite64, file, bytes, count, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) { return pwrite64(file, bytes, count, offset); }

/* By position, in pieces: nobody here does. */
ssize_t pwritev64(int file, const struct iovec *pieces, int count, off_t offset) {
  struct stat status;
  if (record_file >= 0 && to_file(file, &status)) abort();
  return syscall(SYS_pwritev, file, pieces, count, offset, 0);
}

ssize_t pwritev(int file, const struct iovec *pieces, int count, off_t offset) { return pwritev64(file, pieces, count, offset); }
