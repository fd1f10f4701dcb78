//! What type inference in a notebook needs to know of `core`: names, never code.
#![no_core]
#![feature(no_core, lang_items)]

pub mod marker {
    #[lang = "sized"]
    pub trait Sized {}
    #[lang = "copy"]
    pub trait Copy: Clone {}
    use crate::clone::Clone;
}
pub mod clone {
    #[lang = "clone"]
    pub trait Clone: Sized {
        fn clone(&self) -> Self;
    }
    use crate::marker::Sized;
}
pub mod option {
    #[lang = "Option"]
    pub enum Option<T> {
        #[lang = "None"]
        None,
        #[lang = "Some"]
        Some(T),
    }
    impl<T> Option<T> {
        pub fn unwrap(self) -> T {
            loop {}
        }
        pub fn expect(self, message: &str) -> T {
            loop {}
        }
    }
    impl<T> crate::ops::Try for Option<T> {
        type Output = T;
        type Residual = Option<crate::convert::Infallible>;
        fn from_output(output: T) -> Self {
            loop {}
        }
        fn branch(self) -> crate::ops::ControlFlow<Self::Residual, T> {
            loop {}
        }
    }
    impl<T> crate::ops::FromResidual<Option<crate::convert::Infallible>> for Option<T> {
        fn from_residual(residual: Option<crate::convert::Infallible>) -> Self {
            loop {}
        }
    }
}
pub mod result {
    #[lang = "Result"]
    pub enum Result<T, E> {
        #[lang = "Ok"]
        Ok(T),
        #[lang = "Err"]
        Err(E),
    }
    impl<T, E> Result<T, E> {
        pub fn unwrap(self) -> T {
            loop {}
        }
        pub fn expect(self, message: &str) -> T {
            loop {}
        }
    }
    impl<T, E> crate::ops::Try for Result<T, E> {
        type Output = T;
        type Residual = Result<crate::convert::Infallible, E>;
        fn from_output(output: T) -> Self {
            loop {}
        }
        fn branch(self) -> crate::ops::ControlFlow<Self::Residual, T> {
            loop {}
        }
    }
    impl<T, E> crate::ops::FromResidual<Result<crate::convert::Infallible, E>> for Result<T, E> {
        fn from_residual(residual: Result<crate::convert::Infallible, E>) -> Self {
            loop {}
        }
    }
}
pub mod convert {
    pub enum Infallible {}
    pub trait AsRef<T: ?Sized> {
        fn as_ref(&self) -> &T;
    }
    pub trait From<T>: crate::marker::Sized {
        fn from(value: T) -> Self;
    }
    pub trait Into<T>: crate::marker::Sized {
        fn into(self) -> T;
    }
}
pub mod iter {
    pub trait Iterator {
        type Item;
    }
    pub trait IntoIterator {
        type Item;
    }
}
pub mod default {
    pub trait Default: crate::marker::Sized {
        fn default() -> Self;
    }
}
pub mod ops {
    use crate::marker::Sized;
    #[lang = "Try"]
    pub trait Try: FromResidual<Self::Residual> {
        type Output;
        type Residual;
        #[lang = "from_output"]
        fn from_output(output: Self::Output) -> Self;
        #[lang = "branch"]
        fn branch(self) -> ControlFlow<Self::Residual, Self::Output>;
    }
    #[lang = "FromResidual"]
    pub trait FromResidual<R> {
        #[lang = "from_residual"]
        fn from_residual(residual: R) -> Self;
    }
    pub enum ControlFlow<B, C> {
        #[lang = "Continue"]
        Continue(C),
        #[lang = "Break"]
        Break(B),
    }
    #[lang = "deref"]
    pub trait Deref {
        #[lang = "deref_target"]
        type Target: ?Sized;
        fn deref(&self) -> &Self::Target;
    }
    #[lang = "index"]
    pub trait Index<I: ?Sized> {
        type Output: ?Sized;
        fn index(&self, index: I) -> &Self::Output;
    }
    #[lang = "add"]
    pub trait Add<R = Self> {
        type Output;
        fn add(self, other: R) -> Self::Output;
    }
    #[lang = "sub"]
    pub trait Sub<R = Self> {
        type Output;
        fn sub(self, other: R) -> Self::Output;
    }
    #[lang = "mul"]
    pub trait Mul<R = Self> {
        type Output;
        fn mul(self, other: R) -> Self::Output;
    }
    #[lang = "div"]
    pub trait Div<R = Self> {
        type Output;
        fn div(self, other: R) -> Self::Output;
    }
    #[lang = "rem"]
    pub trait Rem<R = Self> {
        type Output;
        fn rem(self, other: R) -> Self::Output;
    }
    #[lang = "bitand"]
    pub trait BitAnd<R = Self> {
        type Output;
        fn bitand(self, other: R) -> Self::Output;
    }
    #[lang = "bitor"]
    pub trait BitOr<R = Self> {
        type Output;
        fn bitor(self, other: R) -> Self::Output;
    }
    #[lang = "bitxor"]
    pub trait BitXor<R = Self> {
        type Output;
        fn bitxor(self, other: R) -> Self::Output;
    }
    #[lang = "neg"]
    pub trait Neg {
        type Output;
        fn neg(self) -> Self::Output;
    }
    #[lang = "not"]
    pub trait Not {
        type Output;
        fn not(self) -> Self::Output;
    }
}
pub mod macros {
    pub mod builtin {
        #[rustc_builtin_macro]
        pub macro derive($item:item) {}
        #[rustc_builtin_macro]
        pub macro include($file:expr $(,)?) {}
        #[rustc_builtin_macro]
        pub macro concat($($e:expr),* $(,)?) {}
        #[rustc_builtin_macro]
        pub macro env($name:expr $(,)?) {}
        #[rustc_builtin_macro]
        pub macro Clone($item:item) {}
        #[rustc_builtin_macro]
        pub macro Copy($item:item) {}
        #[rustc_builtin_macro]
        pub macro Debug($item:item) {}
        #[rustc_builtin_macro]
        pub macro Default($item:item) {}
    }
}
pub mod prelude {
    pub mod rust_2024 {
        pub use crate::clone::Clone;
        pub use crate::convert::{AsRef, From, Into};
        pub use crate::default::Default;
        pub use crate::iter::{IntoIterator, Iterator};
        pub use crate::macros::builtin::{Clone, Copy, Debug, Default, concat, derive, env, include};
        pub use crate::marker::{Copy, Sized};
        pub use crate::option::Option::{self, None, Some};
        pub use crate::result::Result::{self, Err, Ok};
    }
    pub use rust_2024 as rust_2021;
    pub use rust_2024 as v1;
}
