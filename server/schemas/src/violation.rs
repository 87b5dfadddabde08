//! What is wrong with an instance, as data.

/// One step into a document.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Step {
    /// To the value of a key.
    Key(String),
    /// To an item of a list, from 0.
    Index(usize),
}

/// Which half of an entry is meant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Part {
    /// The key at the end of the path: it should not be there, or something it stands for is missing. At the
    /// document itself and at items of lists, which have no key, all of it is meant.
    Key,
    /// The value.
    Value,
}

/// What has to change.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Blame {
    /// The instance does not fit.
    Instance,
    /// The schema cannot be used, so that nothing was judged; the path is empty.
    Schema,
}

/// What was probably meant, as text for the place that the violation names.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Meant {
    /// The key, or the value as JSON would write it but for text, which has no quotes.
    pub text: String,
    /// Whether it is text. When not, it is to be written without quotes in any format.
    pub is_text: bool,
}

/// Something about an instance that its schema does not allow.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Violation {
    /// Where: from the document inwards.
    pub path: Vec<Step>,
    /// What is meant there.
    pub part: Part,
    /// Whose fault it is.
    pub blame: Blame,
    /// What was found and what was expected, in one sentence without a full stop.
    pub message: String,
    /// The keyword of the schema that is broken, as in `required`.
    pub keyword: &'static str,
    /// What was probably meant.
    pub meant: Option<Meant>,
}
