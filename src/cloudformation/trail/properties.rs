//! The properties of a trail, evaluated.

use super::super::language::{
    Bindings, Entries, Evaluator, Found, Value, call, left_open, to_bool, whole,
};
use super::super::resources::{MOVE_IT, Resource};
use super::super::template::TRAIL_PROPERTIES;
use super::selectors::selected_events;
use crate::diagnostic::THE_TRAIL;
use crate::model::{Attribute, Dialect, ManagementEvents};
use crate::parse::{self, Entry, Node, Scalar};
use crate::rendered::is_rendered_first;
use crate::resolved::{
    Assigned, Constant, Evidence, Hop, Place, Privacy, Resolved, Term, Written, map_cases,
};
use crate::source::Span;
use crate::suggest;

/// What CloudFormation requires of a trail beside `IsLogging`.
const BUCKET: &str = "S3BucketName";

/// What to do where it is left out.
const MISSING_BUCKET: &str =
    "Add `S3BucketName` to the trail, with the name of the bucket that receives its log files";

/// What to do about a property that a trail has not, beside the one that it means.
const REMOVE_IT: &str = "Remove it";

/// The properties of one trail.
pub(super) struct Properties<'a, 't> {
    pub(super) evaluator: &'a Evaluator<'t>,
    node: Option<&'a Node>,
    entries: Entries<'a>,
    resource: &'a Node,
    /// The trail's header.
    declared: Span,
    /// What holds wherever the trail exists.
    bindings: Bindings,
}

impl<'a, 't> Properties<'a, 't> {
    /// Those of a resource.
    pub(super) fn of(
        evaluator: &'a Evaluator<'t>,
        resource: &Resource<'a>,
        bindings: &Bindings,
    ) -> Properties<'a, 't> {
        let (node, entries) = resource.properties(evaluator, bindings);
        Properties {
            evaluator,
            node,
            entries,
            resource: resource.node,
            declared: resource.declared,
            bindings: bindings.clone(),
        }
    }

    fn property(&self, attribute: Attribute) -> Resolved<Value> {
        self.named(Dialect::CloudFormation.name_of(attribute))
    }

    /// What the loops among the properties run over: what they do not make is left out because of it.
    pub(super) fn loops(&self) -> &[Span] {
        &self.entries.loops
    }

    /// A property's value, with the place where it is written.
    fn named(&self, name: &str) -> Resolved<Value> {
        // What one takes is not taken from the others.
        self.evaluator.reset_steps();
        if let Some((why, span)) = self.evaluator.template.macros.first() {
            return Resolved::Unknown {
                term: None,
                why: why.clone(),
                from: Evidence::hop(Hop::chose(*span, "the macro is called here")),
            };
        }
        self.of_all(&mut |map, entries| {
            let value = self.among(entries, name);
            match map.filter(|_| matches!(value, Resolved::Unset { .. })) {
                Some(map) => value.written(Some(self.missing_in(map, name))),
                None => value,
            }
        })
    }

    /// How a property is added to a map that is none below the trail's own `Properties`.
    fn missing_in(&self, map: &Node, name: &str) -> Written {
        let first = map.entries().first();
        let syntax = self.evaluator.syntax_of(first);
        // Before its first member, or behind its brace. A call of an include stands in another file than what is included.
        let elsewhere = first.map(|entry| entry.key.span);
        let elsewhere = elsewhere.filter(|at| at.source != map.span.source);
        let at = elsewhere.unwrap_or(map.span);
        let header = Span {
            end: at.start,
            ..at
        };
        Written::assigned(
            Place::Missing {
                header,
                block: "the properties".into(),
            },
            Assigned::new(name, syntax),
        )
    }

    /// What the properties come to, be they those of one case or another.
    fn of_all<T: Clone + PartialEq>(
        &self,
        ask: &mut dyn FnMut(Option<&Node>, &Entries<'a>) -> Resolved<T>,
    ) -> Resolved<T> {
        match self.node {
            Some(node) if !is_written_out(node) => self.chosen(node, &self.bindings, ask),
            Some(node) if node.span.source != self.declared.source => {
                ask(Some(node), &self.entries)
            }
            _ => ask(None, &self.entries),
        }
    }

    /// What is asked of what a function makes of all properties: of a branch of `Fn::If`, as deployments have shown to work
    /// (`stelligent/cfn_nag`, issue 334).
    fn chosen<T: Clone + PartialEq>(
        &self,
        node: &'a Node,
        bindings: &Bindings,
        ask: &mut dyn FnMut(Option<&Node>, &Entries<'a>) -> Resolved<T>,
    ) -> Resolved<T> {
        let evaluator = self.evaluator;
        if is_written_out(node) {
            let entries = evaluator.entries(node.entries(), bindings);
            return ask(Some(node), &entries);
        }
        match call(node) {
            Some(call) if call.name == "Fn::If" => {
                let mut written = Some(Vec::new());
                let items = call.argument.items();
                let chosen = evaluator.choose_by(node, items, bindings, &mut |branch, bindings| {
                    let value = self.chosen(branch, bindings, ask);
                    let place = value.from().written.as_deref().cloned();
                    written = written.take().zip(place).map(|(mut written, place)| {
                        written.push(place);
                        written
                    });
                    value
                });
                chosen.written_in_all(written.unwrap_or_default())
            }
            Some(call) => match evaluator.evaluate(node, bindings) {
                Resolved::Unset { .. } => Resolved::unset(),
                _ => Resolved::unknown(format!(
                    "`{}` makes all of the trail's properties",
                    call.name
                )),
            },
            None => Resolved::unknown("the trail's `Properties` are not a map"),
        }
    }

    fn among(&self, entries: &Entries<'a>, name: &str) -> Resolved<Value> {
        match entries.find(name) {
            Found::Entry(placed) => {
                let key = &placed.entry.key;
                // The entry may stand for other properties too.
                let made = (key.as_str() != Some(name)).then(|| {
                    Hop::chose(
                        key.span,
                        format!("this is `{name}` in one turn of the loop"),
                    )
                });
                let out = self
                    .evaluator
                    .evaluate(&placed.entry.value, &placed.bindings);
                let at = place(placed.entry);
                let anchor = self.evaluator.template.anchor_around(at);
                let shared = anchor.filter(|_| out.from().hops.is_empty()).map(|anchor| {
                    Hop::value(anchor, "YAML aliases stand for this in other places, too")
                });
                let is_merged = placed.entry.value.anchored_at == Some(placed.entry.value.span);
                let out = if is_merged {
                    // The trail's own property wins over one that is merged.
                    out.written(Some(Written::assigned(
                        Place::Missing {
                            header: self.declared,
                            block: THE_TRAIL.into(),
                        },
                        Assigned::new(name, self.evaluator.template.syntax),
                    )))
                } else {
                    self.evaluator.assigned(out, placed.entry)
                };
                let out = out.via(made);
                self.made(out.via(shared), at, &placed.entry.key)
            }
            Found::Perhaps(gap) => left_open(&gap),
            Found::Nothing => self
                .misspelt(entries, name)
                .or_else(|| self.misplaced(name))
                .unwrap_or_else(Resolved::unset),
        }
    }

    /// What a property comes to that stands there by a wrong name only.
    fn misspelt(&self, entries: &Entries<'_>, name: &str) -> Option<Resolved<Value>> {
        let unknown = |key: &str| !TRAIL_PROPERTIES.contains(&key);
        let meant = |key: &str| suggest::nearest(key, TRAIL_PROPERTIES) == Some(name);
        let placed = entries.placed.iter().find(|placed| {
            let key = placed.key.as_str();
            placed.left_open().is_none() && unknown(key) && meant(key)
        })?;
        let at = placed.entry.key.span;
        let misspelt = Resolved::Invalid {
            text: placed.shown.clone(),
            why: format!("a trail has no such property; did you mean `{name}`?"),
            from: Evidence::at(at),
        };
        // One that is made of other texts has none that can be renamed.
        let is_plain = placed.entry.key.as_str() == Some(placed.shown.as_str());
        let right = Assigned::new(name, self.evaluator.template.syntax);
        let renamed = Written::assigned(Place::Name(at), right);
        Some(misspelt.written(is_plain.then_some(renamed)))
    }

    /// Whether CloudFormation takes the names of the properties: false never occurs. Those at the places in `said` are refused
    /// already.
    ///
    /// Source: CloudFormation answers "Encountered unsupported property" (cfn-lint's E3002).
    pub(super) fn has_known_names(&self, said: &[Span]) -> Resolved<bool> {
        if !self.evaluator.template.macros.is_empty() {
            return Resolved::known(true);
        }
        let names = self.of_all(&mut |_, entries| self.known_names(entries, said));
        let names = names.decided().settled(self.bindings.holds());
        is_taken(names)
    }

    fn known_names(&self, entries: &Entries<'_>, said: &[Span]) -> Resolved<bool> {
        let misspelt = entries.placed.iter().find_map(|placed| {
            let name = placed.key.as_str();
            let may_be_another = name.starts_with("Fn::") || is_rendered_first(name);
            let is_none = placed.left_open().is_none()
                && !may_be_another
                && !TRAIL_PROPERTIES.contains(&name)
                && !said.contains(&placed.entry.key.span);
            // One that is like none of them may be newer than this list.
            let near = suggest::nearest(name, TRAIL_PROPERTIES).filter(|_| is_none)?;
            Some((placed, near))
        });
        let Some((none, near)) = misspelt else {
            return Resolved::known(true);
        };
        let stands_there = matches!(entries.find(near), Found::Entry(_));
        let at = none.entry.key.span;
        let is_plain = none.entry.key.as_str() == Some(none.shown.as_str());
        let written = if stands_there {
            Some(Written::at(Place::Said(REMOVE_IT.into())))
        } else {
            is_plain.then(|| {
                let right = Assigned::new(near, self.evaluator.template.syntax);
                Written::assigned(Place::Name(at), right)
            })
        };
        Resolved::Invalid {
            text: none.shown.clone(),
            why: format!("a trail has no such property; did you mean `{near}`?"),
            from: Evidence::at(at),
        }
        .written(written)
    }

    /// What a property comes to that stands one level too high only.
    fn misplaced(&self, name: &str) -> Option<Resolved<Value>> {
        let entry = self.resource.entry(name)?;
        let misplaced = Resolved::Invalid {
            text: name.to_owned(),
            why: "it belongs in `Properties`, not beside it".into(),
            from: Evidence::at(entry.key.span),
        };
        Some(misplaced.written(Some(Written::at(Place::Said(MOVE_IT.into())))))
    }

    /// A value with its place, and with what makes it where it is written nowhere.
    fn made(&self, mut value: Resolved<Value>, at: Span, key: &Node) -> Resolved<Value> {
        let mut place = at;
        for part in self.evaluator.made.parts.at(at) {
            if part.is_taken {
                value = value.via(part.hops.clone().unwrap_or_default());
                continue;
            }
            let written = part.written.as_deref().filter(|_| part.by == at);
            // All that stands behind a name which is written out can be written out, too.
            let is_before = key.span.source == at.source
                && key.span.end <= at.start
                && !key.span.range().is_empty();
            let name = key.as_str().filter(|_| part.by == at && is_before);
            let made = || match name {
                Some(name) => Written::assigned(
                    Place::Text(at),
                    Assigned::new(name, self.evaluator.template.syntax),
                ),
                None => Written::at(Place::Made),
            };
            value = value.written(Some(written.cloned().unwrap_or_else(made)));
            value = match part.hops.as_deref() {
                Some([]) => value.via([Hop::value(part.by, "the template's text is made here")]),
                Some(hops) => value.via(hops.to_vec()),
                None => value,
            };
            if place.range().is_empty() {
                place = part.by;
            }
        }
        value.written_at(place)
    }

    pub(super) fn flag(&self, attribute: Attribute) -> Resolved<bool> {
        let value = self.property(attribute).converted(&mut to_bool);
        let value = value.decided().settled(self.bindings.holds());
        never_a_flag(value)
    }

    /// Whether it logs, which a template must say.
    ///
    /// Source: the schema of `AWS::CloudTrail::Trail` requires `IsLogging` and `S3BucketName`.
    pub(super) fn logging(&self) -> Resolved<bool> {
        let name = Dialect::CloudFormation.name_of(Attribute::IsLogging);
        required(self.flag(Attribute::IsLogging), name, None)
    }

    /// Whether CloudFormation takes the trail as far as what it requires beside the rest goes: false never occurs.
    pub(super) fn is_complete(&self) -> Resolved<bool> {
        if let Some(node) = self.node
            && !is_written_out(node)
            && call(node).is_none()
        {
            return Resolved::Invalid {
                text: "Properties".into(),
                why: "it takes a map of properties".into(),
                from: Evidence::at(whole(node)),
            }
            .remedied("Write each property as a member of a map, without a list around it");
        }
        let given = self.named(BUCKET).decided().settled(self.bindings.holds());
        is_taken(required(given, BUCKET, Some(MISSING_BUCKET)))
    }

    pub(super) fn management_events(&self) -> Resolved<ManagementEvents> {
        let basic = self.property(Attribute::EventSelectors).not_written();
        let advanced = self
            .property(Attribute::AdvancedEventSelectors)
            .not_written();
        let at = basic.from().at.or(advanced.from().at);
        let syntax = self.evaluator.template.syntax;
        let out = selected_events(basic, &advanced, syntax);
        match at {
            // What is refused of a part says itself where that is.
            Some(_) if out.is_invalid() && out.from().at.is_some() => out,
            Some(at) if !matches!(out, Resolved::Unset { .. }) => out.written_at(at),
            _ => out,
        }
        .decided()
    }
}

/// A truth value; refused where it is not known, and what it may be is none in any case.
fn never_a_flag(value: Resolved<bool>) -> Resolved<bool> {
    let value = value.in_cases(&mut never_a_flag);
    let Resolved::Unknown {
        term: Some(Term::Symbol(symbol)),
        from,
        ..
    } = &value
    else {
        return value;
    };
    let is_refused = |constant: &Constant| match constant {
        Constant::Text(text) => to_bool(Value::Text(text.clone().into())).is_invalid(),
        _ => false,
    };
    let listed = symbol.constants();
    let is_none = !symbol.may_be_flag()
        && listed
            .as_ref()
            .is_none_or(|all| !all.is_empty() && all.iter().all(is_refused));
    if !is_none || from.privacy != Privacy::Shown {
        return value;
    }
    let why = match listed {
        Some(_) => "none of its allowed values is true or false, which CloudFormation takes here",
        None => "this is never true or false, which CloudFormation takes here",
    };
    let shown = symbol.shown();
    Resolved::Invalid {
        text: if shown == "…" {
            "the value".into()
        } else {
            shown
        },
        why: why.into(),
        from: from.clone(),
    }
}

/// A property that must be there: refused where it is left out, be it in some cases only.
fn required<T>(value: Resolved<T>, name: &str, help: Option<&'static str>) -> Resolved<T> {
    match value {
        Resolved::Unset { from } => Resolved::Invalid {
            text: name.to_owned(),
            why: "CloudFormation requires it, and it is left out".into(),
            from: match help {
                Some(help) => from.changed_by(Written::said(help)),
                None => from,
            },
        },
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |value| required(value, name, help)),
            from,
        },
        given => given,
    }
}

/// True unless it is refused, be it in one case only. What is taken is not asked, and so leaves no trace.
fn is_taken<T>(value: Resolved<T>) -> Resolved<bool> {
    fn of_case<T>(value: Resolved<T>) -> Resolved<bool> {
        match value {
            Resolved::Invalid { text, why, from } => Resolved::Invalid { text, why, from },
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: map_cases(cases, of_case),
                from,
            },
            _ => Resolved::known(true),
        }
    }
    if value.is_refused_somewhere() {
        of_case(value)
    } else {
        Resolved::known(true)
    }
}

/// Whether properties are a map as they stand, or none; what an include or a macro adds is for its entries to say.
fn is_written_out(node: &Node) -> bool {
    let is_map = matches!(node.value, parse::Value::Map(_)) || node.is_null();
    is_map && call(node).is_none_or(|call| !call.tagged && call.name == "Fn::Transform")
}

/// Where a property's value is written. For a null without a text of its own, that is the key.
fn place(entry: &Entry) -> Span {
    match &entry.value.value {
        parse::Value::Scalar(Scalar::Null) if entry.value.span.range().is_empty() => entry.key.span,
        _ => whole(&entry.value),
    }
}
