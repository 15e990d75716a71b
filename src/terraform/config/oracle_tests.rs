//! Modules that call modules beside what Terraform makes of them, where a `terraform` is on the `PATH`.

use walkdir::WalkDir;

use super::instance::{Instance, Root};
use super::module_cache::ModuleCache;
use super::root_inputs::InputValues;
use crate::source::Span;
use crate::source::{Access, SourceMap};
use crate::terraform::lang::oracle_tests::{
    compare_with, fixtures, has_terraform, modules, plenty,
};

/// How many expressions of root modules are generated.
const GENERATED: usize = 300;

fn come_to_what_terraform_says(is_known_later: bool) {
    if !has_terraform() {
        return;
    }
    let folder = with_data_files();
    let files = modules(is_known_later, GENERATED);
    for (name, text) in &files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let sources = SourceMap::new(&Access {
        paths: vec![folder.path().to_owned()],
        ..Access::default()
    });
    let modules = ModuleCache::new(&sources);
    let mut root = Root::given(&modules, folder.path(), InputValues::default());
    root.budget = plenty();
    let module = modules.module(folder.path());
    let at = module.sources.first().map(|file| Span::beginning(*file));
    let instance = Instance::new(&root, module, None);
    let text = &files["main.tf"];
    let body = hcl::edit::parser::parse_body(text).unwrap_or_else(|error| panic!("{error}"));
    let value_of = |name: &str| instance.local(name, at.unwrap());
    let (_, wrong) = compare_with(text, &body, folder.path(), &value_of);
    if !wrong.is_empty() {
        let kept = folder.keep();
        panic!(
            "{} disagree in {}:\n{}",
            wrong.len(),
            kept.display(),
            wrong.join("\n")
        );
    }
}

/// A folder with what expressions read.
fn with_data_files() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = fixtures();
    for entry in WalkDir::new(&from).min_depth(1) {
        let entry = entry.unwrap();
        let copy = folder
            .path()
            .join(entry.path().strip_prefix(&from).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(copy).unwrap();
        } else if entry.path().extension() != Some("tf".as_ref()) {
            std::fs::copy(entry.path(), copy).unwrap();
        }
    }
    folder
}

#[test]
fn what_modules_give_one_another_comes_to_what_terraform_says() {
    come_to_what_terraform_says(false);
}

#[test]
fn what_modules_are_given_after_apply_comes_to_what_terraform_applies() {
    come_to_what_terraform_says(true);
}
