//! How the allocator serves the kernels.

use std::sync::Once;

/// Bytes from which on a block of memory is new from the system, and zero: the most that glibc takes.
pub(super) const NEW_MEMORY: usize = 32 << 20;

/// Lets the allocator keep what it has instead of giving large blocks back to the system after every operation: fresh memory
/// costs a page fault for every 4 KiB, a fifth of a training step.
///
/// This holds for the whole process, and from the first step on the processor to the end: what it has once taken stays with it.
/// Programs that want glibc's own settings back can call `mallopt` themselves afterwards; other allocators and systems are
/// left as they are.
pub(super) fn keep_memory() {
    static KEPT: Once = Once::new();
    KEPT.call_once(|| {
        #[cfg(all(target_os = "linux", target_env = "gnu"))]
        // SAFETY: mallopt takes any numbers, and locks.
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, NEW_MEMORY as libc::c_int);
            libc::mallopt(libc::M_TRIM_THRESHOLD, libc::c_int::MAX);
            libc::mallopt(libc::M_TOP_PAD, 64 << 20);
        }
    });
}
