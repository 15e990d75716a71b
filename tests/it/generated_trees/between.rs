//! Files that only lead to what decides: each is turned to a twin of what it names, in which that is off, and to what is not
//! there. Given alone, it says what the whole tree says of that.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cloudtrail_lint::options::LintOptions;

use super::draw::{Link, Made};
use super::{Said, put, said_by, shown};

type Files = BTreeMap<String, String>;

/// What is wrong with what is said of a tree whose files between are turned; `whole` is what is said of it with what decides
/// on, and off.
pub(super) fn fault(root: &Path, on: &Made, off: &Made, whole: &[Said]) -> Option<String> {
    if on.links.is_empty() {
        return None;
    }
    put(root, &on.files);
    let before = told(root, ".");
    let turns = on.links.iter().enumerate().flat_map(|(at, link)| {
        let twin = link.leads_to_what_decides.then(|| twin(at, on, off));
        let missing = Files::from([(link.path.clone(), link.turned(on, "none-"))]);
        twin.into_iter()
            .map(|files| (files, true))
            .chain([(missing, false)])
            .map(move |(files, is_twin)| (link, files, is_twin))
    });
    for (link, files, is_twin) in turns {
        put(root, &files);
        let tree = told(root, ".");
        let alone = told(root, &link.path);
        for path in files.keys() {
            match on.files.get(path) {
                Some(text) => std::fs::write(root.join(path), text).unwrap(),
                None => std::fs::remove_file(root.join(path)).unwrap(),
            }
        }
        let what = || {
            let how = if is_twin { "turned" } else { "to nowhere" };
            let text = &files[&link.path];
            format!("{} {how}:\n{text}\n{}", link.path, shown(on, off))
        };
        let of_before = |trail: &&String| before.trails.contains_key(*trail);
        let changed: Vec<&String> = before
            .trails
            .keys()
            .filter(|trail| before.trails.get(*trail) != tree.trails.get(*trail))
            .collect();
        let new = tree.findings.difference(&before.findings);
        let new: Vec<_> = new
            .filter(|(trail, _)| trail.as_ref().is_none_or(|trail| of_before(&trail)))
            .collect();
        if changed.is_empty() && new.is_empty() {
            return Some(format!("nothing comes of {}", what()));
        }
        let as_off = |trail: &String| whole[1].get(trail) == tree.trails.get(trail);
        if is_twin && !whole[0].keys().all(as_off) {
            return Some(format!("{:?} is not as off: {}", tree.trails, what()));
        }
        let tells = changed
            .iter()
            .all(|trail| alone.trails.get(*trail) == tree.trails.get(*trail));
        let says = new.iter().all(|said| alone.findings.contains(*said));
        let agrees = alone
            .trails
            .iter()
            .all(|(trail, verdict)| tree.trails.get(trail) == Some(verdict));
        if !(tells && says && agrees) {
            return Some(format!("{tree:?} is {alone:?} alone: {}", what()));
        }
    }
    None
}

/// What is said: of each trail, and the findings with the trail that they are about.
#[derive(Debug)]
struct Told {
    trails: Said,
    findings: BTreeSet<(Option<String>, String)>,
}

fn told(root: &Path, path: &str) -> Told {
    let outcome = cloudtrail_lint::lint(&LintOptions {
        paths: vec![root.join(path)],
        ..LintOptions::default()
    });
    let findings = outcome.findings.iter().map(|finding| {
        let of = finding.deployment.as_deref().unwrap_or_default();
        let trail = finding.trail.as_ref().map(|trail| format!("{trail} {of}"));
        (trail, format!("{} {}", finding.rule.id, finding.message))
    });
    Told {
        findings: findings.collect(),
        trails: said_by(&outcome),
    }
}

/// The files in which a link leads to a twin of its target, in which what decides is off. All that a folder's files lead to lies
/// in it.
fn twin(at: usize, on: &Made, off: &Made) -> Files {
    let link = &on.links[at];
    let mut out = Files::from([(link.path.clone(), link.turned(on, "twin-"))]);
    let links = on.links[at..].iter();
    let mut links = links.filter(|link| link.leads_to_what_decides).peekable();
    while let Some(link) = links.next() {
        let named = Link::prefixed(&link.target, "twin-");
        if on.files.contains_key(&link.target) {
            let text = match links.peek() {
                Some(next) => next.turned(on, "twin-"),
                None => off.files[&link.target].clone(),
            };
            out.insert(named, text);
            continue;
        }
        let below = format!("{}/", link.target);
        for (path, text) in &off.files {
            if let Some(rest) = path.strip_prefix(&below) {
                out.insert(format!("{named}/{rest}"), text.clone());
            }
        }
        break;
    }
    out
}
