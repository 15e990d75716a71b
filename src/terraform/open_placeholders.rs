//! What a root is refused for only since its defaults stand for other values.

use super::config::instance::Instance;
use super::walk::Gathered;
use crate::model::{Trail, Trails};
use crate::resolved::Defaults;

/// Takes what is refused for defaults that only stand for the values which are given where a root runs as not known, unless it
/// is refused with those left open, too.
pub(super) fn open_placeholders(
    root: &Instance<'_>,
    gathered: &mut Gathered,
    judge_with: &mut dyn FnMut(Defaults) -> Trails,
) {
    let trails = || gathered.trails.iter().map(|(_, trail)| trail);
    if !trails().any(|trail| trail.has_refused()) {
        return;
    }
    let placeholders = root.placeholders();
    if placeholders.is_empty() {
        return;
    }
    let open = judge_with(Defaults::but(placeholders.clone()));
    for (_, trail) in &mut gathered.trails {
        let again = open.iter().filter(|other| other.declared == trail.declared);
        let again: Vec<&Trail> = again.map(Box::as_ref).collect();
        trail.open_where_refused_by(&|at| placeholders.contains(&at), &again);
    }
}
