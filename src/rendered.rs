//! Text that another tool renders before Terraform or AWS reads it.

/// How placeholders open: those of Jinja, Helm and Cookiecutter; of ERB; of the Serverless Framework.
const OPENINGS: [&str; 8] = [
    "{{", "{%", "<%", "${self:", "${opt:", "${env:", "${file(", "${param:",
];

/// The signs around a name that make a value a placeholder, where they are all of it: those of Azure Pipelines; of the task
/// "Replace Tokens", and Octopus Deploy; of confd and Nomad Pack.
const AROUND: [(&str, &str); 4] = [("$(", ")"), ("#{", "}#"), ("#{", "}"), ("[[", "]]")];

/// The same of what `envsubst` fills in. A template's own `${Name}`, which `Fn::Sub` alone fills in, looks the same: names of
/// environment variables are of capitals.
///
/// Source: POSIX, "Environment Variables": upper case, digits and underscores.
const AROUND_CAPITALS: [(&str, &str); 2] = [("${", "}"), ("$", "")];

/// What opens a dynamic reference, which AWS resolves itself.
const DYNAMIC_REFERENCE: &str = "{{resolve:";

/// Whether a value holds a placeholder that is filled in first, or is one: what it will be is not known.
pub(crate) fn is_rendered_first(text: &str) -> bool {
    if text.contains(DYNAMIC_REFERENCE) {
        return false;
    }
    OPENINGS.iter().any(|opening| text.contains(opening))
        || name_length(text).is_some_and(|length| length == text.len())
        || is_in_brackets(text)
        || is_name_between(text, &AROUND, &is_of_name)
        || is_name_between(
            text,
            &AROUND_CAPITALS,
            &|sign| matches!(sign, 'A'..='Z' | '0'..='9' | '_'),
        )
}

/// Whether a text is a name between signs, and nothing else; blanks beside the name do not count.
fn is_name_between(text: &str, around: &[(&str, &str)], allowed: &dyn Fn(char) -> bool) -> bool {
    around.iter().any(|(opening, closing)| {
        let behind = text.strip_prefix(opening);
        let name = behind.and_then(|text| text.strip_suffix(closing));
        name.map(str::trim).is_some_and(|name| {
            name.starts_with(|sign: char| sign.is_ascii_alphabetic() || "_.".contains(sign))
                && name.chars().all(allowed)
        })
    })
}

fn is_of_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "_-.".contains(sign)
}

/// The length, in bytes, of the name between signs that a text begins with, which scripts replace: `%NAME%`, `%%NAME%%`, `@NAME@`,
/// `__NAME__`.
pub(crate) fn name_length(text: &str) -> Option<usize> {
    ["%%", "%", "@@", "@", "__"].iter().find_map(|sign| {
        let behind = text.strip_prefix(sign)?;
        let end = behind.find(sign)?;
        let name = &behind[..end];
        let is_name = name.chars().all(is_of_name);
        (is_name && name.contains(|sign: char| sign.is_ascii_alphabetic()))
            .then_some(end + 2 * sign.len())
    })
}

/// Whether a text is what people write for others to replace: `<YOUR REGION>`.
fn is_in_brackets(text: &str) -> bool {
    let inner = text
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains(['<', '>']))
}

/// Why such a value is not known.
pub(crate) const WHY: &str =
    "it is a placeholder, which something fills in before this is deployed";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_known_by_how_they_open() {
        for text in [
            "{{ flag }}",
            "x-{{cookiecutter.a}}",
            "<%= flag %>",
            "${self:custom.flag}",
            "%TEMPLATE_BUCKET%",
            "%%FLAG%%",
            "@flag@",
            "__FLAG__",
            "<YOUR FLAG>",
            "$(Audit.GlobalEvents)",
            "#{GlobalEvents}#",
            "#{GlobalEvents}",
            "[[ .global_events ]]",
            "$GLOBAL_EVENTS",
            "${GLOBAL_EVENTS}",
        ] {
            assert!(is_rendered_first(text), "{text}");
        }
        for text in [
            "{{resolve:ssm:/flag}}",
            "${Flag}",
            "$Flag",
            "$1",
            "$(date +%F)",
            "[[]]",
            "maybe",
            "",
            "%%",
            "100%",
            "a@b@c",
            "____",
            "<>",
            "<a>-<b>",
        ] {
            assert!(!is_rendered_first(text), "{text}");
        }
    }
}
