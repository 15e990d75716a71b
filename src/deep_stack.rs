//! Threads with room for deep expressions.

use std::thread::sleep;
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// How often one thread is asked for where there is no room for all: those that were begun give theirs back only after a while.
const TRIES: u32 = 50;

const PAUSE: Duration = Duration::from_millis(10);

/// Runs a piece of work on threads whose stack holds as many expressions in one another as may be open; it shares among them what
/// it does side by side. All of a run is one such piece: memory that a thread gives back is at hand for that thread alone.
/// An error where not even one such thread is to be had.
pub(crate) fn on_deep_stack<T: Send>(
    work: impl FnOnce() -> T + Send,
) -> Result<T, ThreadPoolBuildError> {
    // As many as `RAYON_NUM_THREADS` says or as there are cores.
    let mut pool = pool_of(0);
    let mut tries = 0..TRIES;
    while pool.is_err() && tries.next().is_some() {
        sleep(PAUSE);
        pool = pool_of(1);
    }
    Ok(pool?.install(work))
}

fn pool_of(threads: usize) -> Result<ThreadPool, ThreadPoolBuildError> {
    const STACK_BYTES: usize = 32 << 20;
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(STACK_BYTES)
        .build()
}
