//! What the names in an expression stand for.

use std::sync::Arc;

use super::types::Type;
use super::values::{Value, error};
use crate::resolved::{Privacy, Resolved};
use crate::source::{SourceFile, Span};

/// Why what a unit has no steps for is not known.
pub(crate) const TOO_MANY_STEPS: &str =
    "all expressions of its root module take too many steps together";

/// A function and a text that it decodes, which is said to be that of a file as a whole.
pub(crate) struct Decoding<'t> {
    pub(crate) by: &'t str,
    pub(crate) text: &'t str,
    pub(crate) file: Span,
    /// What is kept back of it.
    pub(crate) privacy: Privacy,
}

/// What expressions can refer to.
pub(crate) trait Scope {
    /// The value of `var.x`, `local.x`, `module.m.out`, `each.key`, `aws_x.y`… `path` holds the names after the root as far as
    /// they are written as attributes; the answer says how many of them it took.
    fn reference(&self, root: &str, path: &[&str], at: Span) -> (Resolved<Value>, usize);
    /// The value of `root.name[key].then`, where the scope can tell it without all else that `root.name` holds. `is_tried`
    /// where something takes the place of what is not there: then it came by what says that it is there.
    fn element(
        &self,
        _root: &str,
        _name: &str,
        _key: &Value,
        _then: &str,
        _is_tried: bool,
    ) -> Option<Resolved<Value>> {
        None
    }
    /// The type that `root.name` has whatever it comes to, `any` where it has none where it is null; `None` where that is not known.
    fn type_of(&self, _root: &str, _name: &str) -> Option<Type> {
        None
    }
    /// A function that only exists here, such as Terragrunt's; `None` for all others.
    fn call(&self, _name: &str, _arguments: &[Resolved<Value>]) -> Option<Resolved<Value>> {
        None
    }
    /// Whose names they are, as a sentence names it; `None` where there is no other one.
    fn owner(&self) -> Option<Arc<str>> {
        None
    }
    /// A file of text, for `file()`; the error is the reason.
    fn read_file(&self, path: &str) -> Result<Arc<SourceFile>, String>;
    /// What a file holds, text or not; the error is the reason.
    fn read_bytes(&self, path: &str) -> Result<Vec<u8>, String>;
    /// The beginning of a file, where one is there; the error is the reason why that cannot be told.
    fn place_of_file(&self, path: &str) -> Result<Option<Span>, String>;
    /// The beginning of a file that was to be read, is there and cannot be.
    fn lost_file(&self, _path: &str) -> Option<Span> {
        None
    }
    /// The paths of all regular files below a folder, as seen from there; the error is the reason.
    fn files_below(&self, folder: &str) -> Result<Vec<String>, String>;
    /// Takes steps of what the expressions of a unit may take together; false once there are too few.
    fn take_steps(&self, steps: u32) -> bool;
    /// Takes the steps of a function that decodes a file: it is decoded once for all units.
    fn take_steps_of_decoding(&self, _decoding: &Decoding<'_>, steps: u32) -> bool {
        self.take_steps(steps)
    }
    /// What the file comes to, as `decode` makes it.
    fn decoded(
        &self,
        _decoding: &Decoding<'_>,
        decode: &dyn Fn() -> Resolved<Value>,
    ) -> Resolved<Value> {
        decode()
    }
    /// The folder that it runs in, as an absolute path; `None` where that cannot be told.
    fn working_folder(&self) -> Option<String>;
}

/// The scope of a constant: nothing can be referred to.
pub(crate) struct NoScope;

impl Scope for NoScope {
    fn reference(&self, root: &str, _: &[&str], _: Span) -> (Resolved<Value>, usize) {
        (error(root, "only a constant may stand here"), 0)
    }

    fn call(&self, name: &str, _: &[Resolved<Value>]) -> Option<Resolved<Value>> {
        let why = "only a constant may stand here, and no call of a function";
        Some(error(format!("{name}()"), why))
    }

    fn read_file(&self, path: &str) -> Result<Arc<SourceFile>, String> {
        Err(format!("a constant comes from no file ({path})"))
    }

    fn read_bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("a constant comes from no file ({path})"))
    }

    fn place_of_file(&self, path: &str) -> Result<Option<Span>, String> {
        Err(format!("a constant comes from no file ({path})"))
    }

    fn files_below(&self, folder: &str) -> Result<Vec<String>, String> {
        Err(format!("a constant comes from no folder ({folder})"))
    }

    /// A constant is bounded by itself: without functions, it makes no more than its text says.
    fn take_steps(&self, _: u32) -> bool {
        true
    }

    fn working_folder(&self) -> Option<String> {
        None
    }
}
