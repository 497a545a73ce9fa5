//! Forms that carry files. The whole body is already here and bounded, so it is cut at its boundary and no more.

use axum::body::Bytes;

use crate::form::{SentFile, Typed};

/// The boundary that the content type names.
pub(crate) fn boundary(kind: &str) -> Option<&str> {
    let rest = kind.strip_prefix("multipart/form-data")?;
    let (_, rest) = rest.split_once("boundary=")?;
    let rest = rest.split(';').next().unwrap_or(rest).trim().trim_matches('"');
    (!rest.is_empty() && rest.len() <= 70).then_some(rest)
}

/// The parts of a body. A part that cannot be read is left out.
pub(crate) fn read(boundary: &str, body: &Bytes) -> Typed {
    let mut typed = Typed::default();
    let mark = format!("--{boundary}").into_bytes();
    let mut from = match find(body, &mark, 0) {
        Some(at) => at + mark.len(),
        None => return typed,
    };
    let between = [b"\r\n".as_slice(), &mark].concat();
    while let Some(to) = find(body, &between, from) {
        if let Some(part) = body.get(from..to).and_then(|part| part.strip_prefix(b"\r\n")) {
            read_part(part, body, &mut typed);
        }
        from = to + between.len();
    }
    typed
}

fn read_part(part: &[u8], body: &Bytes, typed: &mut Typed) {
    let Some(at) = find(part, b"\r\n\r\n", 0) else { return };
    let (Some(head), Some(content)) = (part.get(..at), part.get(at + 4..)) else { return };
    let head = String::from_utf8_lossy(head);
    let Some(line) = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))
    else {
        return;
    };
    let Some(field) = parameter(line, "name") else { return };
    match parameter(line, "filename") {
        Some(name) => typed.push_file(SentFile { field, name, bytes: body.slice_ref(content) }),
        None => typed.push_pair(field, String::from_utf8_lossy(content).into_owned()),
    }
}

/// A parameter of a header, as in `name="file"`.
fn parameter(line: &str, wanted: &str) -> Option<String> {
    let start = format!("; {wanted}=\"");
    let (_, rest) = line.split_once(&start)?;
    let (value, _) = rest.split_once('"')?;
    // A browser writes these three so.
    Some(value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
}

fn find(within: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let tail = within.get(from..)?;
    tail.windows(wanted.len()).position(|window| window == wanted).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BODY: &str = "--x\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\nabc\r\n--x\r\nContent-Disposition: form-data; name=\"sites\"; filename=\"sites.csv\"\r\nContent-Type: text/csv\r\n\r\nname,postcode\r\nOrchard,AB1\r\n\r\n--x--\r\n";

    #[test]
    fn fields_and_files_are_told_apart() {
        let typed = read("x", &Bytes::from_static(BODY.as_bytes()));
        assert_eq!(typed.text("form_token"), "abc");
        let file = typed.file("sites").unwrap();
        assert_eq!(
            (file.name.as_str(), &file.bytes[..]),
            ("sites.csv", b"name,postcode\r\nOrchard,AB1\r\n".as_slice())
        );
        assert_eq!(boundary("multipart/form-data; boundary=x"), Some("x"));
        assert_eq!(boundary("text/plain; boundary=x"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_fault(body in proptest::collection::vec(any::<u8>(), 0..300), cut in 0..BODY.len()) {
            read("x", &Bytes::from(body));
            read("x", &Bytes::from_static(&BODY.as_bytes()[..cut]));
        }
    }
}
