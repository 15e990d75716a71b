//! Texts that are cut where they are longer than anyone reads.

/// A text that holds no more than so many bytes and the `…` that stands for what is left out.
pub(crate) fn cut(mut text: String, most: usize) -> String {
    cut_where_it_lies(&mut text, most);
    text
}

/// Does the same to a text that is kept.
pub(crate) fn cut_where_it_lies(text: &mut String, most: usize) {
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most));
        text.push('…');
        text.shrink_to_fit();
    }
}

/// The same for a text that is known by its beginning and by its end: what is left out stands between them. It is cut again
/// where the last one was, so that one that grows at its end keeps one `…`.
pub(crate) fn cut_between(text: String, most: usize) -> String {
    if text.len() <= most {
        return text;
    }
    let start = text.floor_char_boundary(most / 4);
    let end = text.ceil_char_boundary(text.len() - (most - most / 4));
    format!("{}…{}", &text[..start], text[end..].trim_start_matches('…'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_chars() {
        assert_eq!(cut("short".into(), 5), "short");
        assert_eq!(cut("éé".into(), 3), "é…");
        assert_eq!(cut_between("abcd".into(), 4), "abcd");
        assert_eq!(cut_between("abcdefgh".into(), 4), "a…fgh");
        assert_eq!(cut_between("ééééé".into(), 6), "…éé");
    }

    #[test]
    fn what_grows_is_cut_at_one_place() {
        let mut text = String::new();
        for at in 10..99 {
            text = cut_between(format!("{text}{at}."), 24);
        }
        assert_eq!(text, "10.11.…93.94.95.96.97.98.");
    }
}
