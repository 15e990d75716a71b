//! The words of a line, as a shell splits them.

pub(super) fn shell_words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut quote: Option<char> = None;
    let mut inside = false;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                inside = true;
            }
            (None, c) if c.is_whitespace() => {
                if inside {
                    out.push(std::mem::take(&mut word));
                    inside = false;
                }
            }
            (None, c) => {
                word.push(c);
                inside = true;
            }
        }
    }
    if inside {
        out.push(word);
    }
    out
}
