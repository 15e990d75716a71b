//! Threads with room for deep expressions.

/// Runs a piece of work on threads whose stack holds as many expressions in one another as may be open; it shares among them what
/// it does side by side. All of a run is one such piece: memory that a thread gives back is at hand for that thread alone.
pub(crate) fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    const STACK_BYTES: usize = 32 << 20;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(rayon::current_num_threads())
        .stack_size(STACK_BYTES)
        .build();
    match pool {
        Ok(pool) => pool.install(work),
        // No more threads are to be had: the work is done on this one.
        Err(_) => work(),
    }
}
