//! Keeps a fault of the program in one unit of work from taking the others' findings with it.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, Location};
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::{Problem, Unreadable};
use crate::source::{SourceId, Span};

thread_local! {
    /// Where this thread panicked last.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Where any thread panicked last: work that is shared among threads panics on another one than that which waits for it.
static ANYWHERE: Mutex<Option<String>> = Mutex::new(None);

/// A piece of work that did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InternalError {
    /// The file and line of the program, where they are known.
    place: Option<String>,
}

impl InternalError {
    /// What happened. What the panic itself says is left out: it may quote the text that was read.
    pub(crate) fn sentence(&self) -> String {
        match &self.place {
            Some(place) => format!("internal error in {place}, please report it"),
            None => "internal error, please report it".into(),
        }
    }

    /// As a finding about a file of which nothing is known now.
    pub(crate) fn in_source(&self, source: SourceId) -> Unreadable {
        self.at(Span::beginning(source))
    }

    /// As a finding about a place.
    pub(crate) fn at(&self, span: Span) -> Unreadable {
        Unreadable {
            span,
            message: format!("What is declared here was not judged: {}", self.sentence()).into(),
            label: "nothing is known of the trails in it".into(),
            help: Some(
                "Report it with this file, or with a shorter one that shows the same.".into(),
            ),
            others: Vec::new(),
        }
    }

    /// As a problem of the run.
    pub(crate) fn problem(&self, path: String) -> Problem {
        Problem {
            path,
            message: self.sentence(),
        }
    }
}

/// Notes where threads panic, and prints nothing about it. For a whole process: only its `main` may say so.
pub(crate) fn note_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(shown);
        PLACE.with(|noted| noted.borrow_mut().clone_from(&place));
        *ANYWHERE.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
}

/// Runs a piece of work; where it panics, what it would have said is lost, and nothing else.
pub(crate) fn contained<T>(work: impl FnOnce() -> T) -> Result<T, InternalError> {
    // What panics leave half done is dropped with the unit, or is kept behind locks whose holders write whole values.
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let here = PLACE.with(|noted| noted.borrow_mut().take());
        let anywhere = || {
            ANYWHERE
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone()
        };
        InternalError {
            place: here.or_else(anywhere),
        }
    })
}

/// A place in the program, without the folders of the machine that built it.
fn shown(location: &Location<'_>) -> String {
    let path = location.file().replace('\\', "/");
    let crates = path.split_once("/registry/src/");
    let of_crate = crates.and_then(|(_, rest)| rest.split_once('/'));
    let file = of_crate.map_or(path.as_str(), |(_, file)| file);
    format!("{file}:{}", location.line())
}

/// A fault that a test puts into a text: whatever does this with it panics.
#[cfg(test)]
pub(crate) fn fault_in(text: &str, doing: &str) {
    assert!(!text.contains(&format!("a fault when {doing}")));
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rayon::prelude::*;

    use super::*;
    use crate::source::SourceMap;

    /// A fault in one unit is said there, and the findings about the others stay.
    #[test]
    fn a_fault_in_one_unit_takes_no_other_with_it() {
        const OF_TERRAFORM: &str =
            "resource \"aws_cloudtrail\" \"t\" {\n  include_global_service_events = false\n}\n";
        const OF_CLOUDFORMATION: &str = "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties: {IsLogging: true, S3BucketName: b}\n";
        let lint = |faults: &[(&str, &str)]| {
            let folder = tempfile::tempdir().unwrap();
            for (name, text) in [
                ("a/main.tf", OF_TERRAFORM),
                ("b/main.tf", OF_TERRAFORM),
                ("c.yaml", OF_CLOUDFORMATION),
                ("d.yaml", OF_CLOUDFORMATION),
            ] {
                let path = folder.path().join(name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                let faults = faults.iter().filter(|(file, _)| *file == name);
                let faults = faults.map(|(_, doing)| format!("# a fault when {doing}\n"));
                let faults = faults.collect::<Vec<_>>().concat();
                std::fs::write(path, text.to_owned() + &faults).unwrap();
            }
            let options = crate::options::LintOptions {
                paths: vec![folder.path().to_owned()],
                ..crate::options::LintOptions::default()
            };
            let outcome = crate::lint(&options);
            let findings = outcome.findings.iter();
            let told = findings.map(|finding| {
                let file = outcome.sources.get(finding.span.source);
                let name = file.path().strip_prefix(folder.path()).unwrap().to_owned();
                let is_fault = finding.message.contains("internal error");
                (name, finding.rule.id, is_fault)
            });
            told.collect::<Vec<_>>()
        };
        let without = lint(&[]);
        assert_eq!(without.len(), 4);
        for fault in [
            ("b/main.tf", "parsing"),
            ("b/main.tf", "judging"),
            ("d.yaml", "parsing"),
            ("d.yaml", "judging"),
        ] {
            let mut expected = without.clone();
            for told in &mut expected {
                if told.0 == Path::new(fault.0) {
                    (told.1, told.2) = ("syntax-error", true);
                }
            }
            assert_eq!(lint(&[fault]), expected, "{fault:?}");
        }
    }

    #[test]
    fn a_panic_ends_its_own_unit_only() {
        let sources = SourceMap::default();
        let file = sources.add(Path::new("b.tf"), Vec::new()).unwrap();
        let units = ["a.tf", "b.tf", "c.tf"];
        let judged: Vec<Result<&str, Unreadable>> = units
            .par_iter()
            .map(|unit| {
                contained(|| {
                    assert!(*unit != "b.tf", "the text that was read");
                    *unit
                })
                .map_err(|error| error.in_source(file.id()))
            })
            .collect();
        assert_eq!(judged[0], Ok("a.tf"));
        assert_eq!(judged[2], Ok("c.tf"));
        let lost = judged[1].as_ref().unwrap_err();
        assert_eq!(lost.span, Span::beginning(file.id()));
        assert!(lost.message.contains("internal error"), "{}", lost.message);
        assert!(lost.message.contains("please report"), "{}", lost.message);
        assert!(!lost.message.contains("text that was"), "{}", lost.message);
    }

    #[test]
    fn a_panic_on_a_worker_thread_is_contained() {
        let result = contained(|| {
            let all: Vec<usize> = (0..1_000).into_par_iter().map(|at| 1_000 / at).collect();
            all.len()
        });
        assert!(result.is_err());
    }

    #[test]
    fn what_ends_well_is_handed_on() {
        assert_eq!(contained(|| 3), Ok(3));
    }
}
