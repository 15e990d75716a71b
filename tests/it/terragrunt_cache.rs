//! The copy of a module that Terragrunt downloaded for a unit, where the name of its folder is made of the unit's own.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cloudtrail_lint::options::LintOptions;
use sha1::{Digest as _, Sha1};

const PACKAGE: &str = "git::https://github.com/acme/modules.git";

fn named(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha1::digest(text))
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Writes a copy of the module that a unit in a folder asks for, as git clones it.
fn copy(cache: &Path, unit: &str, flag: bool) {
    let copy = cache.join(named(unit)).join(named(PACKAGE));
    write(&copy.join(".terragrunt-source-version"), &named("ref=v1"));
    write(&copy.join(".git/HEAD"), "ref: refs/heads/main\n");
    let trail = format!(
        "resource \"aws_cloudtrail\" \"audit\" {{\n  name                          = \"audit\"\n  s3_bucket_name                = \"logs\"\n  is_multi_region_trail         = {flag}\n  include_global_service_events = {flag}\n}}\n"
    );
    write(&copy.join("audit/main.tf"), &trail);
}

/// The verdicts of a unit's trails; `cache` is where it downloads to, and `copies` says for which folders, and with which flag.
fn verdicts(unit_says: &str, cache: &str, copies: &[(&str, bool)]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    write(&root.join(".git/HEAD"), "ref: refs/heads/main\n");
    let unit = format!("{unit_says}\nterraform {{\n  source = \"{PACKAGE}//audit?ref=v1\"\n}}\n");
    write(&root.join("live/audit/terragrunt.hcl"), &unit);
    for (folder, flag) in copies {
        let folder = folder.replace("ROOT", &root.to_string_lossy());
        copy(&root.join(cache), &folder, *flag);
    }
    let outcome = cloudtrail_lint::lint(&LintOptions {
        paths: vec![root.clone()],
        ..LintOptions::default()
    });
    let trails = outcome.trails.iter();
    trails
        .map(|trail| trail.verdict().as_str().to_owned())
        .collect()
}

#[test]
fn of_several_copies_that_of_the_units_own_folder_is_read() {
    let copies = [("/home/ci/audit", false), ("ROOT/live/audit", true)];
    let cache = "live/audit/.terragrunt-cache";
    assert_eq!(verdicts("", cache, &copies), ["recorded"]);
    // A checkout may have been moved.
    assert_eq!(verdicts("", cache, &copies[..1]), ["not-recorded"]);
}

#[test]
fn a_folder_that_units_share_is_read_for_the_unit_alone() {
    let says = "download_dir = \"${get_repo_root()}/.cache\"\n";
    let copies = [("ROOT/live/other", false), ("ROOT/live/audit", true)];
    assert_eq!(verdicts(says, ".cache", &copies), ["recorded"]);
    assert!(verdicts(says, ".cache", &copies[..1]).is_empty());
    let elsewhere = "live/audit/.terragrunt-cache";
    assert!(verdicts(says, elsewhere, &copies).is_empty());
}
