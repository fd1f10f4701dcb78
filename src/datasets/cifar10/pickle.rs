//! A writer of the pickles of CIFAR-10: protocol 2, byte strings, one numpy array, as Python 2 wrote the real ones.

/// How many items a list takes at once.
const ITEMS: usize = 1000;

/// The head of a numpy array, up to its shape: `numpy.core.multiarray._reconstruct(numpy.ndarray, (0,), 'b')`.
const ARRAY: &[u8] = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01";

/// `numpy.dtype('u1', 0, 1)` and its state, and that the array is row-major.
const BYTES: &[u8] =
    b"cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89";

/// A pickle being written.
pub(super) struct Pickle(Vec<u8>);

impl Pickle {
    /// The pickle of a dict with the entries that `fill` makes.
    pub fn of_dict(fill: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut pickle = Self(b"\x80\x02}(".to_vec());
        fill(&mut pickle);
        pickle.0.extend_from_slice(b"u.");
        pickle.0
    }

    /// One entry of the dict.
    pub fn entry(&mut self, key: &str, value: impl FnOnce(&mut Self)) {
        self.text(key);
        value(self);
    }

    /// A byte string; it is text in ASCII everywhere in these files.
    pub fn text(&mut self, text: &str) {
        match u8::try_from(text.len()) {
            Ok(length) => self.0.extend_from_slice(&[b'U', length]),
            Err(_) => self.long(text.len()),
        }
        self.0.extend_from_slice(text.as_bytes());
    }

    /// A number that is not negative.
    pub fn integer(&mut self, value: usize) {
        match (u8::try_from(value), u16::try_from(value)) {
            (Ok(byte), _) => self.0.extend_from_slice(&[b'K', byte]),
            (_, Ok(short)) => self.0.extend_from_slice(&[&b"M"[..], &short.to_le_bytes()].concat()),
            _ => self.0.extend_from_slice(&[&b"J"[..], &(value as u32).to_le_bytes()].concat()),
        }
    }

    /// A list of small numbers.
    pub fn integers(&mut self, values: &[u8]) {
        self.list(values, |pickle, &value| pickle.integer(value.into()));
    }

    /// A list of byte strings.
    pub fn texts(&mut self, texts: &[impl AsRef<str>]) {
        self.list(texts, |pickle, text| pickle.text(text.as_ref()));
    }

    /// A numpy array of bytes, `[rows, columns]`.
    pub fn bytes_array(&mut self, shape: [usize; 2], bytes: &[u8]) {
        self.0.extend_from_slice(ARRAY);
        shape.into_iter().for_each(|length| self.integer(length));
        self.0.push(0x86); // a tuple of two
        self.0.extend_from_slice(BYTES);
        self.long(bytes.len());
        self.0.extend_from_slice(bytes);
        self.0.extend_from_slice(b"tb");
    }

    /// Opens a byte string of this length.
    fn long(&mut self, length: usize) {
        self.0.extend_from_slice(&[&b"T"[..], &(length as u32).to_le_bytes()].concat());
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.0.push(b']');
        for items in items.chunks(ITEMS) {
            self.0.push(b'(');
            items.iter().for_each(|item| write(self, item));
            self.0.push(b'e');
        }
    }
}
