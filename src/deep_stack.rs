//! Threads with room for deep expressions.

/// Runs a parallel piece of work on threads whose stack holds as many expressions in one another as may be open.
pub(crate) fn on_deep_stack<T: Send>(tasks: usize, work: impl FnOnce() -> T + Send) -> T {
    const STACK_BYTES: usize = 32 << 20;
    if tasks == 0 {
        return work();
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(rayon::current_num_threads().min(tasks))
        .stack_size(STACK_BYTES)
        .build();
    match pool {
        Ok(pool) => pool.install(work),
        // No more threads are to be had: the work is done on this one.
        Err(_) => work(),
    }
}
