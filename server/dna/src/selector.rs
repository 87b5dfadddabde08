//! Selectors: how a DNA says "these components". An id of a component or a layer, `layer:x`,
//! `owner:@x`, or `*` for all.

use compact_str::CompactString;

use crate::model::{Component, ComponentId, LayerId};
use crate::span::Spanned;

/// A selector, resolved when the DNA is read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Selector {
    /// `*`.
    All,
    /// The id of a component.
    Component(ComponentId),
    /// The id of a layer, with or without `layer:`: all components in it.
    Layer(LayerId),
    /// `owner:@x`: all components with that owner.
    Owner(CompactString),
    /// An id that nothing declares. It selects nothing, and puts what it is part of in doubt.
    Unknown,
}

/// Selectors in a row: what any of them selects.
pub type Selectors = Vec<Spanned<Selector>>;

impl Selector {
    /// Whether it means `component`.
    pub fn selects(&self, component: &Component) -> bool {
        match self {
            Selector::All => true,
            Selector::Component(number) => component.number == *number,
            Selector::Layer(layer) => component.layer.is_some_and(|own| own.value == *layer),
            Selector::Owner(owner) => component.owner.as_ref().is_some_and(|own| own.value == *owner),
            Selector::Unknown => false,
        }
    }
}
