//! What to do about a finding, in words and places.

use std::borrow::Cow;

use super::change::{Change, Target, typed};
use crate::source::{SourceFile, SourceMap, Span};

/// A piece of help.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Piece {
    /// Most are the program's own.
    Words(Cow<'static, str>),
    /// A file and a line.
    Line(Span),
    /// What to write, at a place if a file has it.
    Write(String, Option<Span>),
    /// A file, a line and a column, where the line may have several of what is meant.
    Column(Span),
}

/// What to do: sentences without the last full stop. Places in it are printed as the report prints them elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Help(Vec<Piece>);

impl<T: Into<Cow<'static, str>>> From<T> for Help {
    fn from(words: T) -> Help {
        Help(vec![Piece::Words(words.into())])
    }
}

impl Help {
    /// Changes what it says, places left out.
    pub(super) fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        for piece in &mut self.0 {
            if let Piece::Words(Cow::Owned(text)) | Piece::Write(text, _) = piece {
                change(text);
            }
        }
    }

    /// What asks for some changes, each with its place.
    #[must_use]
    pub fn asking(changes: &[Change]) -> Help {
        let mut out = Help::default();
        let mut before: Option<&Change> = None;
        for (at, change) in changes.iter().enumerate() {
            let verb = verb(change);
            let same = before.is_some_and(|before| before.action() == change.action());
            let is_again = same && before.is_some_and(|before| before.write == change.write);
            out = match (before, same) {
                (None, _) => out.words(capitalised(verb)),
                (Some(_), true) => out.words(" and"),
                (Some(_), false) => out.words(format!(", and {verb}")),
            };
            if !is_again {
                out = out.words(" `");
                let write = Piece::Write(change.write.clone(), change.span());
                out.0.push(write);
                out = out.words("`");
            }
            // Two lines of one block share its name.
            let next = changes.get(at + 1).map(|next| &next.target);
            if next != Some(&change.target) {
                out = out.at(change);
            }
            if let Some(since) = &change.since {
                out = out.words(format!(" ({since})"));
            }
            before = Some(change);
        }
        out
    }

    /// The same with a file and a line in parentheses.
    #[must_use]
    pub fn about(mut self, at: Option<Span>) -> Help {
        if let Some(at) = at {
            let words = |words: &'static str| Piece::Words(words.into());
            self.0.extend([words(" ("), Piece::Line(at), words(")")]);
        }
        self
    }

    /// The same with words added.
    #[must_use]
    pub fn words(mut self, words: impl Into<Cow<'static, str>>) -> Help {
        // There may be thousands of them: what stands in a row is one piece.
        if let Some(Piece::Words(before)) = self.0.last_mut() {
            before.to_mut().push_str(&words.into());
            return self;
        }
        if self.0.is_empty() {
            // Most have no more.
            self.0.reserve_exact(1);
        }
        self.0.push(Piece::Words(words.into()));
        self
    }

    /// The same with the place of a change added.
    fn at(mut self, change: &Change) -> Help {
        let place = match &change.target {
            Target::Assignment(at) | Target::Name(at) => Piece::Line(*at),
            Target::Value(at) => Piece::Column(*at),
            Target::Block { header, name } => {
                self = self.words(format!(" to {name}"));
                Piece::Line(*header)
            }
            Target::Elsewhere(at) => return self.words(format!(" {at}")),
        };
        self = self.words(" at ");
        self.0.push(place);
        self
    }

    /// The same where nothing is added any more.
    #[must_use]
    pub fn shrunk(mut self) -> Help {
        self.each_text(&mut String::shrink_to_fit);
        self.0.shrink_to_fit();
        self
    }

    /// A further sentence.
    #[must_use]
    pub fn then(self, sentence: Option<String>) -> Help {
        match sentence {
            Some(sentence) => self.words(format!(". {sentence}")),
            None => self,
        }
    }

    /// As it is printed for people, who know files by their paths from the working directory.
    #[must_use]
    pub fn printed(&self, sources: &SourceMap) -> String {
        self.text(sources, &|file| file.name().to_owned())
    }

    /// The same where files have other names.
    #[must_use]
    pub fn text(&self, sources: &SourceMap, name: &dyn Fn(&SourceFile) -> String) -> String {
        let place = |span: Span| {
            let file = sources.get(span.source);
            let position = file.position(span.range().start);
            (name(&file), position.line, position.column)
        };
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Words(words) => words.clone().into_owned(),
            Piece::Write(text, at) => typed(text, *at, sources).into_owned(),
            Piece::Line(span) => {
                let (name, line, _) = place(*span);
                format!("{name}:{line}")
            }
            Piece::Column(span) => {
                let (name, line, column) = place(*span);
                format!("{name}:{line}:{column}")
            }
        });
        pieces.collect()
    }
}

fn verb(change: &Change) -> &'static str {
    match &change.target {
        Target::Assignment(_) => "set",
        Target::Value(_) => "write",
        Target::Name(_) => "rename it to",
        Target::Block { .. } => "add",
        Target::Elsewhere(_) => "give",
    }
}

pub(crate) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}
