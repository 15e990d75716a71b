//! The rules' page, from the registry.

use std::fmt::Write;

use super::RULES;
use crate::diagnostic::RuleMeta;

/// `docs/rules.md`: a table of all rules, then each with its facts, its explanation and its links.
#[must_use]
pub fn render_docs() -> String {
    let mut out = String::from(
        "<!-- Generated from the rule registry: `UPDATE_DOCS=1 cargo test --test it rules_docs` writes it. -->\n\n\
         # Rules\n\n\
         | rule | alias | severity | fix | what it says |\n\
         |---|---|---|---|---|\n",
    );
    for rule in RULES {
        let meta = &rule.meta;
        let _ = writeln!(
            out,
            "| [`{id}`](#{id}) | {} | {} | {} | {} |",
            meta.alias.unwrap_or(""),
            meta.severity.as_str(),
            if meta.fixable { "yes" } else { "" },
            meta.summary,
            id = meta.id,
        );
    }
    for rule in RULES {
        describe(&rule.meta, &mut out);
    }
    out
}

fn describe(meta: &RuleMeta, out: &mut String) {
    let _ = writeln!(out, "\n## {}\n", meta.id);
    let mut facts: Vec<(&str, String)> = Vec::new();
    if let Some(alias) = meta.alias {
        facts.push(("Alias", alias.to_owned()));
    }
    facts.push(("Severity", meta.severity.as_str().to_owned()));
    if let Some(risk) = meta.risk {
        facts.push(("Risk level", risk.to_owned()));
    }
    if let Some(compliance) = meta.shown_compliance() {
        facts.push(("Compliance", compliance));
    }
    if let Some(rule) = meta.aws_config_rule {
        facts.push(("AWS Config rule", format!("`{rule}`")));
    }
    if meta.fixable {
        facts.push(("Fix", "a literal value is replaced".to_owned()));
    }
    for (name, fact) in facts {
        let _ = writeln!(out, "- {name}: {fact}");
    }
    out.push('\n');
    let mut fenced = false;
    for line in meta.explanation.trim_end().lines() {
        fenced ^= line.starts_with("```");
        // The explanation's own headings lie one level below the rule's.
        match line.strip_prefix("# ") {
            Some(title) if !fenced => {
                let _ = writeln!(out, "**{title}**");
            }
            _ if line.starts_with("##") && !fenced => {
                let _ = writeln!(out, "#{line}");
            }
            _ => {
                let _ = writeln!(out, "{line}");
            }
        }
    }
    if !meta.links.is_empty() {
        out.push('\n');
        for (title, address) in meta.links {
            let _ = writeln!(out, "- [{title}]({address})");
        }
    }
}
