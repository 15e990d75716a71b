//! What is followed, told apart and said at most stands in one file of each room.

use std::path::Path;

use syn::visit::{self, Visit};

use super::GRAPH;
use super::graph::is_for_tests;

/// The file of a room that has its bounds.
const LIMITS: &str = "limits.rs";

/// How the names of bounds begin.
const BEGINNINGS: [&str; 4] = ["MAX", "MIN", "MOST", "AT_MOST"];

/// The bounds that a file declares.
#[derive(Default)]
struct Bounds {
    declared: Vec<String>,
}

impl Bounds {
    fn take(&mut self, name: &syn::Ident) {
        let name = name.to_string();
        let is_bound = BEGINNINGS.into_iter().any(|beginning| {
            let rest = name.strip_prefix(beginning);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        });
        if is_bound {
            self.declared.push(name);
        }
    }
}

impl<'a> Visit<'a> for Bounds {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        if !is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_const(&mut self, item: &'a syn::ItemConst) {
        self.take(&item.ident);
        visit::visit_item_const(self, item);
    }

    fn visit_item_static(&mut self, item: &'a syn::ItemStatic) {
        self.take(&item.ident);
        visit::visit_item_static(self, item);
    }

    fn visit_impl_item_const(&mut self, item: &'a syn::ImplItemConst) {
        self.take(&item.ident);
        visit::visit_impl_item_const(self, item);
    }
}

fn declared_in(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut bounds = Bounds::default();
    bounds.visit_file(&syn::parse_file(&text).unwrap());
    bounds.declared
}

#[test]
fn each_bound_stands_with_those_of_its_room() {
    let scattered: Vec<String> = GRAPH
        .files
        .values()
        .filter(|path| !path.ends_with(LIMITS))
        .flat_map(|path| {
            let declared = declared_in(path).into_iter();
            declared.map(|name| format!("{}: `{name}`", path.display()))
        })
        .collect();
    assert!(
        scattered.is_empty(),
        "these belong into their room's `{LIMITS}`:\n{}",
        scattered.join("\n")
    );
}

/// One file for each room, and none below it: `src/limits.rs`, `src/terraform/limits.rs`.
#[test]
fn each_room_has_one_place_for_them() {
    let deeper: Vec<String> = GRAPH
        .files
        .iter()
        .filter(|(module, path)| path.ends_with(LIMITS) && module.len() > 2)
        .map(|(_, path)| path.display().to_string())
        .collect();
    assert!(deeper.is_empty(), "{}", deeper.join("\n"));
}
