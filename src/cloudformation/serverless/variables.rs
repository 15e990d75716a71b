//! What variables come to.
//!
//! Sources: serverless/serverless 3.38, `lib/configuration/variables/resolve.js` (the first source that has a value, null is
//! none; what a variable alone stands for keeps its type) and `sources/`; the Framework's guides "Variables" and "Parameters".

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::path::{Path, PathBuf};

use super::super::language::{Value, text_or_dynamic_reference};
use super::super::limits::{
    MAX_NODES_OF_VARIABLES, MAX_TEXT_OF_VARIABLES, MAX_VARIABLE_DEPTH, MAX_VARIABLES_OF_SERVICE,
};
use super::super::template::TemplateCache;
use super::files::Files;
use super::given::{Giver, Stage};
use super::syntax::{
    Named, Piece, Source, Variable, has_variable, is_left_open, is_text_of_core_schema, pieces,
};
use crate::parse::{self, Node, Scalar};
use crate::quote::quoted;
use crate::resolved::{Assigned, Defaults, Evidence, Hop, Privacy, Resolved, Syntax};
use crate::source::{SourceMap, Span};

/// How the stage of a deployment is told, and its Region.
///
/// Source: `getStage` and `getRegion` of `lib/plugins/aws/provider.js`, `sources/instance-dependent/get-sls.js`.
const STAGE: &str = "${opt:stage, self:provider.stage, 'dev'}";
const DEFAULT_REGION: &str = "us-east-1";

/// What a variable stands for, as it is written: what lies in it may have variables of its own.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub(super) node: Node,
    pub(super) stands: Stands,
}

/// Where the text of a scalar stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// Under a key.
    Under(String),
    /// In a list.
    InList,
    /// In a variable, or it is made.
    InVariable,
}

impl Tree {
    pub(super) fn of(node: &Node) -> Tree {
        Tree {
            node: node.clone(),
            stands: Stands::InVariable,
        }
    }

    fn scalar(scalar: Scalar, at: Span) -> Tree {
        Tree {
            node: Node::at(at, parse::Value::Scalar(scalar)),
            stands: Stands::InVariable,
        }
    }

    /// Whether it is a list or a map.
    pub(super) fn is_collection(&self) -> bool {
        !matches!(self.node.value, parse::Value::Scalar(_))
    }
}

/// What one source says.
pub(super) enum Said {
    /// A value, or none.
    Value(Resolved<Tree>),
    /// Nothing here: what gives it at deployment, and where it was looked for.
    Given(Giver, Vec<Hop>),
}

/// A service's variables.
pub(super) struct Variables<'a> {
    pub(super) service: &'a Node,
    pub(super) defaults: &'a Defaults,
    pub(super) sources: &'a SourceMap,
    pub(super) files: Files<'a>,
    /// The stage that is given.
    stage: Option<&'a Stage>,
    depth: Cell<u32>,
    left: Cell<u32>,
    /// How many more nodes may be copied.
    copies: Cell<usize>,
    /// How many more bytes the texts may have.
    text_left: Cell<usize>,
    pub(super) compose_file: OnceCell<Option<PathBuf>>,
    /// The stages that values are picked by, where they are asked for.
    pub(super) picked: RefCell<Vec<Stage>>,
    /// The keys that make cases, each by its place: which of them is meant is not known.
    pub(super) by_case: RefCell<Vec<Span>>,
}

impl<'a> Variables<'a> {
    pub(super) fn new(
        service: &'a Node,
        folder: &'a Path,
        cache: &'a TemplateCache<'a>,
        defaults: &'a Defaults,
        stage: Option<&'a Stage>,
    ) -> Variables<'a> {
        Variables {
            service,
            defaults,
            sources: cache.sources,
            files: Files::new(folder, cache),
            stage,
            depth: Cell::new(0),
            left: Cell::new(MAX_VARIABLES_OF_SERVICE),
            copies: Cell::new(MAX_NODES_OF_VARIABLES),
            text_left: Cell::new(MAX_TEXT_OF_VARIABLES),
            compose_file: OnceCell::new(),
            picked: RefCell::default(),
            by_case: RefCell::default(),
        }
    }

    /// What a node stands for: itself, or what the variables in its text come to.
    pub(super) fn tree(&self, node: &Node) -> Resolved<Tree> {
        match node.as_str().filter(|text| has_variable(text)) {
            Some(text) => self.text(&pieces(text), node.span),
            None if node.as_str().is_some_and(is_left_open) => {
                Resolved::unknown("its variable has no closing `}`")
            }
            None if node.is_null() => Resolved::unset(),
            None if !self.copies_one(node) => too_many(),
            None => {
                let privacy = self.privacy_of(node);
                if privacy != Privacy::Shown {
                    self.hide(node);
                }
                let node = self.of_core_schema(node);
                Resolved::known(Tree::of(&node)).private(privacy)
            }
        }
    }

    /// A scalar as YAML 1.2 reads it: `yes` is a text there.
    pub(super) fn of_core_schema<'n>(&self, node: &'n Node) -> Cow<'n, Node> {
        if !matches!(node.value, parse::Value::Scalar(Scalar::Bool(_))) {
            return Cow::Borrowed(node);
        }
        let file = self.sources.get(node.span.source);
        match file.text().get(node.span.range()) {
            Some(written) if is_text_of_core_schema(written) => Cow::Owned(Node {
                value: parse::Value::Scalar(Scalar::String(written.to_owned())),
                ..node.clone()
            }),
            _ => Cow::Borrowed(node),
        }
    }

    /// What a scalar of the service comes to in the template.
    pub(super) fn value(&self, tree: Tree) -> Resolved<Value> {
        let at = tree.node.span;
        let value = match tree.node.value {
            parse::Value::Scalar(Scalar::Null) => return Resolved::unset(),
            parse::Value::Scalar(Scalar::Bool(flag)) => Resolved::known(Value::Bool(flag)),
            parse::Value::Scalar(Scalar::Number(text)) => Resolved::known(Value::Number(text)),
            parse::Value::Scalar(Scalar::String(text)) => text_or_dynamic_reference(text),
            parse::Value::List(_) | parse::Value::Map(_) => {
                return Resolved::unknown("a list or a map stands here in place of a value");
            }
        };
        match tree.stands {
            Stands::Under(name) => {
                let name = Assigned::new(name, self.syntax_at(at));
                value.literal(at).assigned(&name, at)
            }
            Stands::InList => value.literal(at),
            Stands::InVariable => value,
        }
    }

    /// How the file around a place gives values to names.
    fn syntax_at(&self, at: Span) -> Syntax {
        if self.sources.get(at.source).name().ends_with(".json") {
            Syntax::Json
        } else {
            Syntax::Yaml
        }
    }

    /// The stage that it is deployed to.
    pub(super) fn stage(&self, at: Span) -> Resolved<Tree> {
        self.text(&pieces(STAGE), at)
    }

    /// The Region that the service is deployed to, and whether it is only a default.
    pub(super) fn region(&self) -> (Resolved<String>, bool) {
        let stated = self.found(
            self.service,
            &["provider", "region"],
            "self:provider.region",
        );
        match stated.and_then(&mut text_of) {
            Resolved::Unset { .. } if !self.defaults.are_assumed() => {
                let why = "`--region` may give the service's Region at deployment";
                (
                    Resolved::unknown(why).via(self.defaults.left_open_by()),
                    true,
                )
            }
            Resolved::Unset { .. } => {
                let hop = Hop::default_value(None, "the Serverless Framework's default Region");
                (Resolved::known(DEFAULT_REGION.to_owned()).via([hop]), true)
            }
            other => {
                let is_default = other.from().hops.iter().any(|hop| hop.is_default);
                (other, is_default)
            }
        }
    }

    /// Counts one more variable, or a key; false when there have been too many.
    pub(super) fn takes_one(&self) -> bool {
        let left = self.left.get().checked_sub(1);
        self.left.set(left.unwrap_or_default());
        left.is_some()
    }

    /// Counts what a copy of a node takes; false when there has been too much.
    fn copies_one(&self, node: &Node) -> bool {
        let left = match node.value {
            parse::Value::Scalar(Scalar::String(ref text)) => return self.takes_text(text.len()),
            parse::Value::Scalar(_) => return true,
            _ if self.copies.get() == 0 => None,
            _ => self.copies.get().checked_sub(node.size()),
        };
        self.copies.set(left.unwrap_or_default());
        left.is_some()
    }

    /// Counts the bytes of one more text; false when there have been too many.
    fn takes_text(&self, length: usize) -> bool {
        let left = self.text_left.get().checked_sub(length);
        self.text_left.set(left.unwrap_or_default());
        left.is_some()
    }

    fn text(&self, pieces: &[Piece], at: Span) -> Resolved<Tree> {
        if self.depth.get() >= MAX_VARIABLE_DEPTH || !self.takes_one() {
            return too_many();
        }
        self.depth.set(self.depth.get() + 1);
        let out = match pieces {
            [Piece::Variable(only)] => self.variable(only, at),
            pieces => {
                let scalar = &mut |text| Tree::scalar(Scalar::String(text), at);
                let privacy = self.privacy_at(at);
                self.joined(pieces, at).private(privacy).map(scalar)
            }
        };
        self.depth.set(self.depth.get() - 1);
        out
    }

    /// A text that is put together.
    pub(super) fn joined(&self, pieces: &[Piece], at: Span) -> Resolved<String> {
        let texts = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => Resolved::known(text.clone()),
            Piece::Variable(_) => self
                .text(std::slice::from_ref(piece), at)
                .converted(&mut text_of),
        });
        let joined = Resolved::joined(texts.collect::<Vec<_>>(), "");
        let joined = joined.converted(&mut |text| {
            if self.takes_text(text.len()) {
                Resolved::known(text)
            } else {
                too_many()
            }
        });
        if let [Piece::Text(_)] = pieces {
            joined
        } else {
            joined.choosing()
        }
    }

    fn variable(&self, variable: &Variable, at: Span) -> Resolved<Tree> {
        let mut given: Option<Giver> = None;
        let mut passed: Vec<Hop> = Vec::new();
        for source in &variable.sources {
            match self.source(source, at) {
                Said::Given(by, hops) => {
                    given.get_or_insert(by);
                    passed.extend(hops);
                }
                Said::Value(Resolved::Unset { from }) => passed.extend(from.into_hops()),
                Said::Value(value) => {
                    let value = value.and_before_once(passed);
                    return match given {
                        Some(by) => self.default_of(&by, value, at),
                        None => value,
                    };
                }
            }
        }
        let first = self.said(&variable.first, at);
        let near = self.near_miss(variable, at);
        let (why, label) = match &given {
            Some(by @ Giver::File(_)) => (by.absence(), format!("`${{{first}}}` is not found")),
            Some(by) => (
                format!("{} gives it at deployment{near}", by.name()),
                format!("`${{{first}}}` has no default"),
            ),
            None => (
                format!("no file gives `${{{first}}}` a value{near}"),
                format!("`${{{first}}}` is not found"),
            ),
        };
        let hops = [Hop::value(at, label)].into_iter().chain(passed);
        Resolved::unknown(why)
            .with_term(given.and_then(|by| by.symbol()))
            .via(hops)
    }

    /// A value that counts where another is not given.
    fn default_of(&self, by: &Giver, value: Resolved<Tree>, at: Span) -> Resolved<Tree> {
        let name = by.name();
        let is_said = |hop: &Hop| hop.is_default && hop.label.message.starts_with(name);
        // What is not known says why, and one default is enough.
        if matches!(value, Resolved::Unknown { .. }) || value.from().hops.iter().any(is_said) {
            return value;
        }
        let shown = value
            .value()
            .filter(|_| !value.is_private())
            .and_then(|tree| tree.node.scalar_text())
            .map_or_else(String::new, |text| format!(" (`{}`)", quoted(&text)));
        if self.defaults.are_assumed() && !self.defaults.leave_open(at) {
            let label = format!("{}, so its default counts{shown}", by.absence());
            return value.via([Hop::default_value(at, label)]);
        }
        let why = format!("{name} has a default{shown} that a deployment may override");
        let hop = Hop::value(at, format!("{name} has its default here"));
        let hops = [hop].into_iter().chain(self.defaults.left_open_by());
        Resolved::unknown(why).with_term(by.symbol()).via(hops)
    }

    fn source(&self, source: &Source, at: Span) -> Said {
        let named = match source {
            Source::Literal(Scalar::Null) => return Said::Value(Resolved::unset()),
            Source::Literal(scalar) => {
                let literal = Resolved::known(Tree::scalar(scalar.clone(), at));
                return Said::Value(literal.private(self.privacy_at(at)));
            }
            Source::Named(named) => named,
        };
        let address = named.address.as_deref();
        let address = address.map(|address| self.joined(address, at).choosing());
        let is_private = address.as_ref().is_some_and(Resolved::is_private);
        let known = address.as_ref().and_then(Resolved::value).cloned();
        match (named.kind.as_str(), known) {
            ("opt", Some(_)) if is_private => not_named("an option that is not named here"),
            ("env", Some(_)) if is_private => not_named("the environment"),
            ("param", Some(name)) if is_private => {
                match self.parameter(&name, &named.written, at) {
                    Resolved::Unset { .. } => not_named("a parameter that is not named here"),
                    value => Said::Value(value),
                }
            }
            ("opt", Some(option)) if option == "stage" && self.stage.is_some() => {
                let given = self.stage.map(|stage| {
                    let tree = Tree::scalar(Scalar::String(stage.name.clone()), at);
                    let tree = Resolved::known(tree).private(stage.privacy);
                    tree.via([Hop::value(stage.at, "at this stage")])
                });
                Said::Value(given.unwrap_or_else(Resolved::unset))
            }
            ("opt", Some(option)) => at_deployment(format!("`--{}`", quoted(&option))),
            ("env", Some(name)) => {
                let by = format!("the environment's {}", quoted(&name));
                match self.of_dotenv(&name) {
                    Resolved::Unset { from } => {
                        Said::Given(Giver::AtDeployment(by), from.into_hops())
                    }
                    value => Said::Value(self.default_of(&Giver::AtDeployment(by), value, at)),
                }
            }
            ("param", Some(name)) => match self.parameter(&name, &named.written, at) {
                Resolved::Unset { .. } => at_deployment(format!("`--param {}=…`", quoted(&name))),
                value => Said::Value(value),
            },
            ("file", _) => self.file(named, at),
            ("strToBool", _) => Said::Value(self.to_bool(named, at)),
            ("self", _) => Said::Value(self.looked_up(self.service, named, at)),
            ("sls", Some(what)) if what == "stage" => Said::Value(self.stage(at)),
            ("aws", Some(what)) if what == "region" => Said::Value(self.own_region(at)),
            _ => Said::Value(self.read_at_deployment(named, at)),
        }
    }

    /// `${aws:region}`
    fn own_region(&self, at: Span) -> Resolved<Tree> {
        let (region, _) = self.region();
        region.map(&mut |region| Tree::scalar(Scalar::String(region), at))
    }

    /// `${param:name}`, as far as the service says it, or what composes it of others.
    ///
    /// Source: the Framework's guide, "Parameters": those of the stage win over `default`, and `stages` over `params`.
    fn parameter(&self, name: &str, written: &str, at: Span) -> Resolved<Tree> {
        let passed = match self.of_compose(name, at) {
            Resolved::Unset { from } => from,
            composed => return composed,
        };
        let stage = self.stage(at).converted(&mut text_of);
        let stage = stage.choosing();
        let value = stage.and_then(&mut |stage| {
            let places = [
                vec!["stages", &stage, "params", name],
                vec!["params", &stage, name],
                vec!["stages", "default", "params", name],
                vec!["params", "default", name],
            ];
            let mut found = places
                .iter()
                .map(|keys| self.found(self.service, keys, written));
            let is_there = |one: &Resolved<Tree>| !matches!(one, Resolved::Unset { .. });
            found.find(is_there).unwrap_or_else(Resolved::unset)
        });
        value.and_before_once(passed.into_hops())
    }

    /// `${strToBool(text)}`
    ///
    /// Source: `lib/configuration/variables/sources/str-to-bool.js`.
    fn to_bool(&self, named: &Named, at: Span) -> Resolved<Tree> {
        let Some(text) = named.parameters.first() else {
            return Resolved::unset();
        };
        let text = self.text(text, at).converted(&mut text_of);
        text.and_then(&mut |text| {
            let flag = match text.trim().to_ascii_lowercase().as_str() {
                "true" | "1" => true,
                "false" | "0" => false,
                _ => {
                    return Resolved::Invalid {
                        text: format!("\"{}\"", quoted(&text)),
                        why: "`strToBool` takes `true`, `false`, `1` or `0`".into(),
                        from: Evidence::default(),
                    };
                }
            };
            Resolved::known(Tree::scalar(Scalar::Bool(flag), at))
        })
    }
}

/// What comes of a variable where there are more than are followed.
pub(super) fn too_many<T>() -> Resolved<T> {
    Resolved::unknown("its variables lead to too many others")
}

fn at_deployment(name: String) -> Said {
    Said::Given(Giver::AtDeployment(name), Vec::new())
}

fn not_named(what: &'static str) -> Said {
    Said::Given(Giver::NotNamed(what), Vec::new())
}

/// The text of a scalar, as it is put into others.
pub(super) fn text_of(tree: Tree) -> Resolved<String> {
    match tree.node.scalar_text() {
        Some(text) => Resolved::known(text),
        None if tree.node.is_null() => Resolved::unset(),
        None => Resolved::unknown("a list or a map is put into a text here"),
    }
}
