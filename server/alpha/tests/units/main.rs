//! The parts of the generator, case by case.

mod files;
mod reading;
mod templates;
mod texts;
