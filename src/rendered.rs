//! Text that another tool renders before Terraform or AWS reads it.

/// How placeholders open: those of Jinja, Helm and Cookiecutter; of ERB; of the Serverless Framework.
const OPENINGS: [&str; 8] = [
    "{{", "{%", "<%", "${self:", "${opt:", "${env:", "${file(", "${param:",
];

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
}

/// The length, in bytes, of the name between signs that a text begins with, which scripts replace: `%NAME%`, `%%NAME%%`, `@NAME@`,
/// `__NAME__`.
pub(crate) fn name_length(text: &str) -> Option<usize> {
    ["%%", "%", "@@", "@", "__"].iter().find_map(|sign| {
        let behind = text.strip_prefix(sign)?;
        let end = behind.find(sign)?;
        let name = &behind[..end];
        let mut signs = name.chars();
        let is_name = signs.all(|sign| sign.is_ascii_alphanumeric() || "_-.".contains(sign));
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
        ] {
            assert!(is_rendered_first(text), "{text}");
        }
        for text in [
            "{{resolve:ssm:/flag}}",
            "${Flag}",
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
