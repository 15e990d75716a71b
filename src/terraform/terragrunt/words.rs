//! Words that Terragrunt does not know: it refuses the file.
//!
//! Source: Terragrunt, `pkg/config/config.go`, `terragruntConfigFile` and what it is made of, with the attributes of versions
//! before (`skip`, `retryable_errors`…); its documentation of blocks and attributes. A later version may know more words, so
//! one that is near to none of these is passed over.

use crate::diagnostic::Unreadable;
use crate::source::Span;
use crate::suggest::nearest;
use crate::terraform::lang::syntax::{Block, Body};

/// What may stand in a file, or in a block of it.
struct Words {
    attributes: &'static [&'static str],
    blocks: &'static [&'static str],
}

const FILE: Words = Words {
    attributes: &[
        "download_dir",
        "generate",
        "iam_assume_role_duration",
        "iam_assume_role_session_name",
        "iam_role",
        "iam_web_identity_token",
        "inputs",
        "prevent_destroy",
        "remote_state",
        "retry_max_attempts",
        "retry_sleep_interval_sec",
        "retryable_errors",
        "skip",
        "terraform_binary",
        "terraform_version_constraint",
        "terragrunt_version_constraint",
    ],
    blocks: &[
        "catalog",
        "dependencies",
        "dependency",
        "engine",
        "errors",
        "exclude",
        "feature",
        "generate",
        "include",
        "locals",
        "remote_state",
        "terraform",
    ],
};

/// Source: Terragrunt, `pkg/config/stack.go`, `StackConfigFile`; a unit may have more than these (`remain`).
const STACK: Words = Words {
    attributes: &[],
    blocks: &["include", "locals", "stack", "unit"],
};

const OF_STACKS: Words = Words {
    attributes: &[
        "no_dot_terragrunt_stack",
        "no_validation",
        "path",
        "source",
        "values",
    ],
    blocks: &["autoinclude"],
};

/// What may stand in a block; `None` where that is not told here.
fn words_of(kind: &str) -> Option<Words> {
    let (attributes, blocks): (&[&str], &[&str]) = match kind {
        "terraform" => (
            &[
                "copy_terraform_lock_file",
                "exclude_from_copy",
                "include_in_copy",
                "source",
                "version",
            ],
            &["after_hook", "before_hook", "error_hook", "extra_arguments"],
        ),
        "extra_arguments" => (
            &[
                "arguments",
                "commands",
                "env_vars",
                "optional_var_files",
                "required_var_files",
            ],
            &[],
        ),
        "include" => (&["expose", "merge_strategy", "path"], &[]),
        "generate" => (
            &[
                "comment_prefix",
                "contents",
                "disable",
                "disable_signature",
                "hcl_fmt",
                "if_disabled",
                "if_exists",
                "mutable",
                "path",
            ],
            &[],
        ),
        "exclude" => (&["actions", "exclude_dependencies", "if", "no_run"], &[]),
        _ => return None,
    };
    Some(Words { attributes, blocks })
}

/// What is said of the words of a file that mean others.
pub(super) fn misspelt(body: &Body) -> Vec<Unreadable> {
    let mut out = Vec::new();
    take(body, &FILE, &mut out);
    for block in &body.blocks {
        let Some(words) = words_of(&block.kind) else {
            continue;
        };
        take(&block.body, &words, &mut out);
        for inner in &block.body.blocks {
            if let Some(words) = words_of(&inner.kind).filter(|_| block.kind == "terraform") {
                take(&inner.body, &words, &mut out);
            }
        }
    }
    out
}

/// The same of the file of a stack.
pub(super) fn misspelt_in_stack(body: &Body) -> Vec<Unreadable> {
    let mut out = Vec::new();
    take(body, &STACK, &mut out);
    let inner = body.blocks.iter();
    for block in inner.filter(|block| matches!(block.kind.as_str(), "stack" | "unit")) {
        take(&block.body, &OF_STACKS, &mut out);
    }
    out
}

fn take(body: &Body, words: &Words, out: &mut Vec<Unreadable>) {
    let known = |name: &str| {
        let mut known = words.attributes.iter().chain(words.blocks);
        known.any(|word| *word == name)
    };
    let attributes = body.attributes.iter();
    let attributes = attributes.map(|attribute| (attribute.name.as_str(), attribute.name_span));
    for (name, at) in attributes.filter(|(name, _)| !known(name)) {
        let near = nearest(name, words.attributes.iter().copied());
        out.extend(near.map(|near| unknown(name, at, near)));
    }
    let blocks = body.blocks.iter();
    for block in blocks.filter(|block| !known(&block.kind)) {
        let near = nearest(&block.kind, words.blocks.iter().copied());
        out.extend(near.map(|near| unknown(&block.kind, place_of(block), near)));
    }
}

fn place_of(block: &Block) -> Span {
    let length = u32::try_from(block.kind.len()).unwrap_or(u32::MAX);
    let header = block.header;
    Span {
        end: header.end.min(header.start.saturating_add(length)),
        ..header
    }
}

fn unknown(name: &str, at: Span, near: &str) -> Unreadable {
    Unreadable {
        span: at,
        message: format!("Terragrunt knows no `{name}` here; did you mean `{near}`?").into(),
        label: "not known here".into(),
        help: Some(format!("Write `{near}`.").into()),
        others: Vec::new(),
    }
}
