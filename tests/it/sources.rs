//! Sources are read by many threads at once.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use cloudtrail_lint::source::{Access, SourceMap};

#[test]
fn files_are_loaded_while_others_are_added() {
    let (done, finished) = mpsc::channel();
    // Not joined: threads that wait for each other would keep the test from failing.
    std::thread::spawn(move || {
        let sources = SourceMap::new(&Access::default());
        let known = std::env::current_dir().unwrap().join("Cargo.toml");
        sources.load(&known).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (sources, known) = (&sources, &known);
                scope.spawn(move || add_and_load(sources, thread, known));
            }
        });
        done.send(()).unwrap();
    });
    assert!(
        finished.recv_timeout(Duration::from_mins(1)).is_ok(),
        "the threads wait for each other"
    );
}

fn add_and_load(sources: &SourceMap, thread: usize, known: &Path) {
    for at in 0..2_000 {
        sources.add(format!("{thread}/{at}"), Vec::new()).unwrap();
        sources.load(known).unwrap();
    }
}
