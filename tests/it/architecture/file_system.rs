//! One room touches the file system: what anything else opens, or asks after, goes through it.

use std::path::Path;

use syn::visit::{self, Visit};

use super::GRAPH;
use super::graph::is_for_tests;

/// The room that opens every file.
const GATE: &str = "src/source/gate/";

/// The walk of trees asks the entries that its walker gives what they are.
const WALK: (&str, &[&str]) = ("src/discover/walk.rs", &["is_dir", "is_file"]);

/// Methods that ask the file system.
const METHODS: &[&str] = &[
    "canonicalize",
    "exists",
    "is_dir",
    "is_file",
    "is_symlink",
    "metadata",
    "read_dir",
    "read_link",
    "symlink_metadata",
    "try_exists",
];

/// Parts of paths that lead to it.
const NAMES: &[&str] = &["fs", "File::open", "OpenOptions", "WalkDir", "walkdir"];

/// What a file does that only the gate may.
struct Touches<'a> {
    file: &'a Path,
    found: Vec<String>,
}

impl<'a> Visit<'a> for Touches<'_> {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        if !is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        self.take_tree(&mut Vec::new(), &item.tree);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let segments = path.segments.iter();
        self.take(
            &segments
                .map(|part| part.ident.to_string())
                .collect::<Vec<_>>(),
        );
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        let method = call.method.to_string();
        let allowed = self.file.ends_with(WALK.0) && WALK.1.contains(&&*method);
        if METHODS.contains(&&*method) && !allowed {
            self.found.push(format!(".{method}()"));
        }
        visit::visit_expr_method_call(self, call);
    }
}

impl Touches<'_> {
    fn take_tree(&mut self, above: &mut Vec<String>, tree: &syn::UseTree) {
        let named = |above: &[String], name: &syn::Ident| [above, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => {
                above.push(path.ident.to_string());
                self.take_tree(above, &path.tree);
                above.pop();
            }
            syn::UseTree::Name(name) => self.take(&named(above, &name.ident)),
            syn::UseTree::Rename(name) => self.take(&named(above, &name.ident)),
            syn::UseTree::Glob(_) => self.take(above),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.take_tree(above, tree);
                }
            }
        }
    }

    fn take(&mut self, path: &[String]) {
        let written = path.join("::");
        let is_named = |name: &&str| format!("::{written}::").contains(&format!("::{name}::"));
        // `Path::exists` as a function of its own.
        let as_function = |method: &&str| written.ends_with(&format!("Path::{method}"));
        if NAMES.iter().any(is_named) || METHODS.iter().any(as_function) {
            self.found.push(written);
        }
    }
}

#[test]
fn only_the_gate_touches_the_file_system() {
    let mut wrong = Vec::new();
    let mut of_gate = 0;
    for file in GRAPH.files.values() {
        let text = std::fs::read_to_string(file).unwrap();
        let mut touches = Touches {
            file,
            found: Vec::new(),
        };
        touches.visit_file(&syn::parse_file(&text).unwrap());
        if file.starts_with(GATE) {
            of_gate += touches.found.len();
        } else {
            let found = touches.found.iter();
            wrong.extend(found.map(|what| format!("{}: {what}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(of_gate > 5, "the gate is elsewhere");
}
