//! Which file uses which: read off the paths of the source, names that a `mod.rs` hands on followed to where they are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// A module's path below the crate: `["terraform", "lang"]`.
pub(super) type Module = Vec<String>;

/// The modules of the crate, each a file.
pub(super) struct Graph {
    pub(super) files: BTreeMap<Module, PathBuf>,
    /// The modules that a module uses, without itself.
    pub(super) uses: BTreeMap<Module, BTreeSet<Module>>,
    /// The crates and other names that a module's paths begin with.
    pub(super) outside: BTreeMap<Module, BTreeSet<String>>,
}

/// The paths that a file writes, as segments, and the names that it hands on (`pub use`).
#[derive(Default)]
struct Paths {
    written: Vec<Vec<String>>,
    handed_on: BTreeMap<String, Vec<String>>,
}

impl Paths {
    fn take_tree(&mut self, before: &mut Vec<String>, tree: &syn::UseTree, is_public: bool) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.take_tree(before, &path.tree, is_public);
                before.pop();
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.take_tree(before, tree, is_public);
                }
            }
            syn::UseTree::Name(name) => self.take(before, &name.ident, &name.ident, is_public),
            syn::UseTree::Rename(renamed) => {
                self.take(before, &renamed.ident, &renamed.rename, is_public);
            }
            syn::UseTree::Glob(_) => self.written.push(before.clone()),
        }
    }

    fn take(&mut self, before: &[String], name: &syn::Ident, here: &syn::Ident, is_public: bool) {
        let mut path = before.to_vec();
        if name != "self" {
            path.push(name.to_string());
        }
        if is_public {
            self.handed_on.insert(here.to_string(), path.clone());
        }
        self.written.push(path);
    }
}

pub(super) fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}

impl<'a> Visit<'a> for Paths {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        // Tests may reach anywhere.
        if !is_for_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        if !is_for_tests(&item.attrs) {
            let is_public = !matches!(item.vis, syn::Visibility::Inherited);
            self.take_tree(&mut Vec::new(), &item.tree, is_public);
        }
    }

    /// `pub(super)` says who may use a thing, and uses nothing.
    fn visit_visibility(&mut self, _: &'a syn::Visibility) {}

    fn visit_path(&mut self, path: &'a syn::Path) {
        let segments = path.segments.iter();
        self.written
            .push(segments.map(|part| part.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

impl Graph {
    pub(super) fn read() -> Graph {
        let mut graph = Graph {
            files: BTreeMap::new(),
            uses: BTreeMap::new(),
            outside: BTreeMap::new(),
        };
        let mut paths = BTreeMap::new();
        take_module(Path::new("src/lib.rs"), Vec::new(), &mut graph, &mut paths);
        for (module, own) in &paths {
            let mut uses = BTreeSet::new();
            for path in &own.written {
                if let Some(target) = target(module, path, &paths, 0) {
                    uses.extend((target != *module).then_some(target));
                } else if path.len() > 1 {
                    let outside = graph.outside.entry(module.clone()).or_default();
                    outside.insert(path[0].clone());
                }
            }
            graph.uses.insert(module.clone(), uses);
        }
        graph
    }

    /// Modules that lead back to themselves, each ring once.
    pub(super) fn circles(&self) -> Vec<Vec<Module>> {
        let reached: BTreeMap<&Module, BTreeSet<&Module>> = self
            .uses
            .keys()
            .map(|module| (module, self.below(module)))
            .collect();
        let mut rings: BTreeSet<Vec<Module>> = BTreeSet::new();
        for (module, below) in &reached {
            if below.contains(module) {
                let ring = below
                    .iter()
                    .filter(|other| reached[**other].contains(module));
                rings.insert(ring.map(|other| (*other).clone()).collect());
            }
        }
        rings.into_iter().collect()
    }

    fn below(&self, module: &Module) -> BTreeSet<&Module> {
        let mut reached = BTreeSet::new();
        let mut open = vec![module];
        while let Some(next) = open.pop() {
            for used in self.uses.get(next).into_iter().flatten() {
                if reached.insert(used) {
                    open.push(used);
                }
            }
        }
        reached
    }
}

/// Reads a file and those of the modules that it declares.
fn take_module(
    file: &Path,
    module: Module,
    graph: &mut Graph,
    paths: &mut BTreeMap<Module, Paths>,
) {
    let text = std::fs::read_to_string(file).unwrap();
    let parsed = syn::parse_file(&text).unwrap();
    let mut own = Paths::default();
    own.visit_file(&parsed);
    let is_root = file.ends_with("mod.rs") || file.ends_with("lib.rs");
    let folder = if is_root {
        file.parent().unwrap().to_owned()
    } else {
        file.with_extension("")
    };
    for item in &parsed.items {
        let syn::Item::Mod(declared) = item else {
            continue;
        };
        if declared.content.is_some() || is_for_tests(&declared.attrs) {
            continue;
        }
        let name = declared.ident.to_string();
        let candidates = [
            folder.join(format!("{name}.rs")),
            folder.join(&name).join("mod.rs"),
        ];
        let child = candidates.iter().find(|path| path.is_file()).unwrap();
        let mut below = module.clone();
        below.push(name);
        take_module(child, below, graph, paths);
    }
    graph.files.insert(module.clone(), file.to_owned());
    paths.insert(module, own);
}

/// The module in which what a path names is written; `None` where it lies outside of the crate, or in the file itself.
fn target(
    from: &Module,
    path: &[String],
    paths: &BTreeMap<Module, Paths>,
    depth: usize,
) -> Option<Module> {
    assert!(depth < 20, "names are handed on in a ring: {path:?}");
    let (mut at, rest) = match path.first()?.as_str() {
        "crate" => (Vec::new(), &path[1..]),
        "self" => (from.clone(), &path[1..]),
        "super" => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            (from[..from.len().checked_sub(ups)?].to_vec(), &path[ups..])
        }
        // A module that the file declares or a name that it brought in from one.
        first => {
            let mut child = from.clone();
            child.push(first.to_owned());
            if !paths.contains_key(&child) {
                return None;
            }
            (from.clone(), path)
        }
    };
    let mut rest = rest;
    while let Some((next, after)) = rest.split_first() {
        let mut below = at.clone();
        below.push(next.clone());
        if paths.contains_key(&below) {
            at = below;
            rest = after;
        } else if let Some(handed) = paths[&at].handed_on.get(next) {
            return target(&at, handed, paths, depth + 1);
        } else {
            break;
        }
    }
    Some(at)
}
