//! The one kind of object that the datasets hold: numpy arrays.

use super::{Object, Value};
use crate::{Error, Result};
use std::{borrow::Cow, sync::Arc};

/// numpy 2 moved its modules, and files of both ages circulate.
const RECONSTRUCT: [&str; 2] = ["numpy.core.multiarray", "numpy._core.multiarray"];
const FROM_BUFFER: [&str; 2] = ["numpy.core.numeric", "numpy._core.numeric"];

/// A numpy array: row-major, little-endian.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// The length of each dimension.
    pub shape: Vec<usize>,
    /// numpy's code of the element type: `u1` is one unsigned byte, `i8` a signed number of eight bytes.
    pub dtype: String,
    /// The elements, one after another.
    pub data: Arc<[u8]>,
}

impl Array {
    /// The array that a pickled value stands for; `place` names it in errors.
    ///
    /// # Errors
    /// [`Error::Format`] when it is no numpy array, is not row-major and little-endian, or its data does not fill its shape.
    pub fn read(place: &str, value: &Value) -> Result<Self> {
        let error =
            |found: String| Error::format(place, found, "a numpy array of numbers, row-major and little-endian");
        let parts = Parts::of(value).ok_or_else(|| error(value.kind()))?;
        let shape = parts.shape().ok_or_else(|| error("an array without a proper shape".into()))?;
        let dtype = dtype(parts.dtype).ok_or_else(|| error("an array of other elements".into()))?;
        let data = match parts.data {
            Value::Bytes(bytes) => bytes.clone(),
            other => other.raw_bytes().ok_or_else(|| error(other.kind()))?.into(),
        };
        if parts.fortran && shape.len() > 1 {
            return Err(error("a column-major array".into()));
        }
        let width: Option<usize> = dtype[1..].parse().ok();
        let size = shape.iter().fold(width, |size, &side| size?.checked_mul(side));
        if size != Some(data.len()) {
            return Err(error(format!("{} bytes for shape {shape:?} of {dtype}", data.len())));
        }
        Ok(Self { shape, dtype, data })
    }

    /// The elements as integers; `place` names the array in errors.
    ///
    /// # Errors
    /// [`Error::Format`] when the elements are no integers of at most eight bytes.
    pub fn integers(&self, place: &str) -> Result<Vec<i64>> {
        let (kind, width) = self.dtype.split_at(1);
        let (signed, width) = match (kind, width) {
            ("i", "1" | "2" | "4" | "8") => (true, width),
            ("u", "1" | "2" | "4") => (false, width),
            _ => return Err(Error::format(place, format!("elements of type {}", self.dtype), "integers")),
        };
        let width = usize::from(width.as_bytes()[0] - b'0');
        let integer = |raw: &[u8]| {
            let negative = signed && raw[width - 1] > 127;
            let mut wide = [if negative { 0xff } else { 0 }; 8];
            wide[..width].copy_from_slice(raw);
            i64::from_le_bytes(wide)
        };
        Ok(self.data.chunks_exact(width).map(integer).collect())
    }
}

/// The whole numbers that a pickled value stands for: a numpy array of them, or a list of numbers or of numpy's scalars. `place` names
/// it in errors.
///
/// # Errors
/// [`Error::Format`] for anything else.
pub fn integers(place: &str, value: &Value) -> Result<Vec<i64>> {
    let Value::List(items) = value else {
        return Array::read(place, value)?.integers(place);
    };
    let mut integers = vec![];
    for (row, item) in items.iter().enumerate() {
        let bad = || Error::format(format!("{place}, record {row}"), item.kind(), "a whole number");
        integers.push(integer(item).ok_or_else(bad)?);
    }
    Ok(integers)
}

/// A whole number, by itself or as `numpy.int64` and the like.
fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Int(integer) => i64::try_from(*integer).ok(),
        Value::Object(object) if object.callable.is_global(&RECONSTRUCT, "scalar") => {
            let Value::Tuple(arguments) = &object.arguments else { return None };
            let [kind, data] = &arguments[..] else { return None };
            let scalar = Array { shape: vec![1], dtype: dtype(kind)?, data: data.raw_bytes()?.into() };
            scalar.integers("").ok()?.first().copied()
        }
        _ => None,
    }
}

/// What an array is made of, whichever way numpy pickled it.
struct Parts<'a> {
    shape: &'a Value,
    dtype: &'a Value,
    data: &'a Value,
    fortran: bool,
}

impl<'a> Parts<'a> {
    fn of(value: &'a Value) -> Option<Self> {
        let Value::Object(object) = value else { return None };
        let Object { callable, arguments, state } = &**object;
        if callable.is_global(&RECONSTRUCT, "_reconstruct") {
            let Some(Value::Tuple(state)) = state else { return None };
            let [_version, shape, dtype, fortran, data] = &state[..] else { return None };
            return Some(Self { shape, dtype, data, fortran: matches!(fortran, Value::Bool(true) | Value::Int(1)) });
        }
        if callable.is_global(&FROM_BUFFER, "_frombuffer") {
            let Value::Tuple(arguments) = arguments else { return None };
            let [data, dtype, shape, order] = &arguments[..] else { return None };
            return Some(Self { shape, dtype, data, fortran: *order != Value::Str("C".into()) });
        }
        None
    }

    fn shape(&self) -> Option<Vec<usize>> {
        let Value::Tuple(sides) = self.shape else { return None };
        let side = |side: &Value| match side {
            Value::Int(side) => usize::try_from(*side).ok(),
            _ => None,
        };
        sides.iter().map(side).collect()
    }
}

/// The code of a plain little-endian `numpy.dtype`: its first argument, such as `u1`; its state's second entry is the byte order.
fn dtype(value: &Value) -> Option<String> {
    let Value::Object(object) = value else { return None };
    let (Value::Tuple(arguments), Some(Value::Tuple(state))) = (&object.arguments, &object.state) else { return None };
    let code = String::from_utf8(arguments.first()?.raw_bytes()?.into_owned()).ok()?;
    let order = state.get(1)?.raw_bytes()?;
    let plain = code.len() >= 2 && code.is_ascii() && matches!(&*order, b"<" | b"|" | b"=");
    (plain && object.callable.is_global(&["numpy"], "dtype")).then_some(code)
}

impl Value {
    /// Bytes, or text as bytes. Below protocol 3, Python 3 writes `bytes` as the call `_codecs.encode(text, "latin1")`.
    pub(super) fn raw_bytes(&self) -> Option<Cow<'_, [u8]>> {
        match self {
            Value::Bytes(bytes) => Some(Cow::Borrowed(bytes)),
            Value::Str(text) => Some(Cow::Borrowed(text.as_bytes())),
            Value::Object(object) if object.callable.is_global(&["_codecs"], "encode") => {
                let Value::Tuple(arguments) = &object.arguments else { return None };
                let [Value::Str(text), Value::Str(codec)] = &arguments[..] else { return None };
                if &**codec != "latin1" {
                    return None;
                }
                let bytes = text.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect::<Option<_>>();
                bytes.map(Cow::Owned)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::pickle::parse;

    /// `numpy.array([[1, 2, 3], [4, 5, 6]], dtype="u1")` in protocols 2, 4 and 5, as numpy 2 wrote it.
    const WRITTEN: [&[u8]; 3] = [
        b"\x80\x02cnumpy._core.multiarray\n_reconstruct\nq\x00cnumpy\nndarray\nq\x01K\x00\x85q\x02c_codecs\nencode\nq\x03\
          X\x01\x00\x00\x00bq\x04X\x06\x00\x00\x00latin1q\x05\x86q\x06Rq\x07\x87q\x08Rq\t(K\x01K\x02K\x03\x86q\ncnumpy\ndtype\n\
          q\x0bX\x02\x00\x00\x00u1q\x0c\x89\x88\x87q\rRq\x0e(K\x03X\x01\x00\x00\x00|q\x0fNNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff\
          K\x00tq\x10b\x89h\x03X\x06\x00\x00\x00\x01\x02\x03\x04\x05\x06q\x11h\x05\x86q\x12Rq\x13tq\x14b.",
        b"\x80\x04\x95\x91\x00\x00\x00\x00\x00\x00\x00\x8c\x16numpy._core.multiarray\x94\x8c\x0c_reconstruct\x94\x93\x94\
          \x8c\x05numpy\x94\x8c\x07ndarray\x94\x93\x94K\x00\x85\x94C\x01b\x94\x87\x94R\x94(K\x01K\x02K\x03\x86\x94h\x03\
          \x8c\x05dtype\x94\x93\x94\x8c\x02u1\x94\x89\x88\x87\x94R\x94(K\x03\x8c\x01|\x94NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff\
          K\x00t\x94b\x89C\x06\x01\x02\x03\x04\x05\x06\x94t\x94b.",
        b"\x80\x05\x95|\x00\x00\x00\x00\x00\x00\x00\x8c\x13numpy._core.numeric\x94\x8c\x0b_frombuffer\x94\x93\x94(\x96\x06\
          \x00\x00\x00\x00\x00\x00\x00\x01\x02\x03\x04\x05\x06\x94\x8c\x05numpy\x94\x8c\x05dtype\x94\x93\x94\x8c\x02u1\x94\
          \x89\x88\x87\x94R\x94(K\x03\x8c\x01|\x94NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00t\x94bK\x02K\x03\x86\x94\
          \x8c\x01C\x94t\x94R\x94.",
    ];

    #[test]
    fn what_numpy_wrote() {
        for bytes in WRITTEN {
            let array = Array::read("array", &parse("array", bytes).unwrap()).unwrap();
            assert_eq!(array, Array { shape: vec![2, 3], dtype: "u1".into(), data: [1, 2, 3, 4, 5, 6].into() });
            assert_eq!(array.integers("array").unwrap(), [1, 2, 3, 4, 5, 6]);
        }
    }

    #[test]
    fn a_wrong_shape_is_an_error() {
        // K\x02K\x03 is the shape: 2 x 3 becomes 2 x 4.
        let at = WRITTEN[1].windows(4).position(|window| window == b"K\x02K\x03").unwrap();
        let mut bytes = WRITTEN[1].to_vec();
        bytes[at + 3] = 4;
        let error = Array::read("array", &parse("array", &bytes).unwrap()).unwrap_err();
        assert!(error.to_string().contains("6 bytes for shape [2, 4] of u1"), "{error}");
        assert!(Array::read("array", &Value::None).is_err());
    }

    #[test]
    fn lists_of_numpys_scalars_are_numbers() {
        // pickle.dumps([numpy.int64(7), 3], 2), the bytes of the first as Python 2 wrote them.
        let scalar = b"\x80\x02](cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\nU\x02i8K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tbU\x08\x07\0\0\0\0\0\0\0\x86RK\x03e.";
        assert_eq!(integers("a", &parse("a", scalar).unwrap()).unwrap(), [7, 3]);
        let bad = integers("a", &Value::List(vec![Value::Int(1), Value::None])).unwrap_err().to_string();
        assert!(bad.starts_with("a, record 1: found") && bad.ends_with("expected a whole number"), "{bad}");
    }

    #[test]
    fn integers_keep_their_sign() {
        let array = |dtype: &str, data: &[u8]| Array { shape: vec![1], dtype: dtype.into(), data: data.into() };
        assert_eq!(array("i2", &[0xfe, 0xff]).integers("a").unwrap(), [-2]);
        assert_eq!(array("u2", &[0xfe, 0xff]).integers("a").unwrap(), [65534]);
        assert!(array("f4", &[0; 4]).integers("a").is_err());
    }
}
