//! Python pickles, read as data: nothing in them is ever looked up, called or imported.
//!
//! The distributed CIFAR-10 batches and PyTorch's `.pt` files are pickles, and a pickle is a small program. This
//! reader runs its stack machine but keeps every call as an inert [`Object`]. Anything that it does not know, a
//! wrong length, a truncated file, excessive nesting or sharing is an error with the byte it stands at.

mod arena;
mod array;
mod cursor;
mod machine;

pub use array::{Array, integers};

use crate::{Error, Result};
use std::sync::Arc;

/// What a pickle holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An integer of at most 128 bits.
    Int(i128),
    /// A float.
    Float(f64),
    /// `bytes`, or a `str` of Python 2.
    Bytes(Arc<[u8]>),
    /// Text.
    Str(Arc<str>),
    /// A list.
    List(Vec<Value>),
    /// A tuple.
    Tuple(Vec<Value>),
    /// A dict, in the order of insertion.
    Dict(Vec<(Value, Value)>),
    /// The name of a class or function. It is only a name here.
    Global {
        /// The module, such as `numpy`.
        module: Arc<str>,
        /// The name in it, such as `ndarray`.
        name: Arc<str>,
    },
    /// What Python would have made by a call.
    Object(Box<Object>),
    /// A reference to something outside the pickle; PyTorch names its storages so.
    PersistentId(Box<Value>),
}

/// A call that was not made: `callable(*arguments)`, then `__setstate__(state)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// What would have been called.
    pub callable: Value,
    /// Its arguments, a tuple.
    pub arguments: Value,
    /// The state given to the result, if any.
    pub state: Option<Value>,
}

/// Reads one pickle (protocols 1 to 5; protocol 0's quoted text is refused) that fills `bytes`; `place` names the file in errors.
///
/// # Errors
/// [`Error::Format`] with the byte of the offending opcode.
///
/// ```
/// use noisyfer::formats::pickle;
/// let value = pickle::parse("inline", b"\x80\x02}U\x01aK\x07s.")?; // {"a": 7}
/// assert_eq!(value.get("a"), Some(&pickle::Value::Int(7)));
/// # Ok::<(), noisyfer::Error>(())
/// ```
pub fn parse(place: &str, bytes: &[u8]) -> Result<Value> {
    let (value, end) = parse_prefix(place, bytes, 0)?;
    if end < bytes.len() {
        let found = format!("{} more bytes after the pickle's end", bytes.len() - end);
        return Err(Error::format(format!("{place}, byte {end}"), found, "the end of the file"));
    }
    Ok(value)
}

/// Reads the pickle that begins at byte `start`; gives the value and the byte after it. PyTorch's old files hold several.
///
/// # Errors
/// [`Error::Format`] with the byte of the offending opcode.
pub fn parse_prefix(place: &str, bytes: &[u8], start: usize) -> Result<(Value, usize)> {
    machine::Machine::new(place, bytes, start).run()
}

impl Value {
    /// The entry of a dict under the text `key`, whichever Python wrote it. `None` without one, or if this is no dict.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let Value::Dict(entries) = self else { return None };
        let is_key = |name: &Value| match name {
            Value::Str(text) => &**text == key,
            Value::Bytes(bytes) => &**bytes == key.as_bytes(),
            _ => false,
        };
        entries.iter().find(|(name, _)| is_key(name)).map(|(_, value)| value)
    }

    /// What kind of value this is, for messages: `list of 10000`, `numpy.ndarray`.
    pub fn kind(&self) -> String {
        match self {
            Value::None => "None".into(),
            Value::Bool(_) => "a truth value".into(),
            Value::Int(_) => "an integer".into(),
            Value::Float(_) => "a float".into(),
            Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
            Value::Str(text) => format!("text of {} bytes", text.len()),
            Value::List(items) => format!("a list of {}", items.len()),
            Value::Tuple(items) => format!("a tuple of {}", items.len()),
            Value::Dict(entries) => format!("a dict of {}", entries.len()),
            Value::Global { module, name } => format!("the name {module}.{name}"),
            Value::Object(object) => format!("an object made by {}", object.callable.kind()),
            Value::PersistentId(_) => "a reference to an outside storage".into(),
        }
    }

    pub(crate) fn is_global(&self, modules: &[&str], expected: &str) -> bool {
        matches!(self, Value::Global { module, name } if modules.contains(&&**module) && &**name == expected)
    }
}
