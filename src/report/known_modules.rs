//! `explain module:…`: what the built-in table says of a published module.

use std::io;

use serde::Serialize;

use super::Terminal;
use super::text::{BOLD, DIM};
use super::{json, plain_json};
use crate::published::{Expressions, Input, KnownModule, KnownTrail, Row};

#[derive(Debug, Serialize)]
struct ModuleReport<'a> {
    version: u32,
    module: &'a KnownModule,
}

/// Writes what is known of a module, laid out for a terminal.
pub(crate) fn write_explanation(
    module: &KnownModule,
    terminal: Terminal,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    writeln!(out, "{}", terminal.paint(BOLD, &module.module))?;
    writeln!(out, "{}\n", read_from(module))?;
    for row in &module.rows {
        writeln!(out, "{}", terminal.paint(BOLD, &versions(row)))?;
        writeln!(out, "{}", terminal.paint(DIM, &sources(row)))?;
        for line in lines(row) {
            writeln!(out, "  {line}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Writes it as Markdown.
pub(crate) fn write_explanation_markdown(
    module: &KnownModule,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    writeln!(out, "# {}\n\n{}", module.module, read_from(module))?;
    for row in &module.rows {
        writeln!(
            out,
            "\n## {}\n\nIn {}:\n\n```text",
            versions(row),
            sources(row)
        )?;
        for line in lines(row) {
            writeln!(out, "{line}")?;
        }
        writeln!(out, "```")?;
    }
    Ok(())
}

/// Writes it as JSON, as the table has it.
pub(crate) fn write_explanation_json(
    module: &KnownModule,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let version = json::VERSION;
    plain_json::write(&ModuleReport { version, module }, out)
}

fn read_from(module: &KnownModule) -> String {
    let commit = module.read_at.get(..12).unwrap_or(&module.read_at);
    format!(
        "Read from the tags of https://github.com/{}, the newest at {commit}",
        module.repository
    )
}

/// `Versions 0.17.0 to 0.23.0 (10)`
fn versions(row: &Row) -> String {
    let of = if row.submodule.is_empty() {
        String::new()
    } else {
        format!("//{}, ", row.submodule)
    };
    match row.versions.as_slice() {
        [only] => format!("{of}version {only}"),
        [first, .., last] => format!("{of}versions {first} to {last} ({})", row.versions.len()),
        [] => of,
    }
}

/// Where the facts of a row stand.
fn sources(row: &Row) -> String {
    let all: Vec<&str> = row
        .files
        .iter()
        .chain(&row.through)
        .map(String::as_str)
        .collect();
    all.join(", ")
}

/// What the trails of a row are made of.
fn lines(row: &Row) -> Vec<String> {
    let mut out = Vec::new();
    for trail in &row.trails {
        let below = match &trail.count_of {
            Some(call) => format!("{call}[0]."),
            None => trail.below.clone(),
        };
        out.push(format!("{below}aws_cloudtrail.{}", trail.name));
        out.extend(of_trail(trail).into_iter().map(|line| format!("  {line}")));
    }
    for input in &row.inputs {
        out.push(of_input(input));
    }
    let notes = row
        .trails
        .iter()
        .map(|trail| &trail.note)
        .chain([&row.note]);
    out.extend(notes.filter(|note| !note.is_empty()).cloned());
    out
}

fn of_trail(trail: &KnownTrail) -> Vec<String> {
    let meta = [
        ("count", &trail.count),
        ("for_each", &trail.for_each),
        ("provider", &trail.provider),
    ];
    let meta = meta
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name} = {}", value.as_ref()?)));
    let mut out: Vec<String> = meta.chain(arguments(&trail.arguments)).collect();
    for selector in &trail.event_selectors {
        out.push(opening("event_selector", selector.for_each.as_deref()));
        out.extend(arguments(&selector.arguments).map(|line| format!("  {line}")));
    }
    for selector in &trail.advanced_event_selectors {
        out.push(opening(
            "advanced_event_selector",
            selector.for_each.as_deref(),
        ));
        for field in &selector.field_selectors {
            out.push(format!(
                "  {}",
                opening("field_selector", field.for_each.as_deref())
            ));
            out.extend(arguments(&field.arguments).map(|line| format!("    {line}")));
        }
    }
    out
}

fn opening(block: &str, for_each: Option<&str>) -> String {
    match for_each {
        Some(each) => format!("{block} for each of {each}"),
        None => block.to_owned(),
    }
}

fn arguments(arguments: &Expressions) -> impl Iterator<Item = String> {
    arguments.iter().map(|(name, expression)| {
        let expression = expression.as_str().unwrap_or("(not decided by its inputs)");
        format!("{name} = {expression}")
    })
}

fn of_input(input: &Input) -> String {
    let default = match &input.default {
        Some(default) => format!("defaults to {default}"),
        None => "has to be given".to_owned(),
    };
    let nullable = if input.nullable {
        ""
    } else {
        ", takes no null"
    };
    format!("var.{} ({}) {default}{nullable}", input.name, input.kind)
}
