//! Templates that another language deploys: the stack that it makes is judged as any other, with the values that it passes.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::language::{
    Inherited, Making, OpenPart, ParameterValues, Value, account_not_known,
    text_or_dynamic_reference,
};
use super::limits::{MAX_STACKS_BELOW_DEPLOYED, nodes_of_bodies_of_one_in};
use super::stacks::{
    CdkOutput, Judge, Left, MadeText, Outputs, Place, ReadBody, Shared, Stack, not_declared,
    not_passed, read_body,
};
pub(crate) use super::template::Level;
use super::template::{
    KeptTemplates, MadePart, STACK, STACK_SET, TRAIL, Template, TemplateCache, TemplateFile,
    TemplateText, is_call, is_shown_as_part, is_template, mark, resembles_trail_type,
    unknown_entries,
};
use crate::budget::Budget;
use crate::diagnostic::Unreadable;
use crate::model::Judged;
use crate::parse::{EmbeddedText, Entry, Node, Scalar, Value as Tree};
use crate::paths::folder_of;
use crate::resolved::{Defaults, Hop, Instance, Resolved, Syntax};
use crate::source::{SourceFile, SourceId, SourceMap, Span};

/// What deploys the templates of a run, beside other templates.
pub(crate) struct Deployer<'a> {
    templates: TemplateCache<'a>,
    cdk: CdkOutput<'a>,
}

/// A template that is deployed, and how it stands in what deploys it.
#[derive(Clone)]
pub(crate) enum DeployedTemplate {
    /// It is a file.
    File(PathBuf),
    /// It is a text.
    Text(DeployedText),
    /// It is an object of the language that deploys it, which that prints as JSON or YAML.
    Object(Box<Node>, Parts),
}

/// A template's text, and where its parts come from.
#[derive(Clone)]
pub(crate) struct DeployedText {
    text: MadeText,
    source: SourceId,
    open: Vec<OpenPart>,
}

/// The parts of a template that are written nowhere as they are.
#[derive(Clone, Default)]
pub(crate) struct Parts {
    made: Vec<MadePart>,
    open: Vec<OpenPart>,
    /// What adds entries to a map that are not known, and why, a clause.
    outside: Vec<(Span, String)>,
}

/// A stack that is deployed.
pub(crate) struct DeployedStack<'d> {
    /// What its trails' addresses begin and end with.
    pub(crate) prefix: String,
    pub(crate) suffix: String,
    /// Which stack it is.
    pub(crate) identity: Instance,
    pub(crate) region: Resolved<String>,
    pub(crate) account: Option<Resolved<String>>,
    pub(crate) created: Resolved<bool>,
    /// What is passed for a parameter; left out where nothing is.
    pub(crate) passed: &'d dyn Fn(&str) -> Resolved<String>,
    /// The names of the parameters that are passed, as far as they are written out.
    pub(crate) names: &'d [(String, Span)],
    /// Where it is declared.
    pub(crate) declared: Span,
    /// What brings the stack into being, nearest first.
    pub(crate) brought_by: Vec<Span>,
    /// How the language gives a value to a name.
    pub(crate) syntax: Syntax,
    /// How many trails are judged at most.
    pub(crate) most_trails: usize,
    /// Whether it is the state of a resource that the Cloud Control API is given, and no template.
    pub(crate) is_state: bool,
}

/// The templates of one that is deployed.
struct Templates {
    all: Vec<Arc<Template>>,
    made: Making,
    unreadable: Vec<Unreadable>,
    path: PathBuf,
}

impl DeployedTemplate {
    /// Whether a type of CloudFormation's registry is that of trails, or of what makes stacks.
    pub(crate) fn makes_trails(kind: &str) -> bool {
        [TRAIL, STACK, STACK_SET].contains(&kind) || resembles_trail_type(kind)
    }

    /// Whether a file that is read for one holds parts of it that may be shown, rather than values that are put into it.
    pub(crate) fn is_made_of(file: &SourceFile, sources: &SourceMap) -> bool {
        is_shown_as_part(file, sources)
    }

    /// Why some of it is not known, where a part of it is not.
    pub(crate) fn why_open(&self) -> Option<&str> {
        match self {
            DeployedTemplate::Object(_, parts) => Some(parts.outside.first()?.1.as_str()),
            _ => None,
        }
    }

    /// The places that its parts came by which are written nowhere as they are.
    pub(crate) fn came_by(&self) -> impl Iterator<Item = Span> + '_ {
        let parts = match self {
            DeployedTemplate::File(_) => &[][..],
            DeployedTemplate::Text(text) => &text.text.made,
            DeployedTemplate::Object(_, parts) => &parts.made,
        };
        let hops = parts.iter().filter_map(|part| part.hops.as_ref()).flatten();
        hops.flat_map(Hop::places)
    }
}

impl DeployedText {
    /// Nothing yet, of what a file holds.
    pub(crate) fn new(source: SourceId) -> DeployedText {
        DeployedText {
            text: MadeText::new(EmbeddedText::default()),
            source,
            open: Vec::new(),
        }
    }

    /// The text so far.
    pub(crate) fn so_far(&self) -> &str {
        &self.text.embedded.text
    }

    /// What stands in the file as it is.
    pub(crate) fn written(&mut self) -> &mut EmbeddedText {
        &mut self.text.embedded
    }

    /// Appends what is written nowhere and stands for what is declared at a place.
    pub(crate) fn append_around(&mut self, text: &str, by: Span) {
        let is_here = by.source == self.source;
        let by = if is_here { by.range() } else { 0..0 };
        self.text.embedded.append_made(text, by);
    }

    /// Appends what an expression at a place comes to, called so in a sentence.
    pub(crate) fn append(&mut self, value: Resolved<Scalar>, by: Span, shown: &str) {
        let written = value.from().written.clone();
        let value = value.converted(&mut value_of);
        let is_open = value.value().is_none() || value.is_private();
        self.text.append_value(value, by, shown, &mut self.open);
        if let Some(part) = self.text.made.last_mut().filter(|_| !is_open) {
            part.written = written;
        }
    }
}

impl Parts {
    /// The scalar that an expression at a place comes to, as a node there.
    pub(crate) fn node(&mut self, value: Resolved<Scalar>, by: Span, shown: &str) -> Node {
        let is_shown = !value.is_private();
        let written = value.from().written.clone();
        let known = match &value {
            Resolved::Known { value, .. } if is_shown => Some(value.clone()),
            Resolved::Unset { .. } => Some(Scalar::Null),
            _ => None,
        };
        let hops = known.as_ref().map(|_| value.from().hops.clone());
        let scalar = known.unwrap_or_else(|| {
            self.open.push(OpenPart {
                shown: shown.to_owned(),
                value: value.converted(&mut value_of).not_written(),
                is_plain: false,
            });
            Scalar::String(mark(self.open.len() - 1))
        });
        let written = written.filter(|_| hops.is_some());
        self.made.push(MadePart {
            by,
            hops,
            written,
            is_taken: false,
        });
        Node::at(by, Tree::Scalar(scalar))
    }

    /// What stands in a map for entries that are not known, and why, a clause.
    pub(crate) fn open_entries(&mut self, why: String, at: Span) -> Entry {
        self.outside.push((at, why));
        unknown_entries(at)
    }

    /// Why it is not known what an entry stands for, where it stands for such.
    pub(crate) fn why_open(&self, entry: &Entry) -> Option<&str> {
        let mut outside = self.outside.iter().rev();
        let (_, why) = outside.find(|(at, _)| is_call(entry) && *at == entry.value.span)?;
        Some(why)
    }
}

fn value_of(scalar: Scalar) -> Resolved<Value> {
    Resolved::known(match scalar {
        Scalar::Null => return Resolved::unset(),
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::Number(text) => Value::Number(text),
        Scalar::String(text) => Value::Text(text),
    })
}

impl<'a> Deployer<'a> {
    /// For a run that deploys so many templates.
    pub(crate) fn new(sources: &'a SourceMap, templates: usize) -> Deployer<'a> {
        Deployer {
            templates: TemplateCache::new(sources, templates),
            cdk: CdkOutput::new(sources),
        }
    }

    /// Whether a file holds templates, or what cannot be read of some.
    pub(crate) fn holds_templates(&self, path: &Path) -> bool {
        let file = self.templates.load(path);
        file.is_some_and(|file| !file.is_empty())
    }

    /// What is not known of a text that may be some of its structure, so that it is no template for all that is known.
    pub(crate) fn open_structure<'t>(&self, text: &'t DeployedText) -> Option<&'t OpenPart> {
        if text.open.is_empty() {
            return None;
        }
        let input = text.text.embedded.input(text.source);
        match read_body(&input, self.templates.copies) {
            ReadBody::Open(number) => text.open.get(number),
            ReadBody::Read(_) => None,
        }
    }

    /// Judges a stack and those that its template nests: the first account is that of the stack.
    pub(crate) fn judge(
        &self,
        what: &DeployedTemplate,
        deployment: DeployedStack<'_>,
        defaults: &Defaults,
        budget: &Budget,
    ) -> Judged {
        let kept = KeptTemplates::new(&self.templates);
        let outputs = Outputs::new(&kept, &self.cdk);
        let left = Left {
            stacks: MAX_STACKS_BELOW_DEPLOYED,
            trails: deployment.most_trails,
        };
        let shared = Shared::new(nodes_of_bodies_of_one_in(usize::MAX));
        let mut judge = Judge::new(
            &kept,
            &self.cdk,
            &outputs,
            None,
            defaults,
            (budget, &shared),
            left,
        );
        let templates = self.templates_of(what, !deployment.is_state);
        for template in &templates.all {
            let place = place_of(&deployment, &templates.path, template);
            let account = deployment.account.clone();
            let account = account.unwrap_or_else(account_not_known);
            let stack = Stack {
                template: Arc::clone(template),
                supplied: supplied(template, deployment.passed),
                site: place.site(account, deployment.region.clone()),
                place,
                inherited: Inherited::default(),
                made: templates.made.clone(),
            };
            judge.judge(stack);
        }
        judge.leave_to_the_rest(&|path| HashSet::from([path.to_owned()]));
        let mut judged = Judged {
            accounts: judge.gathered.accounts,
            problems: judge.gathered.problems,
            parsed: judge.gathered.parsed,
            ..Judged::default()
        };
        judged.accounts[0].unreadable.extend(templates.unreadable);
        judged
    }

    /// The templates of one that is deployed, those of texts and objects held against null where it is refused.
    fn templates_of(&self, what: &DeployedTemplate, refuse_null: bool) -> Templates {
        match what {
            DeployedTemplate::File(path) => {
                let file = self.templates.load(path);
                Templates {
                    all: file
                        .as_ref()
                        .map(|file| file.templates.clone())
                        .unwrap_or_default(),
                    made: Making::default(),
                    unreadable: file.map(|file| self.broken_in(&file)).unwrap_or_default(),
                    path: path.clone(),
                }
            }
            DeployedTemplate::Text(text) => self.templates_in(text, refuse_null),
            DeployedTemplate::Object(root, parts) => {
                let file = self.templates.sources.get(root.span.source);
                let root = vec![(**root).clone()];
                let root = root.into_iter().filter(is_template);
                Templates {
                    all: self.made_of(root, (file.path(), refuse_null), parts, Some(Syntax::Hcl)),
                    made: Making::new(parts.open.clone(), parts.made.clone()),
                    unreadable: Vec::new(),
                    path: file.path().to_owned(),
                }
            }
        }
    }

    /// What cannot be read of a file that may hold a trail.
    fn broken_in(&self, file: &TemplateFile) -> Vec<Unreadable> {
        let text = self.templates.sources.get(file.source);
        if text.text().contains(TRAIL) {
            file.unreadable.clone()
        } else {
            Vec::new()
        }
    }

    fn templates_in(&self, text: &DeployedText, refuse_null: bool) -> Templates {
        let file = self.templates.sources.get(text.source);
        let MadeText { embedded, made } = &text.text;
        let input = embedded.input(text.source);
        let mut out = Templates {
            all: Vec::new(),
            made: Making::new(text.open.clone(), made.clone()),
            unreadable: Vec::new(),
            path: file.path().to_owned(),
        };
        let ReadBody::Read(read) = read_body(&input, self.templates.copies) else {
            return out;
        };
        match read {
            TemplateText::Templates(roots) => {
                let (roots, whole) = (roots.into_iter(), Parts::default());
                out.all = self.made_of(roots, (file.path(), refuse_null), &whole, None);
            }
            TemplateText::SomethingElse => {}
            TemplateText::Broken(errors) if embedded.text.contains(TRAIL) => {
                out.unreadable = errors;
            }
            TemplateText::Broken(_) => {}
        }
        out
    }

    fn made_of(
        &self,
        roots: impl Iterator<Item = Node>,
        (path, refuse_null): (&Path, bool),
        parts: &Parts,
        syntax: Option<Syntax>,
    ) -> Vec<Arc<Template>> {
        let folder = folder_of(path);
        let TemplateCache {
            sources, copies, ..
        } = self.templates;
        let template = |root| {
            let mut template = Template::new(root, folder, sources, copies);
            if refuse_null {
                template = template.refusing_null();
            }
            template.is_of_parts = !parts.outside.is_empty();
            for (at, why) in &parts.outside {
                let known = template.outside.iter_mut().find(|(call, _)| call == at);
                match known {
                    Some((_, said)) => said.clone_from(why),
                    None => template.outside.push((*at, why.clone())),
                }
            }
            template.syntax = syntax.unwrap_or(template.syntax);
            Arc::new(template)
        };
        roots.map(template).collect()
    }
}

/// Where a stack lies that something else deploys.
fn place_of(deployment: &DeployedStack<'_>, path: &Path, template: &Template) -> Place {
    let mut place = Place::deployed(
        path.to_owned(),
        (&deployment.prefix, &deployment.suffix),
        deployment.identity.clone(),
        deployment.created.clone(),
        deployment.brought_by.clone(),
    );
    let refused = not_declared(deployment.names, template, deployment.syntax);
    let is_passed = |name: &str| !matches!((deployment.passed)(name), Resolved::Unset { .. });
    place.refuse(refused.or_else(|| not_passed(&is_passed, template, deployment.declared)));
    place
}

/// The values of the parameters that a template declares.
fn supplied(template: &Template, passed: &dyn Fn(&str) -> Resolved<String>) -> ParameterValues {
    let declared = template.section("Parameters").iter();
    let names = declared.filter_map(|entry| entry.key.scalar_text());
    names
        .map(|name| {
            // What is left out is said by what leaves it out, too.
            let value = passed(&name).converted(&mut text_or_dynamic_reference);
            (name, value)
        })
        .collect()
}
