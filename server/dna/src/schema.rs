//! The JSON Schema of DNA, for editors and other tools.

/// The schema of the sections that this version reads, as JSON.
pub fn schema() -> &'static str {
    schemas::text("dna").unwrap_or_default()
}
