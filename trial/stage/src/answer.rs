//! What came back, read.

use axum::http::StatusCode;

/// An answer.
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Where it leads, or nothing.
    pub location: String,
    /// The page.
    pub body: String,
    /// The same as it came, for files that are no text.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Whether the page says that.
    pub fn says(&self, words: &str) -> bool {
        self.body.contains(words)
    }

    /// The values of all fields of that name.
    pub fn values(&self, field: &str) -> Vec<String> {
        let name = format!("name=\"{field}\"");
        let inputs = self.body.split("<input").skip(1);
        inputs
            .filter(|input| input.split('>').next().unwrap_or_default().contains(&name))
            .filter_map(|input| input.split("value=\"").nth(1)?.split('"').next().map(str::to_owned))
            .collect()
    }

    /// The value of the first field of that name.
    pub fn hidden(&self, field: &str) -> String {
        self.values(field).first().cloned().unwrap_or_else(|| panic!("no {field}: {}", self.body))
    }
}
