//! What type inference in a notebook needs to know of `alloc`: names, never code.
#![no_std]

pub mod borrow {
    pub trait ToOwned {
        type Owned;
        fn to_owned(&self) -> Self::Owned;
    }
    impl ToOwned for str {
        type Owned = crate::string::String;
        fn to_owned(&self) -> crate::string::String {
            loop {}
        }
    }
}
pub mod boxed {
    #[lang = "owned_box"]
    pub struct Box<T: ?Sized>(*const T);
    impl<T> Box<T> {
        pub fn new(value: T) -> Self {
            loop {}
        }
    }
}
pub mod string {
    #[lang = "String"]
    #[derive(Clone, Default)]
    pub struct String(());
    impl String {
        pub fn new() -> Self {
            loop {}
        }
        pub fn from(text: &str) -> Self {
            loop {}
        }
    }
    pub trait ToString {
        fn to_string(&self) -> String;
    }
    impl<T: ?Sized> ToString for T {
        fn to_string(&self) -> String {
            loop {}
        }
    }
}
pub mod vec {
    #[lang = "Vec"]
    pub struct Vec<T>(*const T);
    impl<T> Vec<T> {
        pub fn new() -> Self {
            loop {}
        }
        pub fn of<const N: usize>(elements: [T; N]) -> Self {
            loop {}
        }
        pub fn len(&self) -> usize {
            loop {}
        }
    }
    impl<T: Clone> Clone for Vec<T> {
        fn clone(&self) -> Self {
            loop {}
        }
    }
    impl<T> core::ops::Deref for Vec<T> {
        type Target = [T];
        fn deref(&self) -> &[T] {
            loop {}
        }
    }
    impl<T> core::ops::Index<usize> for Vec<T> {
        type Output = T;
        fn index(&self, index: usize) -> &T {
            loop {}
        }
    }
}

#[macro_export]
macro_rules! vec {
    () => { $crate::vec::Vec::new() };
    ($element:expr; $count:expr) => { $crate::vec::Vec::of([$element]) };
    ($($element:expr),+ $(,)?) => { $crate::vec::Vec::of([$($element),+]) };
}

#[macro_export]
macro_rules! format {
    ($($argument:tt)*) => { $crate::string::String::new() };
}
