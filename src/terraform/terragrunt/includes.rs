//! The files that a file of Terragrunt includes.

use super::files::{Config, Include, Merge, NOT_SHOWN, Reading};
use super::settings::is_set;
use crate::paths::lexical;
use crate::quote::quoted;
use crate::resolved::{Evidence, Hop, Resolved};
use crate::source::{ReadError, Span};
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::{Value, error};

/// What comes of an include at a place of a file that is included itself: Terragrunt refuses the unit.
///
/// Source: Terragrunt's documentation of `include` (only one level); `pkg/config/include.go`, `TooManyLevelsOfInheritanceError`.
fn nested(config: &Config, at: Span) -> Option<Resolved<bool>> {
    config.is_included.then(|| {
        Resolved::Invalid {
            text: "include".to_owned(),
            why: "the file is included itself, and Terragrunt takes one level of includes only"
                .to_owned(),
            from: Evidence::at(at),
        }
        .remedied("Include that file from the unit's own `terragrunt.hcl`")
    })
}

/// What comes of an include whose label an earlier one has: Terragrunt refuses the unit.
///
/// Source: Terragrunt's documentation of `include`: each one must have a unique label.
fn same_label(config: &Config, block: &Block) -> Option<Resolved<bool>> {
    let mut includes = config.body.blocks_of("include");
    let first = includes.find(|other| other.labels == block.labels)?;
    (first.header != block.header).then(|| {
        Resolved::Invalid {
            text: "include".to_owned(),
            why: "another include has its label".to_owned(),
            from: Evidence::at(block.header),
        }
        .remedied("Give it a label of its own")
    })
}

impl Reading<'_> {
    pub(super) fn include(&self, config: &Config, block: &Block) -> Include {
        let (merge, not_a_strategy) = self.merge_strategy(config, block);
        let path = block.body.attribute("path");
        let path = path.map(|path| self.evaluate_shape(config, &path.value));
        let at = block
            .body
            .attribute("path")
            .map_or(block.header, |path| path.value.span);
        let refused = nested(config, at).or(not_a_strategy);
        let refused = refused.or_else(|| same_label(config, block));
        let refused = refused.or_else(|| {
            let path = path.as_ref()?;
            self.refused_path(config, path, at)
        });
        let mut is_unopened = false;
        let found = match path.map(Resolved::decided) {
            Some(Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. }) => Err(why),
            path => match path.as_ref().and_then(GivenText::of) {
                Some(path) => {
                    let base = &config.base;
                    let file = lexical(&base.join(path.unsaid()));
                    let found = self.load_for(&file, Some(base), config.depth + 1);
                    let is_missing = || {
                        matches!(
                            self.sources.kind_of_data(&file),
                            Err(ReadError::Missing { .. })
                        )
                    };
                    is_unopened = refused.is_none() && found.is_err() && !is_missing();
                    found.map_err(|why| path.said().map_or_else(|| NOT_SHOWN.into(), |_| why))
                }
                None => Err("its path is not known".into()),
            },
        };
        Include {
            label: block.labels.first().cloned().unwrap_or_default(),
            merge,
            exposed: self.exposes(config, block),
            at,
            is_unopened,
            refused,
            config: found,
        }
    }

    /// How a block merges its file, and what comes of it where it says so by no strategy that there is.
    ///
    /// Source: Terragrunt, `pkg/config/include.go`, `GetMergeStrategy`.
    fn merge_strategy(&self, config: &Config, block: &Block) -> (Merge, Option<Resolved<bool>>) {
        let Some(attribute) = block.body.attribute("merge_strategy") else {
            return (Merge::Shallow, None);
        };
        let strategy = GivenText::of(&self.evaluate_shape(config, &attribute.value));
        match strategy.as_ref().map(GivenText::unsaid) {
            Some("deep" | "deep_map_only") => (Merge::Deep, None),
            Some("no_merge") => (Merge::No, None),
            Some("shallow") | None => (Merge::Shallow, None),
            Some(_) => {
                let said = strategy.as_ref().and_then(GivenText::said);
                let refused = Resolved::Invalid {
                    text: said.map_or_else(|| "merge_strategy".to_owned(), quoted),
                    why: "an include is merged by no such strategy".to_owned(),
                    from: Evidence::at(attribute.value.span),
                };
                let remedy = "Write `no_merge`, `shallow`, `deep` or `deep_map_only`";
                (Merge::Shallow, Some(refused.remedied(remedy)))
            }
        }
    }

    /// Whether a block lets its file be referred to: only where it says so. The error is what comes of it elsewhere.
    ///
    /// Source: Terragrunt's documentation of `include`, `expose`; `pkg/config/cty_helpers.go`, `includeConfigAsCtyVal`.
    fn exposes(&self, config: &Config, block: &Block) -> Result<(), Resolved<Value>> {
        let attribute = block.body.attribute("expose");
        let exposes = attribute.map(|exposes| self.evaluate_shape(config, &exposes.value));
        match exposes.map(Resolved::decided) {
            Some(exposes) if is_set(&exposes, true) => Ok(()),
            Some(Resolved::Unknown { why, from, .. }) => {
                let why = format!("whether it is exposed is not known, because {why}");
                Err(Resolved::unknown(why).via(from.into_hops()))
            }
            _ => {
                let at = attribute.map_or(block.header, |exposes| exposes.value.span);
                let name = block
                    .labels
                    .iter()
                    .fold("include".to_owned(), |name, label| {
                        format!("{name}.{label}")
                    });
                let refused = error(name, "the include is not exposed")
                    .remedied("Write `expose = true` in its block");
                Err(refused.via([Hop::chose(at, "the include is not exposed here")]))
            }
        }
    }

    /// A path, given at a place, that an include is refused for: no such file is there.
    fn refused_path(
        &self,
        config: &Config,
        path: &Resolved<Value>,
        at: Span,
    ) -> Option<Resolved<bool>> {
        if let Resolved::Invalid {
            text,
            why,
            mut from,
        } = path.clone().decided()
        {
            from.at = from.at.or(Some(at));
            return Some(Resolved::Invalid { text, why, from });
        }
        let text = GivenText::of(path)?;
        let path = lexical(&config.base.join(text.unsaid()));
        let is_code = path.extension().is_some_and(|end| end == "hcl");
        let is_missing = matches!(self.sources.kind(&path), Err(ReadError::Missing { .. }));
        let is_of_repository = self.sources.repository_root(&config.base).is_some();
        let is_refused = is_code && is_missing && is_of_repository;
        (is_refused && !self.sources.is_git_ignored(&path)).then(|| {
            let name = text.said().map(|_| quoted(&self.sources.name(&path)));
            Resolved::Invalid {
                text: name.map_or_else(|| "path".to_owned(), |name| format!("\"{name}\"")),
                why: "it is included, and there is no such file".to_owned(),
                from: Evidence::at(at),
            }
            .remedied("Name a file that is there, or add this one")
        })
    }
}
