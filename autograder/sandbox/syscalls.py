"""System calls that the sandbox's filter knows: name, number on x86_64, number on aarch64 ("-": not there)."""

import platform

HIGHEST = 462
"""Calls above this number are newer than the tables and answered with "no such call"."""

_ALLOWED = """
read 0 63; write 1 64; readv 19 65; writev 20 66; pread64 17 67; pwrite64 18 68; preadv 295 69
pwritev 296 70; preadv2 327 286; pwritev2 328 287; lseek 8 62; close 3 57; close_range 436 436
dup 32 23; dup2 33 -; dup3 292 24; fstat 5 80; stat 4 -; lstat 6 -
newfstatat 262 79; statx 332 291; fstatfs 138 44; statfs 137 43; access 21 -; faccessat 269 48
faccessat2 439 439; readlink 89 -; readlinkat 267 78; getdents 78 -; getdents64 217 61; getcwd 79 17
chdir 80 49; fchdir 81 50; mkdir 83 -; mkdirat 258 34; rmdir 84 -; unlink 87 -; unlinkat 263 35
rename 82 -; renameat 264 38; renameat2 316 276; ftruncate 77 46; fallocate 285 47; fsync 74 82
fdatasync 75 83; flock 73 32; umask 95 166; fadvise64 221 223; mmap 9 222; munmap 11 215
mprotect 10 226; mremap 25 216; madvise 28 233; mincore 27 232; msync 26 227; brk 12 214; mbind 237 235
get_mempolicy 239 236; set_mempolicy 238 237; membarrier 324 283; rseq 334 293; futex 202 98
futex_waitv 449 449; set_robust_list 273 99; get_robust_list 274 100; set_tid_address 218 96
arch_prctl 158 -; prctl 157 167; rt_sigaction 13 134; rt_sigprocmask 14 135; rt_sigreturn 15 139
rt_sigpending 127 136; rt_sigsuspend 130 133; rt_sigtimedwait 128 137; sigaltstack 131 132; pause 34 -
getpid 39 172; getppid 110 173; gettid 186 178; getuid 102 174; geteuid 107 175; getgid 104 176
getegid 108 177; getgroups 115 158; getresuid 118 148; getresgid 120 150; getpgid 121 155; getpgrp 111 -
getsid 124 156; uname 63 160; sysinfo 99 179; times 100 153; getrusage 98 165; getrlimit 97 163
clock_gettime 228 113; clock_getres 229 114; clock_nanosleep 230 115; nanosleep 35 101
gettimeofday 96 169; time 201 -; getitimer 36 102; setitimer 38 103; alarm 37 -; timerfd_create 283 85
timerfd_settime 286 86; timerfd_gettime 287 87; eventfd 284 -; eventfd2 290 19; epoll_create 213 -
epoll_create1 291 20; epoll_ctl 233 21; epoll_wait 232 -; epoll_pwait 281 22; epoll_pwait2 441 441
poll 7 -; ppoll 271 73; select 23 -; pselect6 270 72; pipe 22 -; pipe2 293 59; getsockname 51 204
getpeername 52 205; getsockopt 55 209; setsockopt 54 208; recvfrom 45 207; recvmsg 47 212; sendto 44 206
sendmsg 46 211; shutdown 48 210; sched_yield 24 124; sched_getaffinity 204 123; sched_getparam 143 121
sched_getscheduler 145 120; sched_get_priority_max 146 125; sched_get_priority_min 147 126
getcpu 309 168; getrandom 318 278; exit 60 93; exit_group 231 94; wait4 61 260; waitid 247 95
restart_syscall 219 128; copy_file_range 326 285; sendfile 40 71; capget 125 90; getpriority 140 141
mlock 149 228; munlock 150 229
"""

_FAKED = """
chmod 90 -; fchmod 91 52; fchmodat 268 53; fchmodat2 - -; chown 92 -; fchown 93 55; lchown 94 -
fchownat 260 54; utime 132 -; utimes 235 -; futimesat 261 -; utimensat 280 88
"""

_GUARDED = """
openat 257 56; open 2 -; openat2 437 437; clone 56 220; clone3 435 435; prlimit64 302 261; kill 62 129
tgkill 234 131; fcntl 72 25; ioctl 16 29; socketpair 53 199; execve 59 221; socket 41 198; connect 42 203; bind 49 200
"""


def _table(text: str) -> dict[str, int]:
    """The calls of `text` that this machine has, with their numbers here; empty on other machines."""
    column = {"x86_64": 1, "aarch64": 2}.get(platform.machine())
    rows = [entry.split() for line in text.split("\n") for entry in line.split(";") if entry.strip()]
    return {row[0]: int(row[column]) for row in rows if column and row[column] != "-"}


ALLOWED = _table(_ALLOWED)
"""Harmless on what a sandboxed process can reach."""
FAKED = _table(_FAKED)
"""Changes of owner, mode and time: reported as done, not done. shutil.copy and IPython insist on them."""
GUARDED = _table(_GUARDED)
"""Allowed or refused by their arguments; `sandbox` says how."""
