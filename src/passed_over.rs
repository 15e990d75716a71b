//! What is said of what a run did not look at, and what it did not look for.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use crate::diagnostic::Problem;
use crate::discover::{self, Discovered, Found, Language, Origin, Unseen};
use crate::model::{Account, Judged, Remark, Trail};
use crate::paths::folder_of;
use crate::source::{ReadError, SourceId, SourceMap, Span};
use crate::unrecognised;

/// What is said of given files whose users were not looked for: what is said of them may be wrong.
pub(crate) fn files_alone(discovered: &Discovered, sources: &SourceMap) -> Judged {
    let files: BTreeSet<&PathBuf> = discovered.not_looked_around.iter().collect();
    let notices = files.into_iter().filter_map(|path| {
        let file = sources.load(path).ok()?;
        let message = format!(
            "What uses `{}` was looked for in its own folder only: it lies in no repository, and the working directory \
             holds the home directory or more than {} files and folders",
            file.name(),
            discover::MAX_ENTRIES_AROUND
        );
        let help = "Run it in the project's own folder: what lies below that is looked at";
        let at = Span::beginning(file.id());
        Some(Remark::new(at, "looked at alone", message).help(help.to_owned()))
    });
    Judged {
        notices: notices.collect(),
        ..Judged::default()
    }
}

/// That the run fails by what cannot be looked into, where a given file of which nothing was judged speaks of a trail: it may be a
/// part of that.
pub(crate) fn parts(files: &[PathBuf], unseen: &[Unseen], sources: &SourceMap) -> Judged {
    let mut unseen = unseen.iter();
    let whole = unseen.find(|unseen| unseen.may_bring_in_templates());
    let speaks = |path: &PathBuf| {
        let file = sources.load(path).ok();
        file.is_some_and(|file| unrecognised::in_file(&file).is_some())
    };
    let whole = whole.filter(|_| files.iter().any(speaks));
    Judged {
        problems: whole
            .map(|whole| whole.problem(sources))
            .into_iter()
            .collect(),
        ..Judged::default()
    }
}

/// What is said of links to folders that were not walked: there are trails which nothing was judged of.
pub(crate) fn linked_folders(
    discovered: &Discovered,
    judged: &[Judged],
    sources: &SourceMap,
) -> Judged {
    let parsed = judged.iter().flat_map(|judged| &judged.parsed);
    let parsed: HashSet<PathBuf> = parsed
        .map(|&source| {
            let file = sources.get(source);
            let folder = folder_of(file.path());
            let name = file.path().file_name().unwrap_or_default();
            sources.real_folder(folder).join(name)
        })
        .collect();
    let linked = discovered.linked.iter();
    let left = linked.filter(|linked| linked.files.iter().any(|file| !parsed.contains(file)));
    let notices = left.map(|linked| {
        let message = format!(
            "`{}` is a link to `{}`, where a trail is mentioned; links to folders are not followed",
            sources.name(&linked.link),
            sources.name(&linked.folder)
        );
        Remark::new(sources.beginning_of(&linked.link), "not followed", message)
            .help("Name that folder beside the run's paths".to_owned())
    });
    Judged {
        notices: notices.collect(),
        ..Judged::default()
    }
}

/// What is said of links to files outside that may be templates or data: one sentence, about the first of them.
pub(crate) fn links_outside(discovered: &Discovered, sources: &SourceMap) -> Judged {
    let links = &discovered.outside;
    let notice = links.first().map(|(first, outside)| {
        let more = match links.len() - 1 {
            0 => String::new(),
            1 => "; so does 1 more link to a YAML or JSON file".to_owned(),
            more => format!("; so do {more} more links to YAML and JSON files"),
        };
        let message = format!(
            "`{}` was not opened: it {outside}{more}",
            sources.name(first)
        );
        Remark::new(sources.beginning_of(first), "not opened", message)
    });
    Judged {
        notices: notice.into_iter().collect(),
        ..Judged::default()
    }
}

/// What is said of files of data that are encrypted: one sentence, about the first of them.
pub(crate) fn encrypted(discovered: &Discovered, sources: &SourceMap) -> Judged {
    let files = &discovered.encrypted;
    let notice = files.first().map(|first| {
        let more = match files.len() - 1 {
            0 => String::new(),
            1 => ", and so is 1 more YAML or JSON file".to_owned(),
            more => format!(", and so are {more} more YAML and JSON files"),
        };
        let message = format!(
            "`{}` is encrypted by git-crypt{more}: nothing in it was looked at",
            sources.name(first)
        );
        Remark::new(sources.beginning_of(first), "encrypted", message)
            .help("Run `git-crypt unlock` before the check".to_owned())
    });
    Judged {
        notices: notice.into_iter().collect(),
        ..Judged::default()
    }
}

/// What is said of files that were given by name, are no code by that and hold no text: one sentence, about the first of them. What
/// a module reads is `used`.
pub(crate) fn no_texts(files: &[Found], used: &HashSet<PathBuf>, sources: &SourceMap) -> Judged {
    let holds_no_text =
        |found: &&Found| sources.load(&found.path).err() == Some(ReadError::NotText);
    let named = files.iter().filter(|found| found.origin == Origin::ByName);
    let named = named.filter(|found| !used.contains(&found.path));
    let of_data = named.filter(|found| found.language == Language::YamlOrJson);
    let files: Vec<&Found> = of_data.filter(holds_no_text).collect();
    let notice = files.first().map(|first| {
        let (first, more) = (&first.path, files.len() - 1);
        let message = match more {
            0 => format!(
                "`{}` is not text: nothing in it was looked at",
                sources.name(first)
            ),
            1 => format!(
                "`{}` and 1 other file are not text: nothing in them was looked at",
                sources.name(first)
            ),
            more => format!(
                "`{}` and {more} other files are not text: nothing in them was looked at",
                sources.name(first)
            ),
        };
        Remark::new(sources.beginning_of(first), "not text", message)
    });
    Judged {
        notices: notice.into_iter().collect(),
        ..Judged::default()
    }
}

/// That the run fails by files that cannot be read which the trails of an account came by, or what is said in place of some.
pub(crate) fn lost_by(account: &Account, sources: &SourceMap) -> BTreeSet<Problem> {
    if !sources.has_lost() {
        return BTreeSet::new();
    }
    let of_trails = account.own_trails().flat_map(Trail::evidence_sources);
    let of_remarks = account.remarks.iter().flat_map(Remark::sources);
    let files: BTreeSet<SourceId> = of_trails.chain(of_remarks).collect();
    let lost = files.into_iter();
    lost.filter_map(|file| Problem::of_lost(file, sources))
        .collect()
}

/// What is said of the CDK's apps of which nothing is seen: one sentence, about the first of them.
pub(crate) fn unseen_apps(discovered: &Discovered, sources: &SourceMap) -> Judged {
    let apps = &discovered.unseen_apps;
    let notice = apps.first().map(|first| {
        Remark::new(
            sources.beginning_of(&first.configuration),
            "its templates are not seen",
            format!(
                "`{}` {}{}: nothing of what it deploys is judged",
                sources.name(&first.configuration),
                first.why,
                match apps.len() - 1 {
                    0 => String::new(),
                    1 => ", and one more like it".to_owned(),
                    more => format!(", and {more} more like it"),
                }
            ),
        )
        .help(first.help.to_owned())
    });
    Judged {
        notices: notice.into_iter().collect(),
        ..Judged::default()
    }
}
