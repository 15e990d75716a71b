//! A trail for tests, which record unless they say otherwise, and values that vary.

use std::sync::Arc;

use super::{Dialect, Patience, Trail};
use crate::resolved::{
    Case, Condition, Constant, Evidence, Formula, Instance, Resolved, Symbol, Syntax,
};
use crate::source::SourceMap;

/// A trail of a template that records global service events.
pub(super) fn trail() -> Trail {
    let source = SourceMap::default()
        .add("trail.yaml", b"Trail".to_vec())
        .unwrap();
    Trail {
        assumed: Formula::always(),
        live: None,
        unread: None,
        elsewhere: None,
        not_followed: None,
        where_created: Vec::new(),
        patience: Patience::default(),
        address: "Trail".into(),
        dialect: Dialect::CloudFormation,
        syntax: Syntax::Yaml,
        declared: source.input().span(0..5),
        brought_by: Vec::new(),
        root: Arc::default(),
        deployment: None,
        created: Resolved::known(true),
        include_global_service_events: Resolved::known(true),
        is_multi_region_trail: Resolved::known(true),
        is_logging: Resolved::known(true),
        management_events: Resolved::unset(),
        home_region: Resolved::unset(),
    }
}

/// `NAME is VALUE`, or `in REGION`: a condition that holds where a symbol of that name has that value.
pub(super) fn when(text: &str) -> Condition {
    let (name, value) = text.split_once(" is ").unwrap_or(("in", text));
    let symbol = Symbol::named(name, Instance::root("stack"));
    let holds = match value {
        "false" => Formula::equals(&symbol, &Constant::text("true")).not(),
        value => Formula::equals(&symbol, &Constant::Text(value.into())),
    };
    Condition::new(holds, name, text.trim_start_matches(name).trim_start())
}

pub(super) fn varies<T>(
    cases: impl IntoIterator<Item = (&'static str, Resolved<T>)>,
) -> Resolved<T> {
    Resolved::Varies {
        cases: cases
            .into_iter()
            .map(|(text, value)| Case {
                when: when(text),
                value,
            })
            .collect(),
        from: Evidence::default(),
    }
}

pub(super) fn on_prod(then: bool, otherwise: bool) -> Resolved<bool> {
    varies([
        ("IsProd is true", Resolved::known(then)),
        ("IsProd is false", Resolved::known(otherwise)),
    ])
}
