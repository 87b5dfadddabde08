//! Who asks. What a handler takes of these types is what it demands.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::Role;
use crate::problem::Problem;

/// Who asks: the name of their token and what it may do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    /// The token's name, never the token.
    pub name: Arc<str>,
    /// What it may do.
    pub role: Role,
    /// Its place among the tokens.
    pub id: u32,
}

/// Anybody with a token.
pub struct Viewer(pub Caller);

/// Somebody who may set things going.
pub struct Operator(pub Caller);

/// Somebody who may do everything.
pub struct Admin(pub Caller);

fn at_least(parts: &Parts, role: Role) -> Result<Caller, Problem> {
    // The gate puts it there; where it is not, somebody forgot the gate, and nobody gets in.
    let caller = parts.extensions.get::<Caller>().cloned().ok_or_else(Problem::unauthorized)?;
    caller.may(role)
}

impl Caller {
    /// Itself, if it may do what `role` may.
    ///
    /// # Errors
    /// That it may not.
    pub fn may(self, role: Role) -> Result<Caller, Problem> {
        if self.role >= role {
            Ok(self)
        } else {
            Err(Problem::forbidden(format!("this needs the role `{role}`, the token has `{}`", self.role)))
        }
    }
}

macro_rules! demands {
    ($type:ident) => {
        impl<S: Send + Sync> FromRequestParts<S> for $type {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<$type, Problem> {
                at_least(parts, Role::$type).map($type)
            }
        }
    };
}

demands!(Viewer);
demands!(Operator);
demands!(Admin);
