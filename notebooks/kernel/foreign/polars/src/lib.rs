//! What type inference and completion in a notebook know of `polars`: names and signatures, never code. The compiler gets
//! the real crate through the notebook library, and of this one nothing.
#![cfg(rust_analyzer)]

pub mod error {
    pub use crate::prelude::PolarsResult;
    pub struct PolarsError {}
}
pub mod frame {
    pub use crate::prelude::{Column, DataFrame};
}
pub mod prelude;
pub mod series {
    pub use crate::prelude::Series;
}

/// A data frame of named columns: `df!("name" => ["a", "b"], "count" => [1, 2])?`.
#[macro_export]
macro_rules! df {
    ($($column:tt)*) => {
        $crate::made_of_columns()
    };
}

/// What [`df!`] gives.
pub fn made_of_columns() -> error::PolarsResult<frame::DataFrame> {
    loop {}
}
