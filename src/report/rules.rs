//! `rules` and `explain`: what is said of a rule, from the registry.

use std::io;

use serde::Serialize;

use super::Terminal;
use super::text::{BOLD, CYAN, DIM, GREEN, RED, YELLOW};
use super::{columns, json, list_table, markdown, plain_json};
use crate::diagnostic::{RuleMeta, Severity};

#[derive(Debug, Serialize)]
struct RuleEntry<'a> {
    id: &'a str,
    alias: Option<&'a str>,
    name: &'a str,
    summary: &'a str,
    severity: &'a str,
    risk: Option<&'a str>,
    fixable: bool,
    compliance: &'a [&'a str],
    aws_config_rule: Option<&'a str>,
    links: Vec<LinkEntry<'a>>,
    explanation: &'a str,
}

#[derive(Debug, Serialize)]
struct LinkEntry<'a> {
    title: &'a str,
    url: &'a str,
}

#[derive(Debug, Serialize)]
struct RulesReport<'a> {
    version: u32,
    rules: Vec<RuleEntry<'a>>,
}

#[derive(Debug, Serialize)]
struct ExplainReport<'a> {
    version: u32,
    rule: RuleEntry<'a>,
}

/// Writes a table of rules: id, alias, severity, whether there is a fix, and what it finds.
pub fn write_list(
    rules: &[&RuleMeta],
    terminal: Terminal,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let heading = ["Rule", "Alias", "Severity", "Fix", "Finds"];
    let mut rows = vec![list_table::heading(&heading, terminal)];
    rows.extend(rules.iter().map(|meta| {
        [
            meta.id,
            meta.alias.unwrap_or("-"),
            meta.severity.as_str(),
            if meta.fixable { "yes" } else { "-" },
            meta.summary,
        ]
        .map(ToOwned::to_owned)
        .into()
    }));
    for line in columns::lines(&rows) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Writes the rules as JSON.
pub fn write_list_json(rules: &[&RuleMeta], out: &mut dyn io::Write) -> io::Result<()> {
    let report = RulesReport {
        version: json::VERSION,
        rules: rules.iter().map(|meta| entry(meta)).collect(),
    };
    plain_json::write(&report, out)
}

/// Writes all that is known of a rule, laid out for a terminal.
pub fn write_explanation(
    meta: &RuleMeta,
    terminal: Terminal,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let severity = match meta.severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        Severity::Note => CYAN,
    };
    let alias = meta.alias.map(|alias| format!(" ({alias})"));
    writeln!(
        out,
        "{}{}",
        terminal.paint(BOLD, meta.id),
        alias.unwrap_or_default()
    )?;
    writeln!(out, "{}", meta.name)?;
    writeln!(out)?;
    let fact = |name: &str, value: &str, style: anstyle::Style| {
        format!(
            "{} {}",
            terminal.paint(DIM, &format!("{name:<11}")),
            terminal.paint(style, value)
        )
    };
    let plain = anstyle::Style::new();
    writeln!(
        out,
        "{}",
        fact("Severity", meta.severity.as_str(), severity)
    )?;
    if let Some(risk) = meta.risk {
        writeln!(out, "{}", fact("Risk level", risk, plain))?;
    }
    if meta.fixable {
        writeln!(out, "{}", fact("Fix", "available", GREEN))?;
    }
    if let Some(compliance) = meta.shown_compliance() {
        writeln!(out, "{}", fact("Compliance", &compliance, plain))?;
    }
    if let Some(rule) = meta.aws_config_rule {
        writeln!(out, "{}", fact("AWS Config", rule, plain))?;
    }
    writeln!(out)?;
    let body = markdown::without_title(meta.explanation);
    out.write_all(markdown::render(body, terminal).as_bytes())?;
    if !meta.links.is_empty() {
        writeln!(out, "\n{}", terminal.paint(BOLD, "Links"))?;
        for (title, address) in meta.links {
            writeln!(out, "  - {title}\n    {}", terminal.paint(CYAN, address))?;
        }
    }
    Ok(())
}

/// Writes all that is known of a rule as Markdown.
pub fn write_explanation_markdown(meta: &RuleMeta, out: &mut dyn io::Write) -> io::Result<()> {
    let alias = meta.alias.map(|alias| format!(" ({alias})"));
    writeln!(out, "# {}{}\n", meta.id, alias.unwrap_or_default())?;
    writeln!(out, "{}\n", meta.name)?;
    writeln!(out, "- Severity: {}", meta.severity.as_str())?;
    if let Some(risk) = meta.risk {
        writeln!(out, "- Risk level: {risk}")?;
    }
    if meta.fixable {
        writeln!(out, "- Fix: available")?;
    }
    if let Some(compliance) = meta.shown_compliance() {
        writeln!(out, "- Compliance: {compliance}")?;
    }
    if let Some(rule) = meta.aws_config_rule {
        writeln!(out, "- AWS Config rule: `{rule}`")?;
    }
    writeln!(
        out,
        "\n{}",
        markdown::without_title(meta.explanation).trim_end()
    )?;
    if !meta.links.is_empty() {
        writeln!(out, "\n## Links\n")?;
        for (title, address) in meta.links {
            writeln!(out, "- [{title}]({address})")?;
        }
    }
    Ok(())
}

/// Writes all that is known of a rule as JSON; `explanation` is Markdown.
pub fn write_explanation_json(meta: &RuleMeta, out: &mut dyn io::Write) -> io::Result<()> {
    let report = ExplainReport {
        version: json::VERSION,
        rule: entry(meta),
    };
    plain_json::write(&report, out)
}

fn entry(meta: &RuleMeta) -> RuleEntry<'_> {
    RuleEntry {
        id: meta.id,
        alias: meta.alias,
        name: meta.name,
        summary: meta.summary,
        severity: meta.severity.as_str(),
        risk: meta.risk,
        fixable: meta.fixable,
        compliance: meta.compliance,
        aws_config_rule: meta.aws_config_rule,
        links: meta
            .links
            .iter()
            .map(|&(title, url)| LinkEntry { title, url })
            .collect(),
        explanation: meta.explanation,
    }
}
