//! Reading iCalendar: lines unfolded, each a property with parameters, in components within components. A wrong line is
//! told with its number and left out; the rest is kept.

use std::fmt;

/// A property: `DTSTART;TZID=Europe/London:20260614T140000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name in capitals.
    pub name: String,
    /// Its parameters: name in capitals, and values without quotes.
    pub parameters: Vec<(String, Vec<String>)>,
    /// Its value as it stands, still escaped.
    pub value: String,
    /// The line on which it begins, from 1; 0 where it was made here.
    pub line: usize,
}

/// A component with what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its name in capitals: `VEVENT`.
    pub name: String,
    /// Its properties in order.
    pub properties: Vec<Property>,
    /// The components within it.
    pub within: Vec<Component>,
    /// The line on which it begins, from 1.
    pub line: usize,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what was done about it.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

/// A file as read: what could be, and what was wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The components at the top: calendars, mostly.
    pub components: Vec<Component>,
    /// What was wrong, line by line.
    pub problems: Vec<Problem>,
}

/// Components within components, at most: a file that nests deeper is no calendar.
const DEPTH_MAX: usize = 16;

/// Reads a file. Never fails: a file that is no calendar is a tree without components and with a problem.
pub fn read(bytes: &[u8]) -> Tree {
    let mut tree = Tree::default();
    let mut open: Vec<Component> = Vec::new();
    for (line, text) in unfolded(bytes, &mut tree.problems) {
        if text.trim().is_empty() {
            continue;
        }
        let property = match property(&text, line) {
            Ok(property) => property,
            Err(what) => {
                tree.problems.push(Problem { line, what });
                continue;
            }
        };
        let named = property.value.trim().to_ascii_uppercase();
        match property.name.as_str() {
            "BEGIN" if open.len() >= DEPTH_MAX => tree.problems.push(Problem {
                line,
                what: format!("“{}” stands too deep within others: it is left out", short(&named)),
            }),
            "BEGIN" => open.push(Component { name: named, properties: Vec::new(), within: Vec::new(), line }),
            "END" => close(&mut tree, &mut open, &named, line),
            _ => match open.last_mut() {
                Some(component) => component.properties.push(property),
                None => tree.problems.push(Problem {
                    line,
                    what: format!("{} stands outside any calendar: it is left out", short(&property.name)),
                }),
            },
        }
    }
    while let Some(left) = open.pop() {
        tree.problems
            .push(Problem { line: left.line, what: format!("{} is never ended", short(&left.name)) });
        put(&mut tree, &mut open, left);
    }
    if tree.components.is_empty() {
        tree.problems.push(Problem { line: 1, what: "the file holds no calendar".to_owned() });
    }
    tree
}

fn close(tree: &mut Tree, open: &mut Vec<Component>, named: &str, line: usize) {
    if !open.iter().any(|component| component.name == named) {
        let what = format!("END:{} ends nothing that has begun: it is left out", short(named));
        tree.problems.push(Problem { line, what });
        return;
    }
    while let Some(component) = open.pop() {
        let is_it = component.name == named;
        if !is_it {
            let what = format!("{} is never ended", short(&component.name));
            tree.problems.push(Problem { line: component.line, what });
        }
        put(tree, open, component);
        if is_it {
            return;
        }
    }
}

fn put(tree: &mut Tree, open: &mut [Component], component: Component) {
    match open.last_mut() {
        Some(parent) => parent.within.push(component),
        None => tree.components.push(component),
    }
}

/// Lines joined with those that go on from them, each with the number of its first.
fn unfolded(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<(usize, String)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Joined as bytes: a line may have been folded inside a letter of several bytes.
    let mut lines: Vec<(usize, Vec<u8>)> = Vec::new();
    for (nth, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match (line.first(), lines.last_mut()) {
            (Some(b' ' | b'\t'), Some((_, before))) => {
                before.extend_from_slice(line.get(1..).unwrap_or_default());
            }
            _ => lines.push((nth + 1, line.to_vec())),
        }
    }
    let mut text = Vec::with_capacity(lines.len());
    for (nth, line) in lines {
        match String::from_utf8(line) {
            Ok(line) => text.push((nth, line)),
            Err(wrong) => {
                let what = "letters that are not UTF-8: each is shown as �".to_owned();
                problems.push(Problem { line: nth, what });
                text.push((nth, String::from_utf8_lossy(wrong.as_bytes()).into_owned()));
            }
        }
    }
    text
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn short(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(40).collect()
}

/// One line as a property, or what is wrong with it.
fn property(text: &str, line: usize) -> Result<Property, String> {
    let end = text.find([':', ';']).ok_or_else(|| {
        format!("“{}” has no colon between a name and a value: it is left out", short(text))
    })?;
    let (name, mut rest) = text.split_at(end);
    let name = name.trim().to_ascii_uppercase();
    if !is_name(&name) {
        return Err(format!("“{}” is no name of a property: the line is left out", short(&name)));
    }
    let mut parameters = Vec::new();
    while let Some(after) = rest.strip_prefix(';') {
        let (parameter, next) = parameter(after).ok_or_else(|| {
            format!("a parameter of {} does not end in a value: the line is left out", short(&name))
        })?;
        parameters.push(parameter);
        rest = next;
    }
    let value = rest
        .strip_prefix(':')
        .ok_or_else(|| format!("{} has parameters and no value: the line is left out", short(&name)))?;
    Ok(Property { name, parameters, value: value.to_owned(), line })
}

type Parameter = (String, Vec<String>);

/// One parameter and what stands after it. Text in quotes may hold colons and semicolons.
fn parameter(text: &str) -> Option<(Parameter, &str)> {
    let equals = text.find(['=', ':', ';'])?;
    let (name, rest) = text.split_at(equals);
    let name = name.trim().to_ascii_uppercase();
    let Some(mut rest) = rest.strip_prefix('=') else {
        // A parameter without a value is kept with an empty one.
        return is_name(&name).then(|| ((name, vec![String::new()]), rest));
    };
    if !is_name(&name) {
        return None;
    }
    let mut values = Vec::new();
    loop {
        let (value, next) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let end = quoted.find('"')?;
                (quoted.get(..end)?, quoted.get(end + 1..)?)
            }
            None => rest.split_at(rest.find([',', ';', ':'])?),
        };
        values.push(value.to_owned());
        match next.strip_prefix(',') {
            Some(more) => rest = more,
            None if next.starts_with([';', ':']) => return Some(((name, values), next)),
            None => return None,
        }
    }
}

impl Component {
    /// The first property of that name.
    pub fn first(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// This component and all within it.
    pub fn all(&self) -> Vec<&Component> {
        let mut found = vec![self];
        found.extend(self.within.iter().flat_map(Component::all));
        found
    }

    /// As iCalendar again.
    pub fn print(&self) -> String {
        let mut text = String::new();
        self.print_to(&mut text);
        text
    }

    fn print_to(&self, text: &mut String) {
        text.push_str(&super::write::folded(&format!("BEGIN:{}", self.name)));
        for property in &self.properties {
            text.push_str(&super::write::folded(&property.print()));
        }
        for component in &self.within {
            component.print_to(text);
        }
        text.push_str(&super::write::folded(&format!("END:{}", self.name)));
    }
}

impl Property {
    /// The first value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let values = self.parameters.iter().find(|(known, _)| known == name).map(|(_, values)| values);
        values.and_then(|values| values.first()).map(String::as_str)
    }

    /// Its value as text: `\n`, `\,`, `\;` and `\\` read.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut letters = self.value.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(other) => text.push(other),
                    None => {}
                },
                other => text.push(other),
            }
        }
        text
    }

    fn print(&self) -> String {
        let mut text = self.name.clone();
        for (name, values) in &self.parameters {
            let values = values.iter().map(|value| {
                if value.contains([',', ';', ':']) { format!("\"{value}\"") } else { value.clone() }
            });
            text.push_str(&format!(";{name}={}", values.collect::<Vec<_>>().join(",")));
        }
        format!("{text}:{}", self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_folded_line_is_one_and_quotes_keep_what_is_in_them() {
        let file = "BEGIN:VCALENDAR\r\nATTENDEE;CN=\"Lee; A: B\",x;ROLE=CHAIR:mail\r\n to:a@b.example\r\nEND:VCALENDAR\r\n";
        let tree = read(file.as_bytes());
        assert_eq!(tree.problems, []);
        let property = tree.components[0].first("ATTENDEE").unwrap();
        assert_eq!(property.value, "mailto:a@b.example");
        assert_eq!(property.parameter("CN"), Some("Lee; A: B"));
        assert_eq!(
            read(tree.components[0].print().as_bytes()).components[0].print(),
            tree.components[0].print()
        );
    }

    #[test]
    fn each_wrong_line_is_told_with_its_number_and_the_rest_is_kept() {
        let file = "BEGIN:VCALENDAR\nno colon here\nX;Y=\"never ends:1\nSUMMARY:Kept\nEND:VEVENT\n";
        let tree = read(file.as_bytes());
        let told: Vec<String> = tree.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 2: “no colon here” has no colon between a name and a value: it is left out",
                "line 3: a parameter of X does not end in a value: the line is left out",
                "line 5: END:VEVENT ends nothing that has begun: it is left out",
                "line 1: VCALENDAR is never ended",
            ]
        );
        assert_eq!(tree.components[0].first("SUMMARY").map(Property::text).as_deref(), Some("Kept"));
        assert_eq!(read(b"").problems[0].to_string(), "line 1: the file holds no calendar");
    }

    proptest! {
        #[test]
        fn no_file_stops_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let tree = read(&bytes);
            for component in &tree.components {
                let again = read(component.print().as_bytes());
                prop_assert!(!again.components.is_empty());
            }
        }

        #[test]
        fn no_line_of_likely_letters_stops_it(text in "(BEGIN:|END:|V|[A-Z;=:,\"\\\\\r\n ]){0,60}") {
            let _ = super::super::events(&read(text.as_bytes()));
        }
    }
}
