//! Values while a pickle is read, and the tree that they become.

use super::{Object, Value, cursor::Cursor};
use crate::Result;

/// Deeper values than this are refused; real files nest below 10.
const DEPTH: usize = 100;

/// A value that is used several times counts each time. More values than this for every byte of the file are refused:
/// a few hundred bytes of lists of lists can stand for billions.
const VALUES_PER_BYTE: usize = 4;

/// Index of a node: a memo may refer to a list that is still being filled, so values live in an arena until the end.
pub(super) type Id = usize;

pub(super) enum Node {
    Leaf(Value),
    List(Vec<Id>),
    Tuple(Vec<Id>),
    Dict(Vec<(Id, Id)>),
    Object { callable: Id, arguments: Id, state: Option<Id> },
    PersistentId(Id),
}

/// The tree of values under node `id`.
///
/// # Errors
/// [`Error::Format`](crate::Error::Format) for excessive nesting, which a cycle is too, or excessive sharing.
pub(super) fn tree(nodes: &[Node], id: Id, cursor: &Cursor) -> Result<Value> {
    let mut budget = VALUES_PER_BYTE * cursor.size();
    value(nodes, id, cursor, DEPTH, &mut budget)
}

fn value(nodes: &[Node], id: Id, cursor: &Cursor, depth: usize, budget: &mut usize) -> Result<Value> {
    let depth =
        depth.checked_sub(1).ok_or_else(|| cursor.error("deeper nesting", format!("at most {DEPTH} levels")))?;
    *budget = budget.checked_sub(1).ok_or_else(|| {
        cursor.error("values shared many times over", format!("at most {VALUES_PER_BYTE} values per byte of the file"))
    })?;
    let mut child = |id: Id| value(nodes, id, cursor, depth, budget);
    Ok(match &nodes[id] {
        Node::Leaf(value) => value.clone(),
        Node::List(items) => Value::List(items.iter().map(|&id| child(id)).collect::<Result<_>>()?),
        Node::Tuple(items) => Value::Tuple(items.iter().map(|&id| child(id)).collect::<Result<_>>()?),
        Node::Dict(entries) => {
            Value::Dict(entries.iter().map(|&(key, value)| Ok((child(key)?, child(value)?))).collect::<Result<_>>()?)
        }
        Node::Object { callable, arguments, state } => Value::Object(Box::new(Object {
            callable: child(*callable)?,
            arguments: child(*arguments)?,
            state: state.map(child).transpose()?,
        })),
        Node::PersistentId(id) => Value::PersistentId(Box::new(child(*id)?)),
    })
}
