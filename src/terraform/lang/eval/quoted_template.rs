//! Escapes of a template in quotes that stand inside its directives, where the parser leaves them as they are written.

use std::borrow::Cow;

use hcl::edit::template::{Directive, Element, Template};

/// A template in quotes, with the texts inside its directives as Terraform has them; what is wrong with one, and
/// its text, where it refuses it.
pub(super) fn unescaped(template: &Template) -> Result<Cow<'_, Template>, Refused> {
    let is_directive = |element: &Element| matches!(element, Element::Directive(_));
    if !template.iter().any(is_directive) {
        return Ok(Cow::Borrowed(template));
    }
    let mut template = template.clone();
    for element in &mut template {
        if let Element::Directive(directive) = element {
            unescape_directive(directive)?;
        }
    }
    Ok(Cow::Owned(template))
}

/// A text that no string in quotes can hold.
pub(super) struct Refused {
    pub(super) text: String,
    pub(super) why: &'static str,
}

fn unescape_directive(directive: &mut Directive) -> Result<(), Refused> {
    match directive {
        Directive::If(part) => {
            unescape_template(&mut part.if_expr.template)?;
            match &mut part.else_expr {
                Some(other) => unescape_template(&mut other.template),
                None => Ok(()),
            }
        }
        Directive::For(part) => unescape_template(&mut part.for_expr.template),
    }
}

fn unescape_template(template: &mut Template) -> Result<(), Refused> {
    for element in template {
        match element {
            Element::Literal(text) => {
                if let Some(plain) = unescape(text)? {
                    *text.value_mut() = plain;
                }
            }
            Element::Directive(inner) => unescape_directive(inner)?,
            Element::Interpolation(_) => {}
        }
    }
    Ok(())
}

/// The text without its escapes; `None` where it has none.
fn unescape(text: &str) -> Result<Option<String>, Refused> {
    let refused = |why| Refused {
        text: text.to_owned(),
        why,
    };
    if !text.contains(['\\', '"', '\n']) {
        return Ok(None);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(char) = rest.next() {
        match char {
            '"' => return Err(refused("a quote in a string is written `\\\"`")),
            '\n' => return Err(refused("a line break in a string is written `\\n`")),
            '\\' => {
                let plain = match rest.next() {
                    Some('n') => Some('\n'),
                    Some('r') => Some('\r'),
                    Some('t') => Some('\t'),
                    Some(escaped @ ('"' | '\\')) => Some(escaped),
                    Some('u') => by_number(&mut rest, 4),
                    Some('U') => by_number(&mut rest, 8),
                    _ => None,
                };
                out.push(plain.ok_or_else(|| refused("it has an escape that is none"))?);
            }
            other => out.push(other),
        }
    }
    Ok(Some(out))
}

fn by_number(rest: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let number = rest.as_str().get(..digits)?;
    let is_hexadecimal = number.bytes().all(|byte| byte.is_ascii_hexdigit());
    let char = u32::from_str_radix(number, 16)
        .ok()
        .filter(|_| is_hexadecimal)?;
    rest.nth(digits - 1);
    char::from_u32(char)
}
