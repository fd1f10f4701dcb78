//! The stack machine of a pickle (opcodes and their meaning: CPython's `Lib/pickletools.py`).

use super::{
    Value,
    arena::{Id, Node, tree},
    cursor::Cursor,
};
use crate::Result;
use std::collections::HashMap;

/// A value takes some 50 bytes and as little as one in the file, which may itself be packed a thousand times smaller.
const MOST_VALUES: usize = 1_000_000;

pub(super) struct Machine<'a> {
    cursor: Cursor<'a>,
    nodes: Vec<Node>,
    stack: Vec<Id>,
    marks: Vec<usize>,
    memo: HashMap<usize, Id>,
}

impl<'a> Machine<'a> {
    pub(super) fn new(place: &'a str, bytes: &'a [u8], start: usize) -> Self {
        let (nodes, stack, marks, memo) = Default::default();
        Self { cursor: Cursor::new(place, bytes, start), nodes, stack, marks, memo }
    }

    /// Runs to the STOP opcode; gives the value on top and the byte after it.
    pub(super) fn run(mut self) -> Result<(Value, usize)> {
        loop {
            match self.cursor.opcode()? {
                b'.' => break,
                opcode => self.step(opcode)?,
            }
        }
        let top = self.pop()?;
        Ok((tree(&self.nodes, top, &self.cursor)?, self.cursor.at()))
    }

    fn step(&mut self, opcode: u8) -> Result<()> {
        match opcode {
            // The protocol number and the frames carry no values.
            0x80 => self.protocol(),
            0x95 => self.frame(),

            b'N' => self.leaf(Value::None),
            0x88 => self.leaf(Value::Bool(true)),
            0x89 => self.leaf(Value::Bool(false)),
            b'K' => self.integer(1),
            b'M' => self.integer(2),
            b'J' => self.signed(4),
            0x8a => self.sized(1, Self::signed),
            0x8b => self.sized(4, Self::signed),
            b'I' => self.decimal_or_bool(),
            b'L' => self.cursor.line().and_then(|line| self.decimal(line)),
            b'G' => self.float(),

            b'U' | b'C' => self.sized(1, Self::raw),
            b'T' | b'B' => self.sized(4, Self::raw),
            0x8e | 0x96 => self.sized(8, Self::raw),
            0x8c => self.sized(1, Self::text),
            b'X' => self.sized(4, Self::text),
            0x8d => self.sized(8, Self::text),

            b']' => self.push(Node::List(vec![])),
            b'}' => self.push(Node::Dict(vec![])),
            b')' => self.push(Node::Tuple(vec![])),
            0x85..=0x87 => self.tuple(usize::from(opcode - 0x84)),
            b'(' => self.mark(),
            b't' => self.marked().and_then(|items| self.push(Node::Tuple(items))),
            b'a' => self.pop().and_then(|item| self.append(vec![item])),
            b'e' => self.marked().and_then(|items| self.append(items)),
            b's' => self.pop_several(2).and_then(|items| self.set_items(items)),
            b'u' => self.marked().and_then(|items| self.set_items(items)),

            b'0' => self.discard(),
            b'1' => self.marked().map(|_| ()),
            b'2' => self.top().map(|top| self.stack.push(top)),
            b'q' => self.cursor.length(1).and_then(|index| self.remember(index)),
            b'r' => self.cursor.length(4).and_then(|index| self.remember(index)),
            0x94 => self.remember(self.memo.len()),
            b'h' => self.cursor.length(1).and_then(|index| self.recall(index)),
            b'j' => self.cursor.length(4).and_then(|index| self.recall(index)),

            b'c' => self.global_lines(),
            0x93 => self.global_from_stack(),
            b'R' | 0x81 => self.call(),
            b'b' => self.build(),
            b'Q' => self.pop().and_then(|id| self.push(Node::PersistentId(id))),
            _ => Err(self
                .cursor
                .error(format!("opcode 0x{opcode:02x}"), "an opcode of plain data: the file is damaged, or no data")),
        }
    }

    fn sized(&mut self, width: usize, read: fn(&mut Self, usize) -> Result<()>) -> Result<()> {
        let length = self.cursor.length(width)?;
        read(self, length)
    }

    fn protocol(&mut self) -> Result<()> {
        match self.cursor.take(1)?[0] {
            0..=5 => Ok(()),
            other => Err(self.cursor.error(format!("protocol {other}"), "0 to 5")),
        }
    }

    fn frame(&mut self) -> Result<()> {
        let length = self.cursor.length(8)?;
        let rest = self.cursor.size() - self.cursor.at();
        if length > rest {
            return Err(self.cursor.error(format!("a frame of {length} bytes with {rest} to the end"), "a whole file"));
        }
        Ok(())
    }

    fn push(&mut self, node: Node) -> Result<()> {
        if self.nodes.len() == MOST_VALUES {
            let expected = format!("at most {MOST_VALUES}, more than any dataset's labels have");
            return Err(self.cursor.error("more values than that", expected));
        }
        self.stack.push(self.nodes.len());
        self.nodes.push(node);
        Ok(())
    }

    fn leaf(&mut self, value: Value) -> Result<()> {
        self.push(Node::Leaf(value))
    }

    fn integer(&mut self, width: usize) -> Result<()> {
        let number = self.cursor.length(width)?;
        self.leaf(Value::Int(number as i128))
    }

    /// A little-endian number in two's complement, as long as its sign needs.
    fn signed(&mut self, width: usize) -> Result<()> {
        if width > 16 {
            return Err(self.cursor.error(format!("an integer of {width} bytes"), "at most 16 bytes"));
        }
        let raw = self.cursor.take(width)?;
        let fill = if raw.last().is_some_and(|&byte| byte > 127) { 0xff } else { 0 };
        let mut wide = [fill; 16];
        wide[..width].copy_from_slice(raw);
        self.leaf(Value::Int(i128::from_le_bytes(wide)))
    }

    fn decimal_or_bool(&mut self) -> Result<()> {
        match self.cursor.line()? {
            "00" => self.leaf(Value::Bool(false)),
            "01" => self.leaf(Value::Bool(true)),
            line => self.decimal(line),
        }
    }

    fn decimal(&mut self, line: &str) -> Result<()> {
        let number = line.trim_end_matches('L').parse();
        let number = number.map_err(|_| self.cursor.error(format!("{line:?}"), "an integer of at most 128 bits"))?;
        self.leaf(Value::Int(number))
    }

    fn float(&mut self) -> Result<()> {
        let bits = self.cursor.take(8)?.iter().fold(0, |bits, &byte| bits << 8 | u64::from(byte));
        self.leaf(Value::Float(f64::from_bits(bits)))
    }

    fn raw(&mut self, length: usize) -> Result<()> {
        let raw = self.cursor.take(length)?.into();
        self.leaf(Value::Bytes(raw))
    }

    fn text(&mut self, length: usize) -> Result<()> {
        let raw = self.cursor.take(length)?;
        let text = std::str::from_utf8(raw).map_err(|_| self.cursor.error("text that is no UTF-8", "UTF-8"))?;
        self.leaf(Value::Str(text.into()))
    }

    /// The lowest stack index that may be popped: values below the last mark belong to it.
    fn floor(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    fn pop_several(&mut self, count: usize) -> Result<Vec<Id>> {
        let available = self.stack.len() - self.floor();
        if available < count {
            return Err(self
                .cursor
                .error(format!("{available} values on the stack"), format!("{count}: the file is damaged")));
        }
        Ok(self.stack.split_off(self.stack.len() - count))
    }

    fn pop(&mut self) -> Result<Id> {
        Ok(self.pop_several(1)?[0])
    }

    fn top(&self) -> Result<Id> {
        match self.stack[self.floor()..].last() {
            Some(&top) => Ok(top),
            None => Err(self.cursor.error("an empty stack", "a value: the file is damaged")),
        }
    }

    fn mark(&mut self) -> Result<()> {
        self.marks.push(self.stack.len());
        Ok(())
    }

    fn marked(&mut self) -> Result<Vec<Id>> {
        let mark = self.marks.pop().ok_or_else(|| self.cursor.error("no mark", "a mark: the file is damaged"))?;
        Ok(self.stack.split_off(mark))
    }

    /// POP also takes a mark away when nothing stands above it.
    fn discard(&mut self) -> Result<()> {
        if self.marks.last() == Some(&self.stack.len()) {
            return self.marked().map(|_| ());
        }
        self.pop().map(|_| ())
    }

    fn tuple(&mut self, count: usize) -> Result<()> {
        let items = self.pop_several(count)?;
        self.push(Node::Tuple(items))
    }

    fn append(&mut self, items: Vec<Id>) -> Result<()> {
        let top = self.top()?;
        match &mut self.nodes[top] {
            Node::List(list) => list.extend(items),
            _ => return Err(self.cursor.error("items for something else", "items for a list")),
        }
        Ok(())
    }

    fn set_items(&mut self, items: Vec<Id>) -> Result<()> {
        let top = self.top()?;
        let (pairs, rest) = items.as_chunks::<2>();
        match &mut self.nodes[top] {
            Node::Dict(entries) if rest.is_empty() => entries.extend(pairs.iter().map(|&[key, value]| (key, value))),
            _ => return Err(self.cursor.error("entries for something else, or a key alone", "pairs for a dict")),
        }
        Ok(())
    }

    fn remember(&mut self, index: usize) -> Result<()> {
        let top = self.top()?;
        self.memo.insert(index, top);
        Ok(())
    }

    fn recall(&mut self, index: usize) -> Result<()> {
        let id = self.memo.get(&index).copied();
        let id = id.ok_or_else(|| self.cursor.error(format!("memo {index}"), "one that was written before"))?;
        self.stack.push(id);
        Ok(())
    }

    fn global_lines(&mut self) -> Result<()> {
        let (module, name) = (self.cursor.line()?.into(), self.cursor.line()?.into());
        self.leaf(Value::Global { module, name })
    }

    fn global_from_stack(&mut self) -> Result<()> {
        let names = self.pop_several(2)?;
        let (Node::Leaf(Value::Str(module)), Node::Leaf(Value::Str(name))) =
            (&self.nodes[names[0]], &self.nodes[names[1]])
        else {
            return Err(self.cursor.error("a name that is no text", "the texts of module and name"));
        };
        let (module, name) = (module.clone(), name.clone());
        self.leaf(Value::Global { module, name })
    }

    fn call(&mut self) -> Result<()> {
        let parts = self.pop_several(2)?;
        self.push(Node::Object { callable: parts[0], arguments: parts[1], state: None })
    }

    fn build(&mut self) -> Result<()> {
        let new_state = self.pop()?;
        let top = self.top()?;
        match &mut self.nodes[top] {
            Node::Object { state, .. } => *state = Some(new_state),
            _ => return Err(self.cursor.error("a state for something else", "a state for an object")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
