//! Where a value is written out, and how its author writes another one there.

use std::borrow::Cow;
use std::sync::Arc;

use crate::source::Span;

/// How a place says which value a name has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// `name = value`: Terraform's own syntax, TOML.
    Hcl,
    /// `"name": value`
    Json,
    /// `"name": "value"`, where a file of JSON holds texts only.
    JsonText,
    /// `name: value`
    Yaml,
    /// `name=value`, among others in a text or behind an option.
    Pair,
}

impl Syntax {
    /// The same where all values are texts, as those of parameters are.
    #[must_use]
    pub fn of_texts(self) -> Syntax {
        match self {
            Syntax::Json => Syntax::JsonText,
            other => other,
        }
    }

    /// The assignment of a value as its author writes it.
    #[must_use]
    pub fn assignment(self, name: &str, value: &str) -> String {
        let name = self.named(name);
        match self {
            Syntax::Hcl => format!("{name} = {value}"),
            Syntax::Json => format!("{name}: {value}"),
            Syntax::JsonText => format!("{name}: \"{value}\""),
            // `True` is a boolean there, and not the text.
            Syntax::Yaml if value.starts_with(|c: char| c.is_ascii_uppercase()) => {
                format!("{name}: \"{value}\"")
            }
            Syntax::Yaml => format!("{name}: {value}"),
            Syntax::Pair => format!("{name}={value}"),
        }
    }

    /// A name as its author writes it.
    #[must_use]
    pub fn named(self, name: &str) -> String {
        match self {
            Syntax::Json | Syntax::JsonText => format!("\"{name}\""),
            Syntax::Hcl | Syntax::Yaml | Syntax::Pair => name.to_owned(),
        }
    }
}

/// The name that a value is given, and how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Assigned {
    pub name: Arc<str>,
    pub syntax: Syntax,
}

impl Assigned {
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, syntax: Syntax) -> Assigned {
        Assigned {
            name: name.into(),
            syntax,
        }
    }
}

/// Where an author changes a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Its own text.
    Text(Span),
    /// Its own text in a file that is read as data, and how a name is given a value there. Of the name itself nothing is said,
    /// as it is text of the data, too, until the code writes it.
    Member { at: Span, syntax: Syntax },
    /// A file that is read as data, as a whole.
    File(Span),
    /// The wrong name that it is given, which is what is to be changed.
    Name(Span),
    /// The block that lacks it: its header, and what it is called.
    Missing { header: Span, block: Arc<str> },
    /// An object that lacks members: its place, and the members as they are written there.
    Lacking { at: Span, members: Arc<str> },
    /// Nowhere as it is: the text around it is made.
    Made,
    /// Not here: nothing else is allowed.
    Closed,
    /// At no one place: what to do, a sentence without its full stop.
    Said(Cow<'static, str>),
    /// No file: an option of the command line, the environment, the configuration.
    Given(Arc<str>),
}

impl Place {
    /// The text that another one is written in place of.
    #[must_use]
    pub fn text(&self) -> Option<Span> {
        match self {
            Place::Text(at) | Place::Member { at, .. } | Place::File(at) => Some(*at),
            _ => None,
        }
    }
}

/// Where a value is written out. There may be very many: what is said of few of them stands beside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Written {
    pub place: Place,
    /// `None` for a value without a name of its own: a branch of a conditional, an element of a list.
    pub assigned: Option<Assigned>,
    /// Whether it is the opposite of the value that it is written out for.
    pub is_negated: bool,
    /// Whether it is a string: who compares it with strings wants one.
    pub is_text: bool,
    /// How a further member is written, where it is an object that is written out there.
    pub members: Option<Syntax>,
    /// Nothing, where nothing of it is said.
    pub(crate) beside: Option<Box<Beside>>,
}

/// What is said of few places.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Beside {
    spelt: Option<Arc<str>>,
    since: Option<Arc<str>>,
    also: Vec<Written>,
}

impl Written {
    /// At a place, without a name.
    #[must_use]
    pub fn at(place: Place) -> Written {
        Written {
            place,
            assigned: None,
            is_negated: false,
            is_text: false,
            members: None,
            beside: None,
        }
    }

    /// How true is spelt there, where nothing else is allowed.
    #[must_use]
    pub fn spelt(&self) -> Option<&str> {
        self.beside.as_ref()?.spelt.as_deref()
    }

    /// Why it is changed here and not where it comes from, a clause.
    #[must_use]
    pub fn since(&self) -> Option<&str> {
        self.beside.as_ref()?.since.as_deref()
    }

    /// Other places that give the same in other cases, so that it is changed there, too.
    #[must_use]
    pub fn also(&self) -> &[Written] {
        self.beside.as_ref().map_or(&[], |beside| &beside.also)
    }

    pub(crate) fn spell(&mut self, spelt: impl Into<Arc<str>>) {
        self.beside.get_or_insert_default().spelt = Some(spelt.into());
    }

    /// The same, changed here for a reason.
    #[must_use]
    pub(crate) fn changed_since(mut self, since: impl Into<Arc<str>>) -> Written {
        self.beside.get_or_insert_default().since = Some(since.into());
        self
    }

    /// The same with other places.
    #[must_use]
    pub(crate) fn with(mut self, others: Vec<Written>) -> Written {
        if !others.is_empty() {
            self.beside.get_or_insert_default().also.extend(others);
        }
        self
    }

    /// Whether a name is given it, be it at another place.
    pub(crate) fn has_name(&self) -> bool {
        self.assigned.is_some() || self.also().iter().any(Written::has_name)
    }

    /// Leaves the places alone.
    pub(crate) fn forget_names(&mut self) {
        self.assigned = None;
        let beside = self.beside.iter_mut();
        let also = beside.flat_map(|beside| &mut beside.also);
        also.for_each(Written::forget_names);
    }

    /// Whether it says what to do about a value that is refused, whoever takes it.
    #[must_use]
    pub fn mends(&self) -> bool {
        matches!(self.place, Place::Lacking { .. } | Place::Said(_))
    }

    /// What to do where another value alone mends nothing.
    #[must_use]
    pub fn said(help: impl Into<Cow<'static, str>>) -> Box<Written> {
        Box::new(Written::at(Place::Said(help.into())))
    }

    /// At a place, where a name is given it.
    #[must_use]
    pub fn assigned(place: Place, assigned: Assigned) -> Written {
        Written {
            assigned: Some(assigned),
            ..Written::at(place)
        }
    }
}

/// Who gives a value that stands in no file of the code.
#[derive(Clone, Copy, Debug)]
pub enum Giver<'a> {
    /// An option of the command line: `--var`.
    Option(&'a str),
    /// A deployment of the configuration, by its name.
    Deployment(&'a str),
    /// A variable of the environment.
    Environment,
}

impl Giver<'_> {
    /// Goes on from "given …".
    #[must_use]
    pub fn by(self) -> String {
        match self {
            Giver::Option(option) => format!("by {option}"),
            Giver::Deployment(name) => format!("by the deployment `{name}`"),
            Giver::Environment => "by the environment".into(),
        }
    }

    /// How it gives a value to a name, and at which place where a file says it.
    #[must_use]
    pub fn written(self, name: &str, value: Option<Span>) -> Written {
        let (at, assigned) = match self {
            Giver::Option(option) => (
                "on the command line".to_owned(),
                Assigned::new(format!("{option} {name}"), Syntax::Pair),
            ),
            Giver::Deployment(deployment) => (
                format!("in the deployment `{deployment}`"),
                Assigned::new(name, Syntax::Yaml),
            ),
            Giver::Environment => (
                "in the environment".to_owned(),
                Assigned::new(name, Syntax::Pair),
            ),
        };
        let place = value.map_or_else(|| Place::Given(at.into()), Place::Text);
        Written::assigned(place, assigned)
    }
}
