//! What a service deploys: the template that its `resources` make.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::super::language::{Making, ParameterValues};
use super::super::template::{Level, TRAIL, Template, TemplateCache, TemplateFile};
use super::given::Stage;
use super::merged::{Opened, Places, extend, merge};
use super::misplaced::not_deployed;
use super::rendering::Renderer;
use super::variables::Variables;
use crate::parse::{Node, Value};
use crate::paths::folder_of;
use crate::resolved::{Defaults, Resolved};
use crate::source::Span;

/// The key that holds what is put over resources.
const EXTENSIONS: &str = "extensions";

/// What a service deploys.
pub(in super::super) struct Deployed {
    pub(in super::super) template: Arc<Template>,
    /// What its variables come to.
    pub(in super::super) made: Making,
    pub(in super::super) region: Resolved<String>,
    /// Whether its Region is only what counts where none is given.
    pub(in super::super) is_default_region: bool,
    /// What it gives its parameters.
    pub(in super::super) parameters: ParameterValues,
    /// What of it is not followed and may make trails: what it is called, where it stands and why, a clause.
    pub(in super::super) unfollowed: Vec<(String, Span, String)>,
    /// The stages that values are picked by, where they are asked for.
    pub(super) picked: Vec<Stage>,
    /// The keys that make cases, each by its place.
    pub(super) by_case: Vec<Span>,
    /// The files that hold resources of it.
    pub(in super::super) holding_resources: Vec<PathBuf>,
}

impl Deployed {
    /// Where it is deployed to, where a Region is given from outside: that wins over a default only.
    pub(in super::super) fn region_beside(&self, given: &Resolved<String>) -> Resolved<String> {
        let is_given = matches!(given, Resolved::Known { .. });
        if is_given && self.is_default_region {
            given.clone()
        } else {
            self.region.clone()
        }
    }
}

/// The template of the service that a file holds, at a stage that is given or at the usual one. `None` where it holds none.
pub(in super::super) fn deployed(
    file: &TemplateFile,
    cache: &TemplateCache<'_>,
    defaults: &Defaults,
    stage: Option<&Stage>,
) -> Option<Deployed> {
    let service = file.service.as_ref()?;
    let sources = cache.sources;
    let path = sources.get(file.source);
    let folder = folder_of(path.path());
    let variables = Variables::new(service, folder, cache, defaults, stage);
    let mut renderer = Renderer::new(&variables);
    let root = match service.get("resources") {
        Some(written) => whole(written, &mut renderer),
        None => Node::at(service.span, Value::Map(Vec::new())),
    };
    let not_deployed = not_deployed(service, &mut renderer);
    let Renderer {
        open,
        outside,
        included,
        holding_resources,
        unfollowed,
        ..
    } = renderer;
    let mut template = Template::new(root, folder, sources, cache.copies);
    template.is_part = true;
    template.not_deployed.extend(not_deployed);
    template.outside.extend(outside);
    let files = included.iter().map(|included| included.file);
    let unsaid = files.filter(|file| sources.get(*file).is_unsaid());
    template.unsaid.extend(unsaid);
    template.included.extend(included);
    let own = service.span.source;
    let (region, is_default_region) = variables.region();
    let parameters = variables.stack_parameters(&template);
    let speaks_of_trails = |source| sources.get(source).text().contains(TRAIL);
    let broken = variables.files.unreadable.take().into_iter();
    let broken = broken.filter(|one| speaks_of_trails(own) || speaks_of_trails(one.span.source));
    template.unreadable.extend(broken);
    template.unopened.extend(variables.files.unopened.take());
    let resources = template.section("Resources").iter();
    let mut holding: BTreeSet<_> = resources.map(|entry| entry.key.span.source).collect();
    holding.extend(holding_resources);
    let is_elsewhere = |source: &_| *source != own;
    let holding_resources = holding.into_iter().filter(is_elsewhere);
    Some(Deployed {
        picked: variables.picked.take(),
        by_case: variables.by_case.take(),
        made: Making::new(open, Vec::new()),
        unfollowed,
        region,
        is_default_region,
        parameters,
        holding_resources: holding_resources
            .map(|source| sources.get(source).path().to_owned())
            .collect(),
        template: Arc::new(template),
    })
}

/// `resources` as one tree: a map, or a list of such, extensions put over it.
fn whole(written: &Node, renderer: &mut Renderer<'_>) -> Node {
    let mut root = renderer.tree(written, Level::Template, &[]);
    root = match root.value {
        Value::List(parts) => {
            let mut out = Node {
                value: Value::Map(Vec::new()),
                ..written.clone()
            };
            let mut places = Places::default();
            let mut is_all_open = false;
            for part in parts {
                let why = renderer.why_open(&part);
                if let Some(why) = why.as_ref().filter(|_| !is_all_open) {
                    renderer.open_resources(&mut out, why);
                }
                // Nothing is put over the one before that is known.
                is_all_open = why.is_some() && part.entries().len() == 1;
                if matches!(part.value, Value::Map(_)) {
                    merge(&mut out, part, &mut places);
                }
            }
            out
        }
        _ => root,
    };
    if let Value::Map(entries) = &mut root.value {
        let is_extension = |key: &Node| key.as_str() == Some(EXTENSIONS);
        let at = entries.iter().position(|entry| is_extension(&entry.key));
        if let Some(extensions) = at.map(|at| entries.remove(at)) {
            extend(&mut root, extensions.value, &mut |opened, over| {
                let Some(why) = renderer.why_open(over) else {
                    return;
                };
                match opened {
                    Opened::Template(template) => renderer.open_resources(template, &why),
                    Opened::Resource(resource) => renderer.open_resource(resource, &why),
                }
            });
        }
    }
    if renderer.is_left_out {
        root = renderer.left_out(written);
    }
    root
}
