//! What CPython wrote, and damage.

use crate::{
    Seed,
    formats::pickle::{Value, parse, parse_prefix},
};
use rand::RngExt;

/// `{"n": None, "t": (True, False), "i": [1, -2, 300, 70000, -5000000000], "f": 1.5, "b": b"ab\xff", "s": "é"}`, as
/// CPython 3 wrote it in protocols 1, 2, and 4.
const WRITTEN: [&[u8]; 3] = [
    b"}q\x00(X\x01\x00\x00\x00nq\x01NX\x01\x00\x00\x00tq\x02(I01\nI00\ntq\x03X\x01\x00\x00\x00iq\x04]q\x05(K\x01\
      J\xfe\xff\xff\xffM,\x01Jp\x11\x01\x00L-5000000000L\neX\x01\x00\x00\x00fq\x06G?\xf8\x00\x00\x00\x00\x00\x00\
      X\x01\x00\x00\x00bq\x07c_codecs\nencode\nq\x08(X\x04\x00\x00\x00ab\xc3\xbfq\tX\x06\x00\x00\x00latin1q\ntq\x0bR\
      q\x0cX\x01\x00\x00\x00sq\rX\x02\x00\x00\x00\xc3\xa9q\x0eu.",
    b"\x80\x02}q\x00(X\x01\x00\x00\x00nq\x01NX\x01\x00\x00\x00tq\x02\x88\x89\x86q\x03X\x01\x00\x00\x00iq\x04]q\x05(\
      K\x01J\xfe\xff\xff\xffM,\x01Jp\x11\x01\x00\x8a\x05\x00\x0e\xfa\xd5\xfeeX\x01\x00\x00\x00fq\x06G?\xf8\x00\x00\
      \x00\x00\x00\x00X\x01\x00\x00\x00bq\x07c_codecs\nencode\nq\x08X\x04\x00\x00\x00ab\xc3\xbfq\tX\x06\x00\x00\x00\
      latin1q\n\x86q\x0bRq\x0cX\x01\x00\x00\x00sq\rX\x02\x00\x00\x00\xc3\xa9q\x0eu.",
    b"\x80\x04\x95P\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x01n\x94N\x8c\x01t\x94\x88\x89\x86\x94\x8c\x01i\x94]\x94(\
      K\x01J\xfe\xff\xff\xffM,\x01Jp\x11\x01\x00\x8a\x05\x00\x0e\xfa\xd5\xfee\x8c\x01f\x94G?\xf8\x00\x00\x00\x00\
      \x00\x00\x8c\x01b\x94C\x03ab\xff\x94\x8c\x01s\x94\x8c\x02\xc3\xa9\x94u.",
];

#[test]
fn what_cpython_wrote() {
    for bytes in WRITTEN {
        let value = parse("written", bytes).unwrap();
        let numbers = [1, -2, 300, 70000, -5000000000].map(Value::Int);
        assert_eq!(value.get("n"), Some(&Value::None));
        assert_eq!(value.get("t"), Some(&Value::Tuple(vec![Value::Bool(true), Value::Bool(false)])));
        assert_eq!(value.get("i"), Some(&Value::List(numbers.to_vec())));
        assert_eq!(value.get("f"), Some(&Value::Float(1.5)));
        assert_eq!(value.get("b").unwrap().raw_bytes().as_deref(), Some(&b"ab\xff"[..]));
        assert_eq!(value.get("s"), Some(&Value::Str("é".into())));
        assert_eq!(value.get("x"), None);
    }
}

#[test]
fn a_memo_of_a_list_sees_what_is_added_later() {
    // [inner, inner] with inner = [5], the memo taken before 5 was appended.
    let value = parse("memo", b"\x80\x02](]q\x00K\x05ah\x00e.").unwrap();
    let inner = Value::List(vec![Value::Int(5)]);
    assert_eq!(value, Value::List(vec![inner.clone(), inner]));
}

#[test]
fn calls_stay_calls() {
    // What `os.system("rm")` would pickle to.
    let Value::Object(object) = parse("call", b"cos\nsystem\nX\x02\x00\x00\x00rm\x85R.").unwrap() else { panic!() };
    assert_eq!(object.callable, Value::Global { module: "os".into(), name: "system".into() });
    assert_eq!(object.arguments, Value::Tuple(vec![Value::Str("rm".into())]));
}

#[test]
fn errors_name_the_byte() {
    let message = |bytes: &[u8]| format!("{:?}", parse("p", bytes).unwrap_err());
    assert!(message(b"\x80\x02N\xfe.").starts_with("p, byte 3: found opcode 0xfe"), "{}", message(b"\x80\x02N\xfe."));
    assert!(message(b"\x80\x09").starts_with("p, byte 0: found protocol 9"));
    assert!(message(b"\x80\x02K").contains("byte 2: found 0 bytes to the end"));
    assert!(message(b"T\xff\xff\xff\x7fab.").contains("byte 0: found 3 bytes to the end"));
    assert!(message(b"\x86.").contains("byte 0: found 0 values on the stack"));
    assert!(message(b"(R.").contains("byte 1"), "a mark guards what is below it");
    assert!(message(b"h\x07.").contains("memo 7"));
    assert!(message(b"N.N").contains("byte 2: found 1 more bytes"));
    assert!(message(b"\x8a\x14\x01").contains("20 bytes"));
    assert!(message(b"Na.").contains("byte 1"));
    assert_eq!(parse_prefix("p", b"K\x01.K\x02.", 3).unwrap(), (Value::Int(2), 6));
    assert!(parse_prefix("p", b"N.", 9).is_err());
}

#[test]
fn nesting_cycles_and_sharing_are_bounded() {
    let deep = [b"]".repeat(50_000), b"a".repeat(49_999), b".".to_vec()].concat();
    assert!(format!("{}", parse("p", &deep).unwrap_err()).contains("deeper nesting"));
    assert!(format!("{}", parse("p", b"]q\x00h\x00a.").unwrap_err()).contains("found"));
    // Forty lists, each holding the one before twice: 2^40 values.
    let doubled: Vec<u8> = [b"]".to_vec(), b"q\x00](h\x00h\x00e".repeat(40), b".".to_vec()].concat();
    assert!(format!("{}", parse("p", &doubled).unwrap_err()).contains("shared"));
}

#[test]
fn damage_never_panics() {
    let mut rng = Seed(0).stream("damage", 0);
    for bytes in WRITTEN {
        for end in 0..bytes.len() {
            assert!(parse("cut", &bytes[..end]).is_err());
        }
        for _ in 0..20_000 {
            let mut damaged = bytes.to_vec();
            for _ in 0..rng.random_range(1..4) {
                let at = rng.random_range(0..damaged.len());
                damaged[at] = rng.random();
            }
            let _ = parse("damaged", &damaged);
        }
    }
}
