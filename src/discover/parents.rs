//! The templates that bring in files given by name: they lie anywhere in the repository, and name what they bring in.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use super::around::Around;
use super::found::{Found, Origin, Unseen};
use super::language::{COMPOSE_FILES, Language, is_dotenv};
use super::limits::MAX_NAMES_OF_LINKS;
use super::look::{Candidate, for_context};
use super::walk::Walked;
use crate::source::SourceMap;

/// Adds the templates that may nest or include, be it through others, a file that was given, by its name or as a template in a
/// folder; all templates around it, where it is one of the files of `values`; the answer is what lies there beside them. `given` are the paths of
/// the run. What cannot be read is for the templates to say that need it.
pub(super) fn add(
    files: &mut Vec<Found>,
    given: &HashSet<PathBuf>,
    values: &HashSet<PathBuf>,
    no_ignore: bool,
    sources: &SourceMap,
) -> Around {
    let is_named =
        |found: &&Found| found.origin.may_be_anything() && found.language == Language::YamlOrJson;
    let is_child = |found: &&Found| found.origin == Origin::InFolder && found.may_be_template();
    let children = || {
        let files = files.iter();
        files.filter(|found| is_named(found) || is_child(found))
    };
    let mut named = children().filter(is_named);
    let gives_values = named.any(|found| values.contains(&found.path));
    let mut around = Around::of(children(), given, no_ignore, sources);
    let mut wanted: Vec<Child> = Vec::new();
    if !around.walked.files.is_empty() {
        wanted.extend(children().map(|found| Child::of(found, sources)));
    }
    let (templates, unseen) = templates_of(&mut around.walked, files, sources);
    around.unseen.extend(unseen);
    if gives_values {
        files.extend(templates);
        return around;
    }
    // What stands in an address of a file that was given is judged as that passes, wherever it is kept.
    let nesting: Vec<Found> = children()
        .filter(|found| is_named(found))
        .cloned()
        .collect();
    let (named, mut templates): (Vec<Found>, Vec<Found>) =
        templates.into_iter().partition(|found| {
            let child = Child::of(found, sources);
            let mut nesting = nesting
                .iter()
                .filter(|nesting| nesting.mentions.nested_template);
            nesting.any(|nesting| may_nest(nesting, &child, sources))
        });
    wanted.extend(named.iter().map(|found| Child::of(found, sources)));
    files.extend(named);
    while let Some(child) = wanted.pop() {
        let (parents, rest): (Vec<Found>, Vec<Found>) = templates
            .into_iter()
            .partition(|found| may_nest(found, &child, sources));
        wanted.extend(parents.iter().map(|found| Child::of(found, sources)));
        files.extend(parents);
        templates = rest;
    }
    around
}

fn is_template(found: &Found) -> bool {
    found.language == Language::YamlOrJson
        && (found.mentions.cloudformation_trail
            || found.mentions.nested_template
            || found.mentions.deploys
            || found.mentions.service)
}

/// The templates that a walk came to and that nest others, and what may be such.
fn templates_of(
    walked: &mut Walked,
    files: &[Found],
    sources: &SourceMap,
) -> (Vec<Found>, Vec<Unseen>) {
    let walked = std::mem::take(&mut walked.files);
    let known = files.iter().filter(|_| !walked.is_empty());
    let known: HashSet<&OsStr> = known.map(|found| found.path.as_os_str()).collect();
    let candidates = walked
        .into_iter()
        .filter(|(path, language)| {
            *language == Language::YamlOrJson && !known.contains(path.as_os_str())
        })
        .map(|(path, language)| Candidate {
            path,
            language,
            origin: Origin::Context,
        });
    let (mut found, unseen) = for_context(candidates.collect(), sources);
    found.retain(is_template);
    (found, unseen)
}

/// A file that templates may bring in.
struct Child {
    path: PathBuf,
    is_template: bool,
    /// It says of the templates beside it where they are deployed and which files their addresses mean.
    is_cdk_manifest: bool,
}

impl Child {
    fn of(found: &Found, sources: &SourceMap) -> Child {
        let name = found.path.file_name().and_then(|name| name.to_str());
        let of_cdk = |name: &str| name == "manifest.json" || name.ends_with(".assets.json");
        Child {
            path: found.path.clone(),
            // Of one without a trail others take the outputs.
            is_template: is_template(found)
                || sources
                    .load(&found.path)
                    .is_ok_and(|file| file.text().contains("Outputs")),
            is_cdk_manifest: name.is_some_and(of_cdk),
        }
    }
}

/// Whether a template may bring in a file: it names it, or may nest a template that lies beside it, as what the CDK writes
/// does, or whose address it makes of parts.
fn may_nest(found: &Found, child: &Child, sources: &SourceMap) -> bool {
    if child.is_cdk_manifest && child.path.parent() == Some(found.folder()) {
        return true;
    }
    if found.mentions.service {
        return may_read(found, child, sources);
    }
    if !found.mentions.nested_template && !found.mentions.deploys {
        return false;
    }
    let nests = found.mentions.nested_template;
    if nests && child.is_template && child.path.parent() == Some(found.folder()) {
        return true;
    }
    let Some(name) = child.path.file_name().and_then(|name| name.to_str()) else {
        return false;
    };
    let is_named = sources.look_into(&found.path, |text| {
        text.contains(name)
            || (nests && child.is_template && makes_addresses(text))
            || names_a_link_to(&child.path, found.folder(), text, sources)
    });
    is_named.unwrap_or_default()
}

/// Whether a service may read a file, be it by way of others: it lies below the service, or is named by it; it composes this one
/// of others, or gives its environment variables.
fn may_read(service: &Found, child: &Child, sources: &SourceMap) -> bool {
    let may_read = sources.look_into(&service.path, |text| {
        may_read_by(text, service, &child.path)
    });
    may_read.unwrap_or_default()
}

/// The same by the text of the service.
fn may_read_by(text: &str, service: &Found, child: &Path) -> bool {
    let reads = |name: &str| text.contains(name);
    let name = child.file_name().and_then(|name| name.to_str());
    let beside = child.parent();
    if name.is_some_and(|name| COMPOSE_FILES.contains(&name)) {
        return beside.is_some_and(|folder| service.path.starts_with(folder));
    }
    if is_dotenv(child) {
        return beside == Some(service.folder());
    }
    reads("file(")
        && (child.starts_with(service.folder())
            || name.is_some_and(reads)
            || reads("file(../")
            || reads("file(${"))
}

/// Whether a text has the name of a link that leads to a file, or so many names that one may be.
fn names_a_link_to(child: &Path, folder: &Path, text: &str, sources: &SourceMap) -> bool {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[\w./-]+\.(?:ya?ml|json|template|cfn|cform|txt)\b")
            .expect("the pattern is one")
    });
    let names: BTreeSet<&str> = NAME.find_iter(text).map(|name| name.as_str()).collect();
    names.len() > MAX_NAMES_OF_LINKS
        || (names.into_iter())
            .any(|name| sources.target_of(&folder.join(name)).as_deref() == Some(child))
}

/// Whether a template's text has an address of a nested one that is no plain string.
fn makes_addresses(text: &str) -> bool {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?:TemplateURL|Location)["']?\s*:\s*(?:[!{&*>|]|Fn::|Ref\b)"#)
            .expect("the pattern is one")
    });
    ADDRESS.is_match(text)
}
