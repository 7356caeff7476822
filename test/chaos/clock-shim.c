/*
 * Preloaded into a replica (LD_PRELOAD), it moves the replica's wall clock, and its wall clock alone: GROVE_CLOCK_OFFSET=FILE
 * holds nanoseconds, 8 bytes as the machine has them, that are added to the time of day. The file is mapped, so that a
 * change counts at once and costs nothing. The monotonic clock is not touched: no machine's jumps.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const int64_t second_ns = 1000000000;
static volatile const int64_t *offset_ns;

__attribute__((constructor)) static void map_offset(void) {
  const char *path = getenv("GROVE_CLOCK_OFFSET");
  if (!path) return;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) abort();
  void *mapped = mmap(NULL, sizeof *offset_ns, PROT_READ, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED) abort();
  offset_ns = mapped;
  close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = (int)syscall(SYS_clock_gettime, clock, now);
  if (result != 0 || !offset_ns || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return result;
  int64_t moved = (int64_t)now->tv_sec * second_ns + now->tv_nsec + *offset_ns;
  now->tv_sec = moved / second_ns;
  now->tv_nsec = moved % second_ns;
  return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec time;
  int result = clock_gettime(CLOCK_REALTIME, &time);
  now->tv_sec = time.tv_sec;
  now->tv_usec = time.tv_nsec / 1000;
  return result;
}
