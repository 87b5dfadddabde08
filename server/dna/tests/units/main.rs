//! The declaration and a person's own configuration, case by case.

mod declared;
mod keys;
mod person;
